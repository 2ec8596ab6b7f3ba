"""`edumeet run`: the daily flow, once, now."""

from datetime import date, datetime

import click

from flows.cli.options import json_option, print_json, settings


class Day(click.ParamType[date]):
    """A day (2024-03-01) or a month (2024-03, its first day)."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; a click usage error says what was expected."""
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%Y-%m"):
            try:
                return datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        return self.fail(f"{value!r} is no day: write it as 2024-03-01 or 2024-03", param, ctx)


@click.command(short_help="Crawl what is due, transform, load, link, check and publish.")
@click.option("--source", "only", multiple=True, metavar="ID", help="Only this source; may be given several times.")
@click.option(
    "--registry", help="newsroom, builtin, or a TOML file or folder. [default: $EDUMEET_REGISTRY or newsroom]"
)
@click.option("--since", type=Day(), help="First day of the window (publication day as the lists show it).")
@click.option("--until", type=Day(), help="Last day of the window, included. [default: today]")
@click.option("--no-crawl", is_flag=True, help="Fetch nothing: only go on with what the archive holds.")
@json_option
def run(
    only: tuple[str, ...],
    registry: str | None,
    since: date | None,
    until: date | None,
    no_crawl: bool,
    as_json: bool,
) -> None:
    """Run the daily flow once: crawl, archive, transform, load, link, check, publish.

    Without settings it crawls the sample newsroom, which it serves on this machine for as long as the run takes. A
    run that was killed goes on where it stopped: nothing archived is lost, nothing is loaded twice. Exit code 1 where
    a source failed or a blocking check kept the warehouse from being published.
    """
    from flows.console import print_summary, watched
    from flows.launch import launch_daily

    config = settings(registry=registry)
    with watched(quiet=as_json):
        summary = launch_daily(config, sources=only, since=since, until=until, crawl=not no_crawl)
    if as_json:
        print_json(summary.to_dict())
    else:
        print_summary(summary, config)
    summary.raise_if_failed()
