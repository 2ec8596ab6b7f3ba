"""`edumeet remove`: take pages out of the warehouse for good."""

import click

from flows.cli.options import published, settings
from flows.errors import UserError


@click.command(short_help="Take pages out of the warehouse for good.")
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("--why", required=True, help="The reason, kept beside the URL.")
def remove(urls: tuple[str, ...], why: str) -> None:
    """Take pages, by the URLs that the warehouse shows, out of every table, and publish the rest.

    They are entered in `removed.toml` in the home folder, which every later run, replay and rebuild obeys; a line taken
    out of that file brings its page back. Published versions that still hold them are dropped. Reports and exports
    that were made before must be made anew. The bytes stay in the archive, which nobody publishes.
    """
    from datetime import datetime

    from flows.console import print_summary, watched
    from flows.launch import launch_daily
    from flows.removals import remove as enter
    from flows.settings import TIMEZONE
    from warehouse.publish import drop_versions

    config = settings()
    with published() as con:
        rows = con.execute("SELECT url, canonical_url FROM raw.fetches WHERE url IN $1 OR canonical_url IN $1", [urls])
        known = {name: canonical for url, canonical in rows.fetchall() for name in (url, canonical)}
    if unknown := [url for url in urls if url not in known]:
        raise UserError(f"the warehouse has no page {unknown[0]}; write it as its tables do")
    pages = [known[url] for url in urls]
    count = enter(config.removed_file, pages, why, datetime.now(TIMEZONE).date())
    with watched(quiet=False):
        summary = launch_daily(config, sources=(), since=None, until=None, crawl=False)
    print_summary(summary, config)
    summary.raise_if_failed()
    dropped = drop_versions(config.published, keep=1)
    click.echo(f"Removed {count} pages; dropped {dropped} older versions of the published file.")
