"""`edumeet status`: how the state stands."""

import click

from flows.cli.options import json_option, print_json, settings


@click.command(short_help="Say what is archived, staged, loaded and published, and what failed.")
@json_option
@click.option("--strict", is_flag=True, help="Exit with 1 where anything needs looking at.")
def status(as_json: bool, strict: bool) -> None:
    """Say what the home folder holds: pages archived by source, partitions by stage, the published version.

    What needs looking at comes last: partitions that failed, sources whose last crawl went wrong. Exits with 1 where
    the ledger or the published file cannot be read, having said all else.
    """
    from flows.errors import RunFailed
    from flows.overview import overview, print_overview

    found = overview(settings())
    if as_json:
        print_json(found.to_dict())
    else:
        print_overview(found)
    if wrong := found.unread + (found.trouble if strict else []):
        raise RunFailed("; ".join(wrong))
