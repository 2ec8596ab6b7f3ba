"""Writers for test_kill.py to kill: each loads what is staged, links, publishes, and says what it is about to do.

Run as a module it imports everything once and then forks a writer for every home that it reads from its input, because
starting Python anew would cost more than what is tested. It opens no database itself, so nothing is shared by a fork.
"""

import os
import sys
import traceback
from pathlib import Path

from tests.warehouse.test_link_meetings import SOURCES
from warehouse import link, load_sources, publish, staged_partitions
from warehouse.store import Store, open_store

ADDRESS = "lake.address"
"""A home with this file writes to the lake that it names, the others to a warehouse of their own."""


def say(what: str) -> None:
    os.write(1, f"{what}\n".encode())


def main(home: Path) -> None:
    lake = home / ADDRESS
    store = Store(lake.read_text(), str(home / "lake")) if lake.exists() else Store(str(home / "w.duckdb"))
    say("open")
    with open_store(store) as writer:
        load_sources(writer.con, SOURCES)
        for path in staged_partitions(home / "staging"):
            say("load")
            writer.load(path, force=True)
        with writer.alone():
            say("link")
            link(writer.con)
            say("publish")
            publish(writer.con, home / "published.duckdb")
        say("close")


def serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                main(Path(line.strip()))
                status = 0
            except Exception:  # noqa: BLE001 - whatever it is, the test shows it and fails
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        say(f"child {child}")
        _, waited = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(waited)}")


if __name__ == "__main__":
    serve()
