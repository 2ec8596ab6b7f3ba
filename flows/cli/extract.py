"""`edumeet extract`: pages in, records out; needs no server, no warehouse and no network."""

import json
from pathlib import Path

import click

from flows.visible import escaped, one_line


@click.command(short_help="Print what pages say, one JSON record a page.")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["jsonl", "json"]), default="jsonl", show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that read pages.")
def extract(inputs: tuple[Path, ...], form: str, workers: int) -> None:
    """Print one JSON record a page, in input order.

    INPUTS are files or folders of .html, .txt (bare text as a text crawl keeps it), .warc[.gz], .wet[.gz], or .jsonl
    whose lines are {"id", "url", "html" or "text", "fetched_at"?, "headers"?}. The fields of a record are in
    README, "The record". A page that cannot be read gives an empty record, and its reason on the error output.
    """
    from flows.extract import extract_all

    for record, complaint in extract_all(inputs, workers):
        click.echo(escaped(json.dumps(record, ensure_ascii=False, indent=2 if form == "json" else None)))
        if complaint:
            click.echo(one_line(f"edumeet: {record['id']}: {complaint}"), err=True)
