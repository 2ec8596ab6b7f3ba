"""Writing the report: every part in turn, into a new folder that then takes the place of the old one."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.report import (
    directives,
    meeting_pages,
    meetings_index,
    officials,
    overview,
    programmes,
    quality,
    quantities,
    sources,
)
from warehouse.report.facts import prepare
from warehouse.report.shell import Frame

Part = Callable[[Frame, duckdb.DuckDBPyConnection], None]

PARTS: tuple[Part, ...] = (
    meeting_pages.write, overview.write, meetings_index.write, programmes.write, directives.write, officials.write,
    quantities.write, sources.write, quality.write,
)  # fmt: skip
"""What writes the pages, each the `write(frame, con)` of its module; `con` is the published file, open read-only."""

MEMORY = "450MB"
"""What DuckDB may hold while the report is written; left alone it fills most of the machine with pages of the file."""

MARK = "edumeet-report.txt"
"""A folder that holds this file is a report and may be replaced; any other folder that is not empty is left alone."""


class ReportError(Exception):
    """The report cannot be written where it was asked for."""


def write_report(
    con: duckdb.DuckDBPyConnection,
    out: Path,
    made_at: datetime,
    version: int | None = None,
    partitions: Sequence[Mapping[str, str]] = (),
) -> Frame:
    """Write the report of an open published file to the folder `out`, replacing a report that is there.

    `partitions` is what the published file does not hold: one mapping a source and month of the ledger, with
    `source_id`, `month` (2024-03) and `state` (done, stale, running, pending, failed). Where it is empty the partitions
    that are loaded count as done.

    Readers of the old report keep it until the new one is whole. Raises ReportError where `out` is a file, or a folder
    with anything but a report in it.
    """
    if out.exists() and not (out.is_dir() and ((out / MARK).exists() or not any(out.iterdir()))):
        raise ReportError(f"{out} is there and is no report; name a new or empty folder")
    fresh = out.with_name(f".{out.name}.writing")
    shutil.rmtree(fresh, ignore_errors=True)
    frame = Frame(fresh, made_at, version)
    frame.assets()
    con.execute(f"SET memory_limit = '{MEMORY}'")
    try:
        prepare(con, partitions)
        for part in PARTS:
            part(frame, con)
    finally:
        con.execute("RESET memory_limit")
    frame.file(MARK, "This folder was written by `edumeet report`, which replaces it whole.\n")
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.replace(old)
    fresh.replace(out)
    shutil.rmtree(old, ignore_errors=True)
    return frame
