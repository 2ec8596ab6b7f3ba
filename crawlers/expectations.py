"""What a crawl found against what the registry says a healthy one finds."""

from typing import Any

from crawlers.registry import Expectations
from crawlers.tally import Tally

_MOSTLY = 0.8  # share of rows with a date from which a list counts as dated


def unmet(expect: Expectations, tally: Tally, health: dict[str, Any]) -> list[str]:
    """One line for each expectation that the crawl did not meet; nothing for a crawl that saw no row at all."""
    if not tally.rows:
        return []
    found = []
    for each in tally.lists:
        # The last page of a list may be short; the first never is, but for pages that only lead to others (the index of
        # a sitemap, a day's front page without news of ours).
        rows = next(filter(None, each.rows_per_page), 0)
        if each.rows_per_page and rows < expect.min_rows_per_list_page:
            found.append(f"{each.url}: {rows} rows on its first page, {expect.min_rows_per_list_page} expected")
    if expect.dated_rows and (health["dated_share"] or 0) < _MOSTLY:
        found.append(f"dates beside {health['dated_share']:.0%} of the rows only")
    age = health["newest_age_days"]
    if expect.newest_within_days is not None and age is not None and age > expect.newest_within_days:
        found.append(f"newest row of {health['newest']}, {age} days old, {expect.newest_within_days} expected at most")
    return found
