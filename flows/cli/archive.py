"""`edumeet archive`: pages that others have captured, found in their indexes and brought into the archive."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.options import json_option, print_json, settings
from flows.cli.run import Day
from flows.errors import RunFailed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

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
    from datetime import datetime

    from flows.console import print_summary, watched
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


@archive.command(short_help="Look captures up in an index (CDX), and fetch them if asked.")
@click.option("--source", "source_id", metavar="ID", help="Captures of this source: of all its hosts, as long as its.")
@click.option("--host", help="Captures of this host, whosever it is.")
@click.option("--since", type=Day(), help="First day of the captures.")
@click.option("--until", type=Day(), help="Last day of the captures, included.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="Captures at most.")
@click.option(
    "--index", default="wayback", show_default=True,
    help="wayback, commoncrawl (newest, or all of the days asked for), commoncrawl:COLLECTION, or a CDX server's URL.",
)  # fmt: skip
@click.option("--data", help="Where the files lie that an index names. [default: Common Crawl's]")
@click.option("--resume", metavar="TOKEN", help="Go on behind an earlier search, with the token that it ended with.")
@click.option("--all", "every", is_flag=True, help="Also captures whose address looks like no article.")
@click.option("--fetch", "fetch_them", is_flag=True, help="Fetch what the archive lacks, and import it.")
@registry_option
@json_option
def find(
    source_id: str | None,
    host: str | None,
    since: "date | None",
    until: "date | None",
    limit: int,
    index: str,
    data: str | None,
    resume: str | None,
    every: bool,
    fetch_them: bool,
    registry: str | None,
    as_json: bool,
) -> None:
    """Ask an index where captures of a source or a host lie: pages that were had with status 200.

    With --fetch those that the archive does not have are fetched, one after another and politely, into a WARC file
    under captures/, and imported into the archive; the next `edumeet run` loads them.
    """
    from flows.errors import UserError
    from flows.finding import Wanted, client_for, fetch, search
    from flows.importing import import_captures, sources_to_import
    from flows.registry import chosen

    if (source_id is None) == (host is None):
        raise UserError("name either --source or --host")
    if since and until and since > until:
        raise UserError(f"--since {since} is after --until {until}")
    config = settings()
    sources = sources_to_import(config, registry)
    source = chosen(sources, [source_id])[0] if source_id else None
    client = client_for(config, index)
    try:
        found = search(client, index, Wanted(source, host, since, until, every), limit, resume)
        if fetch_them:
            file, brought, had = fetch(config, client, found.found, sources, data)
    finally:
        client.close()
    told = found.to_dict()
    if fetch_them:
        imported = import_captures(config, [file], sources, source_id or "auto", ()) if brought.count else []
        told |= {
            "fetched": brought.count, "had": had, "failed": brought.failed, "file": str(file),
            "imported": [asdict(each) for each in imported],
        }  # fmt: skip
    if as_json:
        print_json(told)
    else:
        _print_found(told)
        if fetch_them:
            print_imported(imported, dry_run=False)
    if fetch_them and brought.failed:
        raise RunFailed(f"{len(brought.failed)} captures could not be had, first {brought.failed[0]}")


def _print_found(told: "dict[str, Any]") -> None:
    from rich.table import Table

    from flows.screen import Screen

    console = Screen()
    table = Table("captured", "status", "media type", "address", show_edge=False)
    for each in told["found"]:
        table.add_row(each["at"][:19].replace("T", " "), str(each["status"] or ""), each["media_type"], each["url"])
    console.print(table)
    console.print(f"{len(told['found'])} captures; {told['left_out']} others look like no article (--all shows them).")
    if told["resume"]:
        console.print(f"There are more: --resume '{told['resume']}'", soft_wrap=True)
    if "fetched" in told:
        console.print(
            f"Fetched {told['fetched']} into {told['file']}; {told['had']} were in the archive.", soft_wrap=True
        )


def print_imported(done: "Sequence[ImportOutcome]", *, dry_run: bool) -> None:
    """One row a file, then why records were left out, and which sources had captures."""
    from collections import Counter

    from rich.table import Table
    from rich.text import Text

    from flows.screen import Screen

    console = Screen()
    table = Table("file", title="Would be imported" if dry_run else "Imported", title_justify="left")
    for name in ("records", "new", "versions", "repeats", "known", "left out"):
        table.add_column(name, justify="right")
    table.add_column("")
    skipped: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    for each in done:
        skipped.update(each.skipped)
        sources.update(each.sources)
        note = Text(each.error, "red") if each.error else "read before, unchanged" if each.done_before else ""
        counts = (each.records, each.new, each.versions, each.repeats, each.known, sum(each.skipped.values()))
        table.add_row(Path(each.file).name, *map(str, counts), note)
    console.print(table)
    if skipped:
        console.print("Left out: " + ", ".join(f"{count} {why}" for why, count in skipped.most_common()) + ".")
    if sources:
        told = ", ".join(f"{name} {count}" for name, count in sources.most_common(20))
        console.print(f"Captures by source: {told}.")
