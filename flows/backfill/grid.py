"""The grid of a backfill: a row a source, a column a month, a mark for how each partition stands."""

from collections.abc import Sequence

from rich.text import Text

from crawlers.ledger import Partition
from flows.backfill.months import days_of, months_between
from flows.backfill.plan import Plan
from flows.console import spoken
from flows.screen import Screen
from transforms.version import EXTRACTOR_VERSION

MARKS = {
    "done": ("■", "green"),
    "stale": ("■", "yellow"),
    "running": ("▶", "cyan"),
    "pending": ("□", "white"),
    "failed": ("✗", "red"),
    "missing": ("·", "bright_black"),
}

SIGNS = {"done": "🟩", "stale": "🟨", "running": "🟦", "pending": "⬜", "failed": "🟥", "missing": "▫️"}
"""The same marks where colours cannot be had: in Markdown."""


def state_of(partition: Partition | None) -> str:
    """How a partition stands, in one word of `MARKS`."""
    if partition is None:
        return "missing"
    if partition.status == "done" and partition.code_version not in (None, EXTRACTOR_VERSION):
        return "stale"
    return partition.status


def print_grid(partitions: Sequence[Partition]) -> None:
    """Print every source's months from the first to the last that any partition has, a block of years at a time."""
    console = Screen()
    if not partitions:
        console.print("No partitions yet.")
        return
    known = {(each.source, each.window): each for each in partitions}
    sources = sorted({each.source for each in partitions})
    windows = sorted({each.window for each in partitions})
    span = months_between(days_of(windows[0])[0], days_of(windows[-1])[0])
    width = max(12, max(map(len, sources)))
    room = max(12, (console.width - width - 2) // 13 * 12)
    for start in range(0, len(span), room):
        block = span[start : start + room]
        header = "".join(f"{month[:4]:<12} " for month in block if month.endswith("-01") or month == block[0])
        console.print(Text(f"{'':{width}} {header}"))
        for source in sources:
            line = Text(f"{source:{width}} ")
            for month in block:
                mark, colour = MARKS[state_of(known.get((source, month)))]
                line.append(mark, colour)
                if month.endswith("-12"):
                    line.append(" ")
            console.print(line)
    legend = Text()
    for name, (mark, colour) in MARKS.items():
        legend.append(mark, colour)
        legend.append(f" {name}  ")
    console.print(legend)


def grid_markdown(partitions: Sequence[Partition]) -> list[str]:
    """The grid as a Markdown table: a row a source, a column a year, a mark a month."""
    known = {(each.source, each.window): each for each in partitions}
    years = sorted({each.window[:4] for each in partitions})
    if not years:
        return []
    lines = ["| source | " + " | ".join(years) + " |", "|---|" + "---|" * len(years)]
    for source in sorted({each.source for each in partitions}):
        cells = [
            "".join(SIGNS[state_of(known.get((source, f"{year}-{month:02d}")))] for month in range(1, 13))
            for year in years
        ]
        lines.append(f"| {source} | " + " | ".join(cells) + " |")
    return [*lines, "", "  ".join(f"{sign} {name}" for name, sign in SIGNS.items()), ""]


def print_plan(plan: Plan, at_once: int) -> None:
    """Print the jobs of a plan, its size, and how long it will take where history tells."""
    console = Screen()
    for job in plan.jobs:
        span = job.months[0] if len(job.months) == 1 else f"{job.months[0]} … {job.months[-1]}"
        estimate = "" if job.seconds is None else f"  ~{job.seconds:.0f} s"
        console.print(f"{job.source}  {span}  {len(job.months)} months{estimate}", soft_wrap=True)
    told = f"{plan.partitions} partitions in {len(plan.jobs)} jobs, {plan.left_out} left out"
    seconds = plan.seconds_with(at_once)
    if seconds is None:
        console.print(f"{told}; no history to estimate from")
    else:
        console.print(f"{told}; about {spoken(seconds)} with {at_once} at a time")
