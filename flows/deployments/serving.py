"""Running every deployment on one machine: a Prefect server where none is set, and the runner that works the runs."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.deployments.known import Deployment
from flows.errors import UserError
from flows.orchestrator import local_api, server_answers
from flows.settings import TIMEZONE, Settings
from flows.shared_server import noted_server, server_note, wait_for_borrowers

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner

START_SECONDS = 180
GRACE_SECONDS = 60


@contextmanager
def server_for(settings: Settings, waiting: Callable[[], None]) -> Iterator[str]:
    """The address of the Prefect API: the one that is set, else that of a server which runs as long as the block.

    The own server listens on this machine only and keeps its database under `home/prefect`. One that an earlier call
    left behind (it was killed) is taken over. It is stopped when no command borrows it any more; `waiting` is called
    where one does, and a further signal stops it at once. Raises UserError where another program has its port.
    """
    from prefect.settings import PREFECT_API_URL, temporary_settings

    said = PREFECT_API_URL.value()
    if said:
        yield said
        return
    api, kept, left = local_api(settings.prefect_port), server_note(settings), noted_server(settings)
    pid = left[0] if left and left[1] == api else _start(settings, api, kept)
    os.environ["PREFECT_API_URL"] = api
    try:
        with temporary_settings({PREFECT_API_URL: api}):
            yield api
    finally:
        del os.environ["PREFECT_API_URL"]
        # The runner has left the signals as it found them by default, which would leave the server behind.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with wait_for_borrowers(settings, waiting):
            _stop(pid)
            kept.unlink(missing_ok=True)


def _start(settings: Settings, api: str, kept: Path) -> int:
    if server_answers(api) or _taken(api):
        raise UserError(
            f"port {settings.prefect_port} is taken by another program: set EDUMEET_PREFECT_PORT, or PREFECT_API_URL "
            "where a Prefect server runs already"
        )
    kept.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1"]
    command += ["--port", str(settings.prefect_port)]
    # It would write its pages into its own package, which whoever runs it may not change.
    environment = {"PREFECT_UI_STATIC_DIRECTORY": str(kept.parent / "ui"), **os.environ}
    with (kept.parent / "server.log").open("a", encoding="utf-8") as log:
        # Its own group: Ctrl-C in the terminal is for the runner, which ends its runs while the server still hears.
        child = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    kept.write_text(json.dumps({"pid": child.pid, "port": settings.prefect_port}), "utf-8")
    until = time.monotonic() + START_SECONDS
    while not server_answers(api):
        if child.poll() is not None or time.monotonic() > until:
            _stop(child.pid)
            kept.unlink(missing_ok=True)
            raise UserError(f"the Prefect server does not start; {kept.parent / 'server.log'} says why")
        time.sleep(0.3)
    return child.pid


def _stop(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _taken(api: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((urlsplit(api).hostname or "", urlsplit(api).port or 0)) == 0


def serve_deployments(given: Sequence[Deployment], *, limit: int, ready: Callable[[], None]) -> None:
    """Register these deployments and work their runs until SIGTERM or SIGINT; then the runs at work are stopped.

    `ready` is called when runs are being worked. A signal before that raises KeyboardInterrupt.
    A run that is stopped is `Cancelled`, its crawls end in good order, and its work is done by the next run. The
    schedules stay on: what falls due while nothing is served is caught up once (flows/deployments/catchup.py).
    """
    from prefect.runner import Runner

    runner = Runner(name="edumeet", pause_on_shutdown=False, limit=limit)
    for each in given:
        runner.add_deployment(_registered(each))
    asyncio.run(_run(runner, ready))


def _registered(deployment: Deployment) -> "RunnerDeployment":
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    alone = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
    try:
        schedules = [Cron(deployment.cron, timezone=TIMEZONE.key)] if deployment.cron else []
    except ValueError as error:
        raise UserError(f"deployment {deployment.name}: {deployment.cron!r} is no cron line") from error
    made: RunnerDeployment = deployment.load().to_deployment(
        name=deployment.name,
        description=deployment.description,
        schedules=schedules,
        concurrency_limit=None if deployment.many else alone,
        tags=["edumeet"],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return made


async def _run(runner: "Runner", ready: Callable[[], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    working = asyncio.create_task(runner.start())
    while not runner.started and not working.done():
        await asyncio.sleep(0.05)
    for number in (signal.SIGTERM, signal.SIGINT):
        # After the start, which sets handlers of its own: those would end this process before its runs have ended.
        loop.add_signal_handler(number, stop.set)
    ready()
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not working.done():
        await runner.astop()
    await working
