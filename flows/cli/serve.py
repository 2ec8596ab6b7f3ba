"""`edumeet serve`: the deployments on one machine."""

import click

from flows.cli.options import settings
from flows.errors import UserError


@click.command(short_help="Run the deployments on their schedules, on this machine.")
@click.option("--deployment", "names", multiple=True, metavar="NAME", help="Only this one; may be repeated.")
@click.option("--registry", help="newsroom, builtin, or a TOML file or folder. [default: $EDUMEET_REGISTRY]")
@click.option("--metrics-port", type=click.IntRange(1024, 65535), help="Answer Prometheus on this port of 127.0.0.1.")
@click.option("--list", "listed", is_flag=True, help="Only list the deployments and their times (Asia/Shanghai).")
def serve(names: tuple[str, ...], registry: str | None, metrics_port: int | None, listed: bool) -> None:
    """Run every deployment on its schedule until interrupted: `--list` shows them.

    Backfills, replays and imports are started from Prefect's page or with `prefect deployment run`. With
    PREFECT_API_URL set the runs belong to that server; else one is started on this machine ($EDUMEET_PREFECT_PORT),
    and its page shows what runs. SIGTERM and Ctrl-C stop the runs at work in good order; the next ones go on.
    """
    import os
    import signal

    from flows.deployments.known import selected
    from flows.orchestrator import prepare
    from flows.registry import NEWSROOM, read_registry, registry_path

    config = settings(registry=registry)
    chosen = selected(names, config.schedules)
    if listed:
        for each in chosen:
            click.echo(f"{each.name:16} {each.cron or 'on demand':14} {each.description}")
        return
    if config.registry != NEWSROOM:
        read_registry(registry_path(config.registry))
        if not config.contact:
            raise UserError("say who is crawling: set EDUMEET_CONTACT to an address where site owners reach you")
    if registry:
        os.environ["EDUMEET_REGISTRY"] = config.registry
    os.environ["EDUMEET_HOME"] = str(config.root)
    prepare(config)
    from flows.deployments.serving import serve_deployments, server_for

    # Until runs are being worked there is nothing to end in good order but the server.
    signal.signal(signal.SIGTERM, signal.default_int_handler)

    def waiting() -> None:
        click.echo("Waiting for commands that use the Prefect server to end; Ctrl-C stops it at once.")

    with server_for(config, waiting) as api:
        click.echo(f"Serving {len(chosen)} deployments; Prefect is at {api.removesuffix('/api')}")
        for each in chosen:
            click.echo(f"  {each.name:16} {each.cron or 'on demand'}")
        if metrics_port:
            from flows.metrics import serve_metrics

            serve_metrics(config, metrics_port)
            click.echo(f"  figures: http://127.0.0.1:{metrics_port}/metrics")
        serve_deployments(chosen, limit=config.runs_at_once, ready=lambda: click.echo("Press Ctrl-C to stop."))
    click.echo("Stopped; what was archived is safe, the next start goes on from there.")
