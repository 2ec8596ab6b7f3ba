"""`edumeet quarantine`: pages that gave no record."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from flows.cli.options import json_option, print_json, published, settings
from flows.errors import UserError
from flows.visible import one_line


@click.group(short_help="Pages that could not be read: list, show, replay.")
def quarantine() -> None:
    """Pages that could not be read, each with its reason and its archived bytes."""


@quarantine.command("list", short_help="List them, or count them by reason.")
@click.option("--source", metavar="ID", help="Only this source.")
@click.option("--reason", metavar="CODE", help="Only this reason: no_encoding, no_markup …")
@click.option("--by-reason", is_flag=True, help="Count by reason.")
@json_option
def list_quarantined(source: str | None, reason: str | None, by_reason: bool, as_json: bool) -> None:
    """List quarantined fetches, oldest first, those aside that a later fetch has made good."""
    from warehouse.quarantine import quarantined, reasons

    with published() as con:
        if by_reason:
            rows: list[dict[str, Any]] = list(reasons(con))
        else:
            rows = [asdict(each) for each in quarantined(con, source=source, reason=reason)]
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo("Nothing is in quarantine.")
    for row in rows:
        if by_reason:
            click.echo(one_line("  ".join(f"{name}: {value}" for name, value in row.items())))
        else:
            click.echo(one_line(f"{row['fetch_id']}  {row['source_id']}  {row['reason_code']}  {row['url']}"))


@quarantine.command(short_help="Show one of them, and write its bytes to a file.")
@click.argument("fetch_id")
@click.option("--bytes", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write its bytes here.")
def show(fetch_id: str, target: Path | None) -> None:
    """Show one quarantined fetch: why, which extractor gave up on it, and where its bytes lie."""
    from crawlers.archive import read_at
    from warehouse.quarantine import one_quarantined

    config = settings()
    with published() as con:
        found = one_quarantined(con, fetch_id)
    if found is None:
        raise UserError(f"no fetch {fetch_id} is in quarantine; `edumeet quarantine list` shows all")
    for name, value in asdict(found).items():
        if value is not None:
            click.echo(f"{name:18} {one_line(str(value))}")
    if target is not None:
        if found.warc_file is None or found.warc_offset is None:
            raise UserError(f"the bytes of {fetch_id} are not in the archive")
        target.write_bytes(read_at(config.archive / found.warc_file, found.warc_offset).body)
        click.echo(f"bytes: {target}")


@quarantine.command(short_help="Read the pages again from the archive.")
@click.option("--source", metavar="ID", help="Only this source.")
@click.option("--reason", metavar="CODE", help="Only this reason.")
@json_option
def replay(source: str | None, reason: str | None, as_json: bool) -> None:
    """Read again, with the extractor of today, every partition that holds quarantined pages. Nothing is fetched."""
    from flows.console import print_summary, watched
    from flows.launch import launch_reread
    from warehouse.quarantine import partitions_to_replay

    config = settings()
    with published() as con:
        partitions = [(name, month) for name, month, _ in partitions_to_replay(con, source=source, reason=reason)]
    if not partitions:
        click.echo("Nothing to read again.", err=True)
        return
    with watched(quiet=as_json):
        summary = launch_reread(config, partitions)
    if as_json:
        print_json(summary.to_dict())
    else:
        print_summary(summary, config)
    summary.raise_if_failed()
