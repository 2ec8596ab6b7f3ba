"""A Prefect server on a private port, as somebody else would have started it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from flows.ending import end_with
from flows.orchestrator import server_answers
from tests.flows.ports import free_port


def asked(api: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What the API answers, a POST where there is a body; asked again where it is locked (503) or busy."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(api + path, data=data, headers={"Content-Type": "application/json"})
    for last in (*[False] * 9, True):
        try:
            with urlopen(request, timeout=30) as answer:
                return json.loads(answer.read())
        except (HTTPError, TimeoutError) as error:
            if last or (isinstance(error, HTTPError) and error.code != 503):
                raise
            time.sleep(2)
    raise AssertionError("the last attempt returns or raises")


@contextmanager
def served(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """Start a server whose state lies in `folder`; yields the address of its API. It ends with the tests, however."""
    port, parent = free_port(), os.getpid()
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "server.log").open("w", encoding="utf-8") as log:
        child = subprocess.Popen(
            command,
            env=settings | {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: end_with(parent),
        )
        api = f"http://127.0.0.1:{port}/api"
        try:
            until = time.monotonic() + 180
            while not server_answers(api):
                assert child.poll() is None, (folder / "server.log").read_text("utf-8")
                assert time.monotonic() < until, "the Prefect server does not answer"
                time.sleep(0.5)
            yield api
        finally:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait(timeout=60)
