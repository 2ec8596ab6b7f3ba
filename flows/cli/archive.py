"""`edumeet archive`: pages that others have captured, found in their indexes and brought into the archive."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import json_option, print_json, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.summary import ImportOutcome

registry_option = click.option(
    "--registry", help="newsroom, builtin, or a TOML file or folder. [default: $EDUMEET_REGISTRY; else builtin]"
)


@click.group(short_help="Captures of others (Common Crawl, Wayback): find them, import them.")
def archive() -> None:
    """Pages that others have captured: WARC and WET files, and the indexes that say where captures lie."""


@archive.command("import", short_help="Import WARC and WET files of others.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--source", default="auto", show_default=True, metavar="auto|ID", help="Whose captures: of all sources, or of one."
)
@click.option(
    "--keyword", "keywords", multiple=True, metavar="WORD",
    help="Only pages whose text holds this word; may be repeated (any of them). [default: the registry's]",
)  # fmt: skip
@registry_option
@click.option("--dry-run", is_flag=True, help="Only count what would be imported.")
@click.option("--archive-only", is_flag=True, help="Leave loading and publishing to the next `edumeet run`.")
@json_option
def import_command(
    files: tuple[Path, ...],
    source: str,
    keywords: tuple[str, ...],
    registry: str | None,
    dry_run: bool,
    archive_only: bool,
    as_json: bool,
) -> None:
    """Import captures out of WARC and WET files (.warc, .warc.gz, .wet.gz) or folders of them.

    A capture is wanted if its host belongs to a source of the registry (an old address as long as it was the
    source's), its address looks like an article, and a keyword stands in it. It keeps its time, address and bytes, and
    where it was found; then it goes the way of every crawled page. A page that is known already gets a further version
    or a repeat, never a double. Killed at any moment, the same command goes on where it was; run again it changes
    nothing.
    """
    from dataclasses import asdict
    from datetime import datetime

    from flows.console import print_summary, watched
    from flows.errors import RunFailed
    from flows.importing import archive_files, import_captures, sources_to_import
    from flows.launch import launch_import
    from flows.settings import TIMEZONE

    config = settings()
    if not dry_run and not archive_only:
        with watched(quiet=as_json):
            summary = launch_import(config, files, source, keywords, registry)
        if as_json:
            print_json(summary.to_dict())
        else:
            print_imported(summary.imported, dry_run=False)
            print_summary(summary, config)
        summary.raise_if_failed()
        return

    known = sources_to_import(config, registry)
    run_id = f"archive-import-{datetime.now(TIMEZONE):%Y%m%dT%H%M%S}"
    with watched(quiet=as_json):
        done = import_captures(config, archive_files(files), known, source, keywords, run_id=run_id, dry_run=dry_run)
    if as_json:
        print_json([asdict(each) for each in done])
    else:
        print_imported(done, dry_run=dry_run)
    faults = [each.error for each in done if each.error]
    if faults:
        raise RunFailed("; ".join(faults))


def print_imported(done: "Sequence[ImportOutcome]", *, dry_run: bool) -> None:
    """One row a file, then why records were left out, and which sources had captures."""
    from collections import Counter

    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table("file", title="Would be imported" if dry_run else "Imported", title_justify="left")
    for name in ("records", "new", "versions", "repeats", "known", "left out"):
        table.add_column(name, justify="right")
    table.add_column("")
    skipped: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    for each in done:
        skipped.update(each.skipped)
        sources.update(each.sources)
        note = f"[red]{each.error}[/]" if each.error else "read before, unchanged" if each.done_before else ""
        counts = (each.records, each.new, each.versions, each.repeats, each.known, sum(each.skipped.values()))
        table.add_row(Path(each.file).name, *map(str, counts), note)
    console.print(table)
    if skipped:
        console.print("Left out: " + ", ".join(f"{count} {why}" for why, count in skipped.most_common()) + ".")
    if sources:
        told = ", ".join(f"{name} {count}" for name, count in sources.most_common(20))
        console.print(f"Captures by source: {told}.")
