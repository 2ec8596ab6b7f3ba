"""Query results as tables in the terminal."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from rich.table import Table

from flows.screen import Screen
from warehouse.diff import TableDiff

WIDE = 60


def print_table(table: pa.Table, limit: int, title: str | None = None) -> None:
    """Print the first `limit` rows, long texts cut, and say how many there are."""
    console = Screen()
    shown = Table(title=title, title_justify="left", show_edge=False)
    numeric = [pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in table.schema.types]
    for name, right in zip(table.column_names, numeric, strict=True):
        shown.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in table.slice(0, limit).to_pylist():
        shown.add_row(*(_cell(value) for value in row.values()))
    console.print(shown)
    if table.num_rows > limit:
        console.print(f"… {table.num_rows - limit} more of {table.num_rows} rows (--limit)")


def print_differences(found: Sequence[TableDiff]) -> None:
    """Print what differs between two versions: a line a table, the first differing rows below."""
    console = Screen()
    if not found:
        console.print("No difference.")
    for table in found:
        console.print(f"{table.table}: {table.added} added, {table.removed} removed, {table.changed} changed")
        for row in table.sample:
            told = ", ".join(f"{name} {_cell(value)}" for name, value in row.items() if value is not None)
            console.print(f"    {told}", soft_wrap=True, style="bright_black")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = "、".join(str(item) for item in value)
    text = str(value).replace("\n", " ")
    return text if len(text) <= WIDE else text[: WIDE - 1] + "…"
