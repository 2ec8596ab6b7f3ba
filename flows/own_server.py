"""A Prefect server for the length of one command, where none is set and `edumeet serve` has none at work.

Prefect starts one by itself (its ephemeral mode), with three drawbacks for a command that people and schedulers call:
the command's own process imports all of the server to do so, two seconds and more of processor time; it waits for the
server doing nothing; and a command that is killed leaves the server behind. This is the same server, otherwise started:

    command ──► `python -m flows.own_server FD PID`, which listens on a socket that the command has opened, and which
                the kernel stops when the command ends, however it ends
"""

import atexit
import os
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from flows.aside import aside, put_aside, stamp_of_now
from flows.collector import resting_collector
from flows.ending import end_with
from flows.errors import RunFailed
from flows.orchestrator import local_api, server_answers, server_is_set
from flows.settings import Settings
from flows.shared_server import borrowed_server

START_SECONDS = 180
"""On two busy cores the server needs up to half a minute."""
STOP_SECONDS = 10
SPARED_SERVER = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    # The forms for blocks on Prefect's pages: a server that shows pages enters them when it starts. To find out that
    # there are no new ones, every package that brings blocks would be imported, Dask's too.
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
    "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "false",
}
"""What the server does only for people who look at its pages, of which it has none."""
SPARED_CLIENT = {
    # Of the same installation. The answer comes from the last of the server's routers: it would build all before it.
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    # Against forged requests by pages in a browser.
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
}
"""What the command need not ask a server that is its own."""


class OwnServer:
    """The server, from its start on; `api` is its address."""

    def __init__(self) -> None:
        self._started_anew = False
        self._start(0)

    def _start(self, port: int) -> None:
        with socket.create_server(("127.0.0.1", port)) as listening:
            self._port = listening.getsockname()[1]
            self.api = local_api(self._port)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.own_server", str(listening.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                pass_fds=[listening.fileno()],
                # Ctrl-C is for the command, which ends its run while the server still hears.
                start_new_session=True,
            )

    def wait(self) -> None:
        """Return when it answers. Raises RunFailed where it does not.

        A server whose database is damaged is started anew, with an empty one: that holds the history of runs, and
        nothing that a run goes by.
        """
        until = time.monotonic() + START_SECONDS
        while not server_answers(self.api):
            if self._process.poll() is not None:
                if not self._started_anew and (aside := put_damaged_aside()):
                    # Prefect is being imported, and sets up all loggers anew: a line of a log might be lost.
                    sys.stderr.write(
                        f"edumeet: the database of Prefect was damaged (kept as {aside}): history is lost\n"
                    )
                    self._started_anew = True
                    self._start(self._port)
                    continue
                raise RunFailed(f"the Prefect server ended with {self._process.returncode} before it answered")
            if time.monotonic() > until:
                raise RunFailed(f"the Prefect server does not answer within {START_SECONDS} s")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it, and wait for that."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def put_damaged_aside() -> Path | None:
    """Rename the database of Prefect where it is damaged; the new name, None where it is sound or not there."""
    from prefect.settings import PREFECT_HOME

    database = Path(PREFECT_HOME.value()) / "prefect.db"
    if not database.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as con:
            sound = con.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.OperationalError:  # it cannot be opened, or is locked: no damage of the file
        sound = True
    except sqlite3.DatabaseError:
        sound = False
    if sound:
        return None
    stamp = stamp_of_now()
    put_aside(database.parent.glob("prefect.db*"), stamp)
    return aside(database, stamp)


def own_server(settings: Settings) -> OwnServer | None:
    """Start a server where none is set, and set its address; it stops when this process ends.

    Not before, for Prefect sends the last of its log lines and events when the process is about to end. It need not
    answer yet when this returns (`OwnServer.wait`), so that the caller can import Prefect meanwhile. Where `edumeet
    serve` works for the same home, its server is taken: None is returned, as where a server is set.
    """
    if server_is_set():
        return None
    if of_serve := borrowed_server(settings):
        os.environ["PREFECT_API_URL"] = of_serve
        return None
    server = OwnServer()
    os.environ["PREFECT_API_URL"] = server.api
    for name, value in SPARED_CLIENT.items():
        os.environ.setdefault(name, value)
    atexit.register(server.stop)
    return server


def main() -> None:
    """Serve on the socket given, as Prefect's ephemeral server does."""
    descriptor, parent = map(int, sys.argv[1:])
    end_with(parent)
    os.environ |= SPARED_SERVER
    with resting_collector():
        import uvicorn

        config = uvicorn.Config("prefect.server.api.server:create_app", factory=True, log_level="error", lifespan="on")
        config.load()
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main()
