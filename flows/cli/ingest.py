"""`edumeet ingest`: pages from disk into the warehouse, by the way every page goes."""

from pathlib import Path

import click

from flows.cli.options import json_option, print_json, settings


@click.command(short_help="Load pages from files into the warehouse.")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--source",
    default="ingest",
    show_default=True,
    metavar="ID",
    help="Source that the pages are filed under; one of the registry lends its division and kind.",
)
@json_option
def ingest(inputs: tuple[Path, ...], source: str, as_json: bool) -> None:
    """Archive, transform, load, link, check and publish pages from files.

    INPUTS are what `edumeet extract` takes. A page already archived with the same content is not archived again, so
    running this twice changes nothing.
    """
    from flows.console import print_summary, watched
    from flows.launch import launch_ingest

    config = settings()
    with watched(quiet=as_json):
        summary = launch_ingest(config, inputs, source)
    if as_json:
        print_json(summary.to_dict())
    else:
        print_summary(summary, config)
    summary.raise_if_failed()
