"""The services of deploy/compose.yaml as processes of this machine: their commands, their environment, their checks.

Only names are other than in containers: services are on loopback, at ports of their own. Every service is a process
group of its own, and all of them end with the test.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

import pytest

from tests.conftest import ROOT
from tests.deploy.compose import Service, service
from tests.flows.ports import free_port
from tests.flows.processes import kill_tree

Process = "subprocess.Popen[bytes]"
PATIENCE = 300
"""Seconds that a service may take to become healthy, on a machine that is busy with other things too."""


class Cluster:
    """Services that were started, by name; `folder` holds their logs and, in `home`, what the workers share."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.password = "geheim-" + token_hex(8)
        # Not below pytest's folder, which is for its owner alone: Postgres may have to be another user.
        self.postgres = Path(mkdtemp(prefix="edumeet-postgres-"))
        self.bin = postgres_programs()
        host = {"POSTGRES_HOST": "127.0.0.1", "PREFECT_HOST": "127.0.0.1", "DASK_HOST": "127.0.0.1"}
        ports = {name: str(free_port()) for name in ("POSTGRES_PORT", "PREFECT_PORT", "DASK_PORT")}
        bind = {"PREFECT_BIND": "127.0.0.1", "DASK_BIND": "127.0.0.1"}
        state = {"EDUMEET_HOME": str(self.home), "POSTGRES_PASSWORD": self.password, "TMPDIR": str(folder)}
        self.variables = host | ports | bind | state | variables
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._worker_ports: dict[str, str] = {}

    @property
    def api(self) -> str:
        """The address of Prefect's API."""
        return f"http://127.0.0.1:{self.variables['PREFECT_PORT']}/api"

    def service(self, name: str) -> Service:
        """A service as compose describes it, for this machine."""
        port = self._worker_ports.setdefault(name, str(free_port()))
        return service(name, self.variables | {"WORKER_PORT": port})

    def environment(self, of: Service) -> dict[str, str]:
        """What its process sees: what compose says, and where programs and files of this machine are."""
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "SSL_CERT_FILE") if name in os.environ}
        here = {
            "PATH": f"{Path(sys.executable).parent}:{self.bin}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "PREFECT_HOME": str(self.folder / "prefect" / of.name),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PYTHONPATH": str(ROOT),
            "PGHOST": "127.0.0.1",
            "PGPORT": self.variables["POSTGRES_PORT"],
            "PGUSER": "edumeet",
        }
        return kept | here | of.environment

    def start(self, name: str) -> None:
        """Start a service, as `docker compose up` does."""
        of = self.service(name)
        command = self._postgres() if name == "postgres" else program(of.command)
        if name == "postgres":
            of.environment["PGPASSWORD"] = self.password
        (self.folder / "prefect" / name).mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{name}.log").open("ab") as log:
            alone = name == "postgres"
            self.running[name] = subprocess.Popen(
                command, env=self.environment(of), cwd=self.postgres if alone else self.folder, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True, user=unprivileged() if alone else None,
            )  # fmt: skip

    def wait(self, name: str) -> None:
        """Wait until its healthcheck passes; without one, until it has ended well."""
        of, child = self.service(name), self.running[name]
        if of.healthcheck is None:
            assert child.wait(PATIENCE) == 0, self.log(name)
            return
        until = time.monotonic() + PATIENCE
        env = self.environment(of) | {"PGPASSWORD": self.password}
        while subprocess.run(program(of.healthcheck), env=env, capture_output=True, check=False).returncode:
            assert child.poll() is None, self.log(name)
            assert time.monotonic() < until, f"{name} does not become healthy: {self.log(name)}"
            time.sleep(0.5)

    def kill(self, name: str) -> None:
        """End a service and all that it started with -9, as a container or a machine that is gone."""
        child = self.running.pop(name)
        kill_tree(child.pid)
        child.wait(30)

    def log(self, name: str) -> str:
        """The last of what a service said."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[-4000:]

    def run(self, *arguments: str, timeout: float = PATIENCE) -> "subprocess.CompletedProcess[str]":
        """`docker compose exec worker-1 …`: a command with the environment of a worker."""
        of = self.service("worker-1")
        return subprocess.run(
            program(list(arguments)), env=self.environment(of) | {"COLUMNS": "160"}, cwd=self.folder,
            capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip

    def _postgres(self) -> list[str]:
        """The image's entrypoint: a data folder with one user, its database, and what init.sql says."""
        port, user = self.variables["POSTGRES_PORT"], unprivileged()
        data, secret = self.postgres / "data", self.postgres / "password"
        self.postgres.chmod(0o711)
        secret.write_text(self.password)
        if user is not None:
            for each in (self.postgres, secret):
                os.chown(each, user, -1)
        made = subprocess.run(
            [f"{self.bin}/initdb", "-D", str(data), "-U", "edumeet", "-A", "scram-sha-256", "--pwfile", str(secret)],
            user=user, cwd=self.postgres, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        first = "CREATE DATABASE prefect;\n" + (ROOT / "deploy/postgres/init.sql").read_text("utf-8")
        for line in [line for line in first.splitlines() if line and not line.startswith("--")]:
            single = [f"{self.bin}/postgres", "--single", "-D", str(data), "postgres"]
            subprocess.run(single, input=line, user=user, text=True, capture_output=True, check=True)
        # fsync: nothing here outlives the test. Sockets in its own folder: their usual one may not be there.
        private = ["-D", str(data), "-h", "127.0.0.1", "-p", port, "-k", str(self.postgres), "-c", "fsync=off"]
        return [f"{self.bin}/postgres", *self.service("postgres").command[1:], *private]


def program(command: list[str]) -> list[str]:
    """A command whose first word is a program of this environment or, for Python's own tools, a module of it."""
    modules = {"edumeet": "flows", "prefect": "prefect", "dask": "dask"}
    first, *rest = command
    if first in modules:
        return [sys.executable, "-m", modules[first], *rest]
    return [sys.executable, *rest] if first == "python" else command


def postgres_programs() -> Path:
    """The folder of Postgres' programs: one with pg_trgm, which Prefect asks for and no package of Python's brings."""
    found = shutil.which("pg_ctl")
    places = [Path(found).resolve().parent] if found else []
    for place in [*places, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]:
        asked = subprocess.run([place / "pg_config", "--sharedir"], capture_output=True, text=True, check=False)
        share = asked.stdout.strip() if asked.returncode == 0 else f"/usr/share/postgresql/{place.parent.name}"
        if (Path(share) / "extension" / "pg_trgm.control").exists():
            return place
    pytest.skip("no Postgres with pg_trgm on this machine (Debian: apt-get install postgresql)")


def unprivileged() -> int | None:
    """Another user than root, where that is who runs the tests."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


@contextmanager
def cluster(folder: Path, **variables: str) -> Iterator[Cluster]:
    """All services of compose, started in its order; they and what they started end with the block."""
    made = Cluster(folder, **variables)
    try:
        for name in ("postgres", "prefect-server", "dask-scheduler"):
            made.start(name)
            made.wait(name)
        for name in ("deploy", "dask-worker-1", "dask-worker-2"):
            made.start(name)
        made.wait("deploy")
        for name in ("worker-1", "worker-2"):
            made.start(name)
        for name in ("worker-1", "worker-2"):
            made.wait(name)
        yield made
    finally:
        for name in reversed(list(made.running)):
            with contextlib.suppress(ProcessLookupError):
                if name == "postgres":
                    os.killpg(made.running[name].pid, signal.SIGQUIT)  # at once, but its shared memory goes with it
                    made.running[name].wait(30)
            made.kill(name)
        shutil.rmtree(made.postgres, ignore_errors=True)
