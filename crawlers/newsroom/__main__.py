"""`python -m crawlers.newsroom`: serve the sample sites until interrupted."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from crawlers.newsroom.newsroom import DEFAULT_SEED, DEFAULT_SIZE, Newsroom
from crawlers.newsroom.registry import write_registry
from crawlers.newsroom.serving import FIRST_PORT, serve


def run(
    *,
    port: int = FIRST_PORT,
    size: int = DEFAULT_SIZE,
    seed: int = DEFAULT_SEED,
    truth: Path | None = None,
    registry: Path | None = None,
    host: str = "127.0.0.1",
    gzip: bool = False,
    stop: threading.Event | None = None,
    say: Callable[[str], object] = sys.stdout.write,
) -> None:
    """Serve until `stop` is set. Truth and registry are written once the ports are known, before `say` hears of it."""
    with serve(Newsroom(seed, size), host, port, gzip=gzip) as served:
        if truth:
            count = served.newsroom.write_truth(truth, served.bases)
            say(f"truth of {count} articles: {truth}\n")
        if registry:
            write_registry(registry, served.bases)
            say(f"registry: {registry}\n")
        for key, base in served.bases.items():
            say(f"{key}: {base}/\n")
        say("serving\n")
        sys.stdout.flush()
        (stop or threading.Event()).wait()


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; exit code 2 for a wrong option."""
    ask = argparse.ArgumentParser(prog="python -m crawlers.newsroom", description="Serve the sample newsroom.")
    ask.add_argument("--host", default="127.0.0.1")
    ask.add_argument("--port", type=int, default=FIRST_PORT, help="first of the sites' ports; 0 takes free ones")
    ask.add_argument("--size", type=int, default=DEFAULT_SIZE, help="number of articles")
    ask.add_argument("--seed", type=int, default=DEFAULT_SEED)
    ask.add_argument("--truth", type=Path, help="write the truth (JSON lines) here")
    ask.add_argument("--registry", type=Path, help="write the registry (TOML) here")
    ask.add_argument("--gzip", action="store_true", help="compress where the client takes it")
    options = ask.parse_args(argv)
    if options.size < 1:
        ask.error(f"--size {options.size}: give at least 1")
    if not 0 <= options.port <= 65500:
        ask.error(f"--port {options.port}: give 0 to 65500")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    run(
        port=options.port, size=options.size, seed=options.seed, truth=options.truth, registry=options.registry,
        host=options.host, gzip=options.gzip, stop=stop,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
