"""`edumeet deploy`: the deployments on a work pool."""

import click

from flows.cli.options import settings


@click.command(short_help="Make work pool, deployments and automations on a Prefect server.")
def deploy() -> None:
    """Make or update the work pool `edumeet`, its queues, every deployment and the automations that start again what a
    dead worker held, on the Prefect server that PREFECT_API_URL names. Doing it twice changes nothing.

    \b
    Afterwards, on every machine with the same settings and a shared $EDUMEET_HOME:
      prefect worker start --pool edumeet
    """
    from flows.orchestrator import prepare

    prepare(settings())
    from flows.deployments.deploying import deploy as make

    for line in make():
        click.echo(line)
