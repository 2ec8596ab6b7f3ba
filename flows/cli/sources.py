"""`edumeet sources`: the registry of sites."""

from collections import Counter
from pathlib import Path

import click

from flows.cli.options import json_option, print_json, settings
from flows.visible import one_line, visible

registry_option = click.option(
    "--registry", help="newsroom, builtin, or a TOML file or folder. [default: $EDUMEET_REGISTRY; else builtin]"
)


@click.group(short_help="The sites that are watched: list, show, check.")
def sources() -> None:
    """The registry: one TOML entry a site."""


@sources.command("list", short_help="List the sources.")
@registry_option
@click.option("--kind", help="Only this kind: government, education_bureau, media, school, doc_library.")
@click.option("--province", metavar="CODE", help="Only division codes that begin so: 44 or 440000.")
@json_option
def list_sources(registry: str | None, kind: str | None, province: str | None, as_json: bool) -> None:
    """List the sources of a registry with their division and family."""
    from rich.table import Table

    from flows.errors import UserError
    from flows.registry import read_registry, registry_for_reading
    from flows.screen import Screen

    found = list(read_registry(registry_for_reading(settings(), registry)).values())
    if kind:
        found = [source for source in found if source.kind == kind]
    if province:
        found = [source for source in found if (source.division or "").startswith(province.rstrip("0") or province)]
    if not found:
        raise UserError("no source fits; `edumeet sources list` without options shows all")
    if as_json:
        print_json([source.model_dump(mode="json") for source in found])
        return
    table = Table("id", "name", "kind", "division", "family", "crawlable", show_edge=False)
    for source in found:
        lists = "yes" if source.crawlable else "no list known"
        table.add_row(source.id, source.name, source.kind, source.division or "", source.family, lists)
    console = Screen()
    console.print(table)
    provinces = len({source.division[:2] for source in found if source.division})
    kinds = ", ".join(f"{count} {name}" for name, count in Counter(source.kind for source in found).most_common())
    console.print(f"{len(found)} sources in {provinces} provinces: {kinds}")


@sources.command(short_help="Show one source, whole.")
@click.argument("source_id")
@registry_option
@json_option
def show(source_id: str, registry: str | None, as_json: bool) -> None:
    """Show everything the registry says of one source."""
    from flows.registry import chosen, read_registry, registry_for_reading

    (source,) = chosen(read_registry(registry_for_reading(settings(), registry)), [source_id])
    said = source.model_dump(mode="json", exclude_none=True)
    if as_json:
        print_json(said)
        return
    for name, value in said.items():
        click.echo(f"{name:10} {one_line(str(value))}")


@sources.command(short_help="Propose an entry for a site, from its list page.")
@click.argument("url")
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="Append the entry to this file.")
@json_option
def add(url: str, target: Path | None, as_json: bool) -> None:
    """Fetch the list page at URL politely, archive it, recognise its CMS, and propose a registry entry.

    Family, name, kind and division come from the page; what is doubtful is said. With --to the entry is appended to
    a registry file, else printed.
    """
    from flows.source_add import add_source

    done = add_source(settings(), url, target)
    if as_json:
        print_json(done.to_dict())
        return
    click.echo(visible(done.toml))
    for row in done.rows[:5]:
        click.echo(f"# {one_line(row)}")
    for doubt in done.doubts:
        click.echo(f"# look: {one_line(doubt)}", err=True)
    if target is not None:
        click.echo(f"# appended to {target}", err=True)


@sources.command(short_help="Look at one source as a crawl would, and say what is wrong.")
@click.argument("source_id")
@registry_option
@json_option
def check(source_id: str, registry: str | None, as_json: bool) -> None:
    """Fetch a list page and a few articles of one source, politely, and print a verdict on each thing a crawl needs.

    robots.txt, the list and its rows, encoding, title, date and body, freshness. Exit code 1 where a verdict is bad.
    """
    from flows.errors import RunFailed
    from flows.source_check import check_source, print_verdicts

    verdicts = check_source(settings(), registry, source_id)
    if as_json:
        print_json([verdict.to_dict() for verdict in verdicts])
    else:
        print_verdicts(verdicts)
    bad = [verdict.what for verdict in verdicts if not verdict.good]
    if bad:
        raise RunFailed(f"{source_id}: {', '.join(bad)}")
