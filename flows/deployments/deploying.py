"""What a Prefect server needs to know for work pools: the pool, the deployments, the automations. `edumeet deploy`."""

import asyncio
import subprocess
import sys
import tempfile
import tomllib
from importlib.resources import files
from pathlib import Path

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL

from flows.deployments.known import deployments
from flows.deployments.manifest import POOL, manifest
from flows.errors import RunFailed, UserError

LEADING_RUNS = 3
"""Runs of the queue `default` at a time: they wait for their crawls, so they must never hold all slots there are."""
LAST_LINES = 5


def deploy() -> list[str]:
    """Make or update everything on the Prefect server, and say what there is now, a line each.

    Doing it twice changes nothing. Raises UserError where no server is set, RunFailed where the server refuses.
    """
    if not PREFECT_API_URL.value():
        raise UserError("set PREFECT_API_URL to the Prefect server; on one machine `edumeet serve` needs none")
    asyncio.run(_make_pool())
    _register()
    made = asyncio.run(_make_automations())
    return [
        f"work pool {POOL}, at most {LEADING_RUNS} runs of its queue default at a time",
        *(f"deployment {each.load().name}/{each.name}" for each in deployments()),
        *(f"automation {name}" for name in made),
    ]


async def _make_pool() -> None:
    async with get_client() as client:
        await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"), overwrite=True)
        for queue in sorted({each.queue for each in deployments()}):
            limit = LEADING_RUNS if queue == "default" else None
            try:
                found = await client.read_work_queue_by_name(queue, work_pool_name=POOL)
            except ObjectNotFound:
                found = await client.create_work_queue(queue, work_pool_name=POOL)
            await client.update_work_queue(found.id, concurrency_limit=limit)


def _register() -> None:
    """Have Prefect's own command read the manifest."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "prefect.yaml"
        file.write_text(manifest(deployments()), "utf-8")
        command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-LAST_LINES:]
        raise RunFailed("prefect deploy: " + " ".join(line.strip() for line in said))


async def _make_automations() -> list[str]:
    written = tomllib.loads(files(__package__).joinpath("automations.toml").read_text("utf-8"))["automation"]
    async with get_client() as client:
        for entry in written:
            await _make_automation(client, AutomationCore.model_validate(entry))
    return [entry["name"] for entry in written]


async def _make_automation(client: PrefectClient, wanted: AutomationCore) -> None:
    there = await client.read_automations_by_name(wanted.name)
    if there:
        await client.update_automation(there[0].id, wanted)
    else:
        await client.create_automation(wanted)
