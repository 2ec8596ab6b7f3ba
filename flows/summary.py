"""What one run did: told to the terminal, to machines as JSON, and to Prefect as an artifact."""

from dataclasses import asdict, dataclass, field
from typing import Any

from flows.errors import RunFailed
from flows.visible import in_markdown


@dataclass(slots=True)
class CrawlOutcome:
    """How the crawl of one source ended.

    `ok`, `empty` (the site says so), `skipped` (another process crawls it, or it is outside its hours), `unreachable`,
    `blocked` or `broken`. `unchanged` and `gone` are known pages that were asked for again.
    `verdict` is the health of the source after it (`crawlers.health`), `alerts` why it is not healthy, `recovered`
    what is over.
    """

    source: str
    outcome: str
    new: int = 0
    known: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    seconds: float = 0.0
    message: str = ""
    warnings: list[str] = field(default_factory=list)
    verdict: str = ""
    alerts: list[str] = field(default_factory=list)
    recovered: str | None = None

    @property
    def said(self) -> str:
        """The message, and how the source is doing where that is worth a word."""
        told = self.alerts if self.outcome in ("ok", "empty") else []
        health = f"{self.verdict}: {'; '.join(told)}" if told else f"healthy {self.recovered}" if self.recovered else ""
        return " ".join(filter(None, (self.message, health)))

    @property
    def good(self) -> bool:
        """Whether nothing needs looking at."""
        return self.outcome in ("ok", "empty", "skipped")


@dataclass(slots=True)
class StageOutcome:
    """What the transform made of the pages of one partition."""

    source: str
    month: str
    ok: int = 0
    not_target: int = 0
    retry: int = 0
    quarantine: int = 0

    @property
    def pages(self) -> int:
        """Pages read."""
        return self.ok + self.not_target + self.retry + self.quarantine


@dataclass(frozen=True, slots=True)
class LayoutVerdict:
    """What the canary says of one source.

    `ok`, `degraded` (fields that were read are no longer), `unreachable` (nothing could be fetched), or `unknown`
    (there is nothing to compare with). `pages` were compared; `found` says what was found.
    """

    source: str
    verdict: str
    pages: int
    found: str


@dataclass(slots=True)
class ImportOutcome:
    """What came of one WARC or WET file of others: see `crawlers.captures.FileCounts`."""

    file: str
    records: int = 0
    new: int = 0
    versions: int = 0
    repeats: int = 0
    known: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    done_before: bool = False
    error: str | None = None


@dataclass(slots=True)
class RunSummary:
    """One run from its crawl to its publication. `checks` are one line per offended check, `damage` one per place of
    the archive that cannot be read and per page that is lost by it.
    """

    run_id: str
    kind: str
    crawls: list[CrawlOutcome] = field(default_factory=list)
    staged: list[StageOutcome] = field(default_factory=list)
    imported: list[ImportOutcome] = field(default_factory=list)
    verdicts: list[LayoutVerdict] = field(default_factory=list)
    loaded: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    checks: list[str] = field(default_factory=list)
    blocked_by: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    published: str | None = None
    grid: list[str] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Everything, for a machine."""
        return asdict(self)

    def raise_if_failed(self) -> None:
        """Raise RunFailed where a source failed or the warehouse could not be published; the message says which."""
        faults = self.faults()
        if faults:
            raise RunFailed("; ".join(faults))

    def faults(self) -> list[str]:
        """What must be looked at: sources that failed, checks that stopped the publication."""
        faults = [f"{crawl.source}: {crawl.outcome} {crawl.message}".strip() for crawl in self.crawls if not crawl.good]
        faults += [each.error for each in self.imported if each.error]
        return faults + [f"check {check}" for check in self.blocked_by]

    def to_markdown(self) -> str:
        """The run as a page for people: what was new, what failed, what took how long."""
        lines = [f"# {self.kind} {self.run_id}", ""]
        if self.crawls:
            lines += [
                "| source | outcome | new | known | changed | failed | seconds |",
                "|---|---|--:|--:|--:|--:|--:|",
            ]
            lines += [
                f"| {c.source} | {c.outcome} {in_markdown(c.said)} "
                f"| {c.new} | {c.known} | {c.changed} | {c.failed} | {c.seconds:.1f} |"
                for c in self.crawls
            ]
            lines.append("")
        if self.imported:
            lines += ["| file | records | new | versions | repeats | known | error |", "|---|--:|--:|--:|--:|--:|---|"]
            lines += [
                f"| {in_markdown(i.file)} | {i.records} | {i.new} | {i.versions} | {i.repeats} | {i.known} "
                f"| {in_markdown(i.error or '')} |"
                for i in self.imported
            ]
            lines.append("")
        if self.verdicts:
            lines += ["| source | layout | pages | found |", "|---|---|--:|---|"]
            lines += [f"| {v.source} | {v.verdict} | {v.pages} | {in_markdown(v.found)} |" for v in self.verdicts]
            lines.append("")
        doubts = [f"- {crawl.source}: {in_markdown(warning)}" for crawl in self.crawls for warning in crawl.warnings]
        if doubts:
            lines += ["Health:", "", *doubts, ""]
        unread = [stage for stage in self.staged if stage.quarantine or stage.retry]
        if unread:
            lines += ["| pages that were not read | month | quarantined | to retry |", "|---|---|--:|--:|"]
            lines += [f"| {each.source} | {each.month} | {each.quarantine} | {each.retry} |" for each in unread]
            lines.append("")
        lines += self.grid
        pages = sum(stage.pages for stage in self.staged)
        quarantined = sum(stage.quarantine for stage in self.staged)
        lines += [
            f"- partitions read: {len(self.staged)}, pages {pages}, quarantined {quarantined}",
            f"- partitions loaded: {self.loaded}",
            *(f"- {name}: {count}" for name, count in self.counts.items()),
            *(f"- check: {in_markdown(line)}" for line in self.checks),
            *(f"- **publication stopped by** {in_markdown(line)}" for line in self.blocked_by),
            f"- published: `{self.published}`" if self.published else "- not published",
            "",
            "| stage | seconds |",
            "|---|--:|",
            *(f"| {stage} | {seconds:.1f} |" for stage, seconds in self.timings.items()),
        ]
        return "\n".join(lines)
