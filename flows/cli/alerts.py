"""`edumeet alerts`: what is wrong now, and whether people can be told."""

import click

from flows.cli.options import json_option, print_json, settings
from flows.errors import RunFailed, UserError
from flows.visible import one_line


@click.command(short_help="List what is wrong now, or send a test message.")
@click.option("--test", is_flag=True, help="Send a test message by every channel of $EDUMEET_NOTIFY.")
@json_option
def alerts(test: bool, as_json: bool) -> None:
    """List the alerts that last: sources that fail, layouts that are no longer read, publications that were stopped.

    Each was told once, by the channels that $EDUMEET_NOTIFY names, and will be told once more when it is over.
    """
    from dataclasses import asdict

    from crawlers.ledger import list_alerts, open_ledger

    config = settings()
    if test:
        channels = config.notify.get_secret_value().split()
        if not channels:
            raise UserError("nobody is told: set EDUMEET_NOTIFY to Prefect notification blocks or Apprise URLs")
        from flows.logs import configure
        from flows.orchestrator import prepare

        prepare(config)
        configure(config)
        from flows.notifying import notify

        if not notify(config, "edumeet: a test", "If you read this, alerts and recoveries will reach you."):
            raise RunFailed("not every channel took the message; the lines above say which")
        click.echo(f"sent by {len(channels)} channel{'s' if len(channels) > 1 else ''}")
        return
    config.root.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(config.ledger_url)
    try:
        found = list_alerts(ledger)
    finally:
        ledger.close()
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        known = "" if each.told_at else "  (nobody was told yet)"
        click.echo(one_line(f"{each.since:%Y-%m-%d %H:%M}  {each.key:32} {each.message}{known}"))
    if not found:
        click.echo("nothing is wrong")
