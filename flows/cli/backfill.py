"""`edumeet backfill`: the past of many sources, month by month."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from flows.cli.options import json_option, print_json, settings
from flows.cli.run import Day
from flows.errors import UserError

Command = Callable[..., Any]


def selection(command: Command) -> Command:
    """The options by which partitions are selected, the same for every subcommand that selects."""
    options = (
        click.option("--registry", help="newsroom, builtin, or a TOML file or folder."),
        click.option("--source", "sources", multiple=True, metavar="ID", help="Only this source; may be repeated."),
        click.option("--province", metavar="CODE", help="Only division codes that begin with these two digits."),
        click.option("--since", type=Day(), required=True, help="First month (or a day of it): 2015-01."),
        click.option("--until", type=Day(), help="Last month, included: 2024-12. [default: this month]"),
        click.option(
            "--stage",
            type=click.Choice(["crawl", "transform", "load"]),
            default="crawl",
            show_default=True,
            help="What to do: fetch; read archived pages again; load staged partitions again.",
        ),
        click.option(
            "--only",
            type=click.Choice(["missing", "failed", "stale", "all"]),
            default="missing",
            show_default=True,
            help="Which partitions: never done; failed; done by another extractor version; every one.",
        ),
        click.option("--order", type=click.Choice(["newest", "oldest"]), default="newest", show_default=True),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(short_help="Fetch or read again the past, by source and month.")
def backfill() -> None:
    """Plan partitions (source × month) and work them off.

    The ledger knows which are done: a backfill can be stopped or killed and run again, and running it twice costs
    nothing. A partition's window is half-open, from its first day to the next month's.
    """


@backfill.command(short_help="Show what a run would do, and how long it would take.")
@selection
@json_option
def plan(registry: str | None, as_json: bool, **options: Any) -> None:
    """Show the jobs that these options mean now, with an estimate from history. Nothing is fetched."""
    found = _plan(registry, **options)
    if as_json:
        print_json(asdict(found))
        return
    from flows.backfill.grid import print_plan

    print_plan(found, settings().crawls)


@backfill.command(short_help="Work off the partitions that are selected.")
@selection
@click.option("--dry-run", is_flag=True, help="Only show the plan.")
@json_option
def run(registry: str | None, as_json: bool, dry_run: bool, **options: Any) -> None:
    """Work off the partitions that these options select, then load and publish what came of it."""
    from flows.console import print_summary, watched
    from flows.launch import launch_backfill

    if dry_run:
        from flows.backfill.grid import print_plan

        print_plan(_plan(registry, **options), settings().crawls)
        return
    config = settings(registry=registry)
    with watched(quiet=as_json):
        summary = launch_backfill(config, options)
    if as_json:
        print_json(summary.to_dict())
    else:
        print_summary(summary, config)
    summary.raise_if_failed()


@backfill.command("status", short_help="Show the grid of source × month.")
@click.option("--stage", type=click.Choice(["crawl", "transform", "load"]), default="crawl", show_default=True)
@click.option("--source", metavar="ID", help="Only this source.")
@json_option
def show_status(stage: Any, source: str | None, as_json: bool) -> None:
    """Show how every partition stands: done, stale, running, pending, failed, missing."""
    from crawlers.ledger import free_lapsed, list_partitions, open_ledger
    from flows.backfill.grid import print_grid, state_of

    ledger = open_ledger(settings().ledger_url)
    try:
        free_lapsed(ledger)
        partitions = list_partitions(ledger, stage=stage, source=source)
    finally:
        ledger.close()
    if as_json:
        rows = [{"source": p.source, "month": p.window, "state": state_of(p), "error": p.error} for p in partitions]
        print_json(rows)
    else:
        print_grid(partitions)


@backfill.command(short_help="Take back what is planned and not yet done.")
@click.option("--source", metavar="ID", help="Only this source.")
@click.option("--stage", type=click.Choice(["crawl", "transform", "load"]), default="crawl", show_default=True)
def cancel(source: str | None, stage: Any) -> None:
    """Forget partitions that are pending or failed, and free those whose run has died; done ones stay done.

    A run that is at work finishes the jobs it holds: interrupt it (Ctrl-C) to stop those too.
    """
    from crawlers.ledger import drop_partitions, free_lapsed, open_ledger

    ledger = open_ledger(settings().ledger_url)
    try:
        free_lapsed(ledger)
        dropped = drop_partitions(ledger, source=source, stage=stage, status=("pending", "failed"))
    finally:
        ledger.close()
    click.echo(f"{dropped} partitions taken back")


def _plan(registry: str | None, since: date, until: date | None, **options: Any) -> Any:
    from flows.backfill.plan import plan_for
    from flows.registry import read_registry, registry_for_reading

    if until and since > until:
        raise UserError(f"--since {since} is after --until {until}")
    config = settings(registry=registry)
    known = read_registry(registry_for_reading(config, config.registry))
    return plan_for(config, known, since=since, until=until, **options)
