"""`edumeet newsroom`: the sample sites."""

from pathlib import Path

import click

from flows.cli.options import settings


@click.group(short_help="The sample sites that a first run crawls.")
def newsroom() -> None:
    """The sample newsroom: invented sites on loopback, laid out as real ones are."""


@newsroom.command(short_help="Serve the sample sites until interrupted.")
@click.option("--size", type=click.IntRange(min=10), help="How many articles. [default: $EDUMEET_NEWSROOM_SIZE or 600]")
@click.option("--port", type=click.IntRange(1024, 65000), help="First port. [default: $EDUMEET_NEWSROOM_PORT or 8801]")
@click.option("--truth", type=click.Path(path_type=Path), help="Write what every article says, as JSON lines.")
@click.option("--registry", type=click.Path(path_type=Path), help="Write the registry file of these sites.")
def serve(size: int | None, port: int | None, truth: Path | None, registry: Path | None) -> None:
    """Serve the sample sites on 127.0.0.1 until interrupted, and print where they are."""
    import signal
    import threading

    from flows.samples import newsroom_served

    config = settings(newsroom_size=size, newsroom_port=port)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    with newsroom_served(config, registry=registry, truth=truth) as bases:
        for name, url in bases.items():
            click.echo(f"{name:24} {url}")
        click.echo("Serving; press Ctrl-C to stop.")
        stopped.wait()
