"""What a run's summary says is wrong or right, by key: what alerts are made of."""

from collections import Counter

from flows.summary import RunSummary

QUARANTINE_SHARE = 0.2
ENOUGH_PAGES = 10
"""Of fewer pages a share says nothing."""


def conditions(summary: RunSummary, *, publication: bool = True) -> dict[str, str | None]:
    """Key to what is wrong, None where it is well; what the run did not look at has no key.

    `source/ID` is how the source's crawl went, `quarantine/ID` whether its pages can be read, `publication` whether
    the checks let the warehouse out; a run that did not get so far has no `publication`.
    """
    found: dict[str, str | None] = {}
    for crawl in summary.crawls:
        if crawl.outcome != "skipped":
            found[f"source/{crawl.source}"] = None if crawl.good else f"{crawl.outcome} {crawl.message}".strip()
    pages: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    for stage in summary.staged:
        pages[stage.source] += stage.pages
        bad[stage.source] += stage.quarantine
    for source, count in pages.items():
        if count >= ENOUGH_PAGES:
            too_many = bad[source] / count > QUARANTINE_SHARE
            found[f"quarantine/{source}"] = f"{bad[source]} of {count} pages cannot be read" if too_many else None
    if publication:
        found["publication"] = "stopped by check " + "; ".join(summary.blocked_by) if summary.blocked_by else None
    return found
