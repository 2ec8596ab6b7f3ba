"""The deployments by name: which flow runs when, and whether it may run twice at a time."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from flows.errors import UserError


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment. `flow` is the import path of a flow; `cron` is in Asia/Shanghai, None: on demand only.

    `many` says that several runs of it may work at a time (the ledger keeps them apart); else one waits for the other.
    `queue` is its queue on a work pool.
    """

    name: str
    flow: str
    description: str
    cron: str | None = None
    many: bool = False
    queue: str = "default"

    def load(self) -> Any:
        """The Prefect flow."""
        module, _, name = self.flow.rpartition(".")
        return getattr(import_module(module), name)


@cache
def deployments() -> tuple[Deployment, ...]:
    """All deployments, in the order of the file."""
    content = tomllib.loads(files(__package__).joinpath("deployments.toml").read_text("utf-8"))
    return tuple(Deployment(**entry) for entry in content["deployment"])


def selected(names: tuple[str, ...], schedules: dict[str, str]) -> tuple[Deployment, ...]:
    """The deployments named (none: all), their times replaced by those in `schedules` (`""`: never by itself).

    Raises UserError for a name that is none.
    """
    known = {each.name: each for each in deployments()}
    unknown = sorted({*names, *schedules} - known.keys())
    if unknown:
        raise UserError(f"no deployment {', '.join(unknown)}; there are {', '.join(known)}")
    found = [known[name] for name in names] if names else list(known.values())
    return tuple(replace(each, cron=schedules.get(each.name, each.cron) or None) for each in found)
