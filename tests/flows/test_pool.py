"""The processes that read pages: what they say reaches the run, and none outlives it."""

import contextlib
import logging
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from flows.logs import LOG
from flows.pool import pool
from tests.flows.processes import descendants, started

WAITING = """
import time
from flows.pool import pool

def wait(name):
    print("begun", flush=True)
    time.sleep(300)


if __name__ == "__main__":
    with pool(2) as spread:
        list(spread(wait, [{"name": name} for name in ("one", "other")]))
"""


def warn(word: str) -> int:
    LOG.warning("page not read", extra={"url": word})
    return os.getpid()


def test_what_a_process_logs_is_said_by_the_run() -> None:
    said: list[logging.LogRecord] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record)

    listener = Listener()
    LOG.addHandler(listener)
    try:
        with pool(1) as spread:
            makers = set(spread(warn, [{"word": word} for word in ("http://a.test/1", "http://a.test/2")]))
    finally:
        LOG.removeHandler(listener)
    assert os.getpid() not in makers
    assert [line.__dict__["url"] for line in said] == ["http://a.test/1", "http://a.test/2"]


def test_processes_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(WAITING)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with started([sys.executable, str(script)], tmp_path / "log", env) as run:
        workers: list[int] = []
        until = time.monotonic() + 120
        while len(workers) < 3:  # the two, and the one that they are forked from
            assert time.monotonic() < until, (tmp_path / "log").read_text()
            time.sleep(0.05)
            workers = [pid for pid, command in descendants(run.pid) if "forkserver" in command]
        # Forked is not yet begun: what watches the run starts with the first work.
        while "begun" not in (tmp_path / "log").read_text():
            time.sleep(0.05)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        until = time.monotonic() + 60
        while alive := [pid for pid in workers if _lives(pid)]:
            if time.monotonic() > until:
                for pid in alive:
                    os.kill(pid, signal.SIGKILL)
                pytest.fail(f"{len(alive)} processes outlived their run")
            time.sleep(0.05)


def _lives(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z"
    return False


def fail_once(mark: Path) -> str:
    if mark.exists():
        return "done"
    mark.touch()
    raise OSError("no answer")


def test_what_fails_is_done_once_more_and_then_told(tmp_path: Path) -> None:
    with pool(1) as spread:
        assert list(spread(fail_once, [{"mark": tmp_path / "mark"}])) == ["done"]
        with pytest.raises(FileNotFoundError):
            list(spread(fail_once, [{"mark": tmp_path / "gone" / "mark"}]))
