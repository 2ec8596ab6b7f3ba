"""What a run shows in the terminal: a bar while it goes, a table when it is done."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from flows.progress import heard_by, seconds_left
from flows.screen import Screen
from flows.settings import Settings
from flows.summary import RunSummary


class LeftColumn(ProgressColumn):
    """How long a stage will still take."""

    def render(self, task: Task) -> Text:
        """The estimate, blank where there is none."""
        total = int(task.total or 0)
        left = seconds_left(int(task.completed), total, task.elapsed or 0.0, task.fields.get("expected"))
        return Text("" if left is None or task.finished else f"about {spoken(left)} left", "bright_black")


def spoken(seconds: float) -> str:
    """A time as people say it: 40 s, 12 min, 3 h 20 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def watched(quiet: bool) -> Iterator[None]:
    """Show a bar per stage on the error output while the run goes on; nothing where `quiet`."""
    if quiet:
        yield
        return
    columns = (
        TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), LeftColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Screen(stderr=True)) as bars:
        rows: dict[str, TaskID] = {}
        by_history: dict[str, float | None] = {}

        def listener(stage: str, done: int, total: int, expected: float | None) -> None:
            if stage not in rows:
                rows[stage] = bars.add_task(stage, total=total or None, expected=None)
            by_history[stage] = by_history.get(stage) if expected is None else expected
            bars.update(rows[stage], completed=done, total=total or None, expected=by_history[stage])

        with heard_by(listener):
            yield


def print_summary(summary: RunSummary, settings: Settings) -> None:
    """Print what the run did, and where the published file is."""
    console = Screen()
    if summary.crawls:
        table = Table("source", "outcome", title="Crawled", title_justify="left")
        for name in ("new", "known", "changed", "failed", "seconds"):
            table.add_column(name, justify="right")
        for crawl in summary.crawls:
            counts = (crawl.new, crawl.known, crawl.changed, crawl.failed)
            colour = "green" if crawl.good else "red"
            outcome = Text.assemble((crawl.outcome, colour), f" {crawl.said}".rstrip())
            table.add_row(crawl.source, outcome, *map(str, counts), f"{crawl.seconds:.1f}")
        console.print(table)
    pages = sum(stage.pages for stage in summary.staged)
    console.print(f"Read {pages} pages of {len(summary.staged)} partitions, loaded {summary.loaded} partitions.")
    for stage in summary.staged:
        if stage.quarantine or stage.retry:
            console.print(
                f"{stage.source} {stage.month}: {stage.quarantine} pages quarantined, {stage.retry} to retry",
                style="yellow",
            )
    if summary.counts:
        console.print(
            "In the warehouse: " + ", ".join(f"{count} {name}" for name, count in summary.counts.items()) + "."
        )
    for line in summary.damage:
        console.print(line, style="red", soft_wrap=True)
    for line in summary.checks:
        console.print(f"check {line}", style="yellow", soft_wrap=True)
    for line in summary.blocked_by:
        console.print(f"publication stopped by check {line}", style="red", soft_wrap=True)
    if summary.published:
        console.print(f"Published: {summary.published}", soft_wrap=True)
        console.print("To look at it: edumeet report")
    elif settings.published.exists():
        console.print(f"Unchanged: {settings.published}", soft_wrap=True)
