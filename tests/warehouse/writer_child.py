"""A writer for test_kill.py to kill: loads what is staged, links, publishes, and says what it is about to do."""

import sys
from pathlib import Path

from tests.warehouse.test_link_meetings import SOURCES
from warehouse import link, load_partition, load_sources, open_writer, publish, staged_partitions


def main(home: Path) -> None:
    def say(what: str) -> None:
        sys.stdout.write(what + "\n")
        sys.stdout.flush()

    say("open")
    with open_writer(home / "w.duckdb") as con:
        load_sources(con, SOURCES)
        for path in staged_partitions(home / "staging"):
            say("load")
            load_partition(con, path, force=True)
        say("link")
        link(con)
        say("publish")
        publish(con, home / "published.duckdb")
        say("close")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
