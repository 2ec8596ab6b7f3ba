"""`edumeet review` as a process, and a browser's part in it done by hand over HTTP."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.flows.conftest import environment

HEADERS = {"Content-Type": "application/json", "X-Edumeet-Review": "1"}


class Review:
    """A running review: asks and answers over HTTP, and ends it as Ctrl-C does."""

    def __init__(self, child: "subprocess.Popen[str]", address: str) -> None:
        self.child = child
        self.address = address
        parts = urlsplit(address)
        assert parts.hostname == "127.0.0.1" and parts.port
        self.port = parts.port
        self.base = parts.path.removesuffix("/review.html")

    def ask(
        self, path: str, *, method: str = "GET", body: str | None = None, headers: Mapping[str, str] | None = None,
        host: str | None = None,
    ) -> tuple[int, str, Mapping[str, str]]:  # fmt: skip
        """Status, text and headers of one request; `path` is below the token unless it begins with a slash."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            target = path if path.startswith("/") else f"{self.base}/{path}"
            sent = {"Host": host or f"127.0.0.1:{self.port}", **(headers or {})}
            connection.request(method, target, body and body.encode(), sent)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.headers)
        finally:
            connection.close()

    def data(self, name: str) -> Any:
        """The value of a data file."""
        status, text, _ = self.ask(f"data/{name}.js")
        assert status == 200, text
        return json.loads(text.removeprefix(f'edumeet.take("{name}",').removesuffix(");\n"))

    def post(self, value: Any, **asked: Any) -> tuple[int, dict[str, Any]]:
        """Send verdicts; status and answer."""
        status, text, _ = self.ask(
            "verdicts", method="POST", body=json.dumps(value), headers=HEADERS | asked.pop("headers", {}), **asked
        )
        return status, json.loads(text)

    def interrupt(self) -> tuple[int, str]:
        """Ctrl-C: the exit code and what stood on the error stream."""
        self.child.send_signal(signal.SIGINT)
        _, err = self.child.communicate(timeout=30)
        return self.child.returncode, err


@contextmanager
def reviewing(home: Path, *arguments: str) -> Iterator[Review]:
    """Start `edumeet review` on a home folder, without a browser; yields it once it answers."""
    child = subprocess.Popen(
        [sys.executable, "-m", "flows", "review", "--no-browser", "--reviewer", "王老师", *arguments],
        env=environment(home), cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # Ctrl-C reaches it also where the tests run in the background of a shell, which lets them ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        assert child.stdout is not None
        line = child.stdout.readline()
        assert "http://" in line, child.communicate(timeout=30)[1]
        yield Review(child, line[line.index("http://") :].strip())
    finally:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
        child.communicate(timeout=30)


def all_right(overview: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
    """The verdicts of someone who finds everything right and nothing missing."""
    lists = {
        "participant": "participants", "group": "attending_groups", "agenda": "agenda", "directive": "directives",
        "programme": "programmes", "quantity": "quantities", "reference": "references", "credit": "credits",
    }  # fmt: skip
    keys = [each["name"] for each in overview["page"]] + ["body", "meeting"]
    if page["meeting"] is not None:
        keys += [f"meeting.{each['name']}" for each in overview["meeting"]]
    verdicts = [{"field": key, "verdict": "right", "key": key} for key in keys]
    for field, listed in lists.items():
        verdicts += [{"field": field, "verdict": "right", "key": fact["key"]} for fact in page[listed]]
    return {"version_id": page["version_id"], "verdicts": verdicts, "complete": list(lists)}
