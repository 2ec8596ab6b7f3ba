"""`edumeet replay` and `edumeet rebuild`: from the archive to the warehouse, without the network."""

import click

from flows.cli.options import json_option, print_json, settings


@click.command(short_help="Read the archive again beside the published version, and show what differs.")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option("--month", "months", multiple=True, metavar="YYYY-MM", help="Only this month; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only show what would differ.")
@json_option
def replay(sources: tuple[str, ...], months: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Read archived pages again, with the extractor of today, into a warehouse beside the current one.

    What differs is shown by table. The new version is published only if its checks pass (and without --dry-run);
    else everything stays as it was. No page is fetched.
    """
    from flows.console import watched
    from flows.launch import launch_replay
    from flows.tables import print_differences

    config = settings()
    with watched(quiet=as_json):
        done = launch_replay(config, sources, months, publish=not dry_run)
    if as_json:
        print_json(done.to_dict())
    else:
        click.echo(f"Read {done.pages} pages of {done.partitions} partitions.")
        print_differences(done.differences)
        click.echo(f"Published: {config.published}" if done.published else "Not published.")
    done.raise_if_blocked()


@click.command(short_help="Make ledger, staging and warehouse anew from the archive.")
@json_option
def rebuild(as_json: bool) -> None:
    """Put ledger, staged partitions and warehouse aside and make them anew from the archive alone.

    For a file that is damaged or lost. What was there is kept beside it, under a name with the time. The published
    file stays until the new one has passed its checks. No page is fetched.
    """
    from flows.console import print_summary, watched
    from flows.launch import launch_rebuild

    config = settings()
    with watched(quiet=as_json):
        summary = launch_rebuild(config)
    if as_json:
        print_json(summary.to_dict())
    else:
        print_summary(summary, config)
    summary.raise_if_failed()
