"""deploy/compose.yaml, read as `docker compose` reads it: what each service runs, with which environment."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from tests.conftest import ROOT

FILE = ROOT / "deploy" / "compose.yaml"
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::(?P<how>[-?])(?P<other>[^}]*))?\})")


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its command, its environment, and what tells that it is healthy (None: nothing)."""

    name: str
    command: list[str]
    environment: dict[str, str]
    healthcheck: list[str] | None


@cache
def described() -> dict[str, Any]:
    """The file as it stands, merges resolved, variables not."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def service(name: str, variables: Mapping[str, str]) -> Service:
    """A service with these variables put in, as from a shell or an .env file."""
    said = interpolated(described()["services"][name], variables)
    check = said.get("healthcheck", {}).get("test")
    assert check is None or check[0] == "CMD"
    environment = {key: str(value) for key, value in (said.get("environment") or {}).items()}
    return Service(name, list(map(str, said["command"])), environment, check and list(map(str, check[1:])))


def interpolated(value: Any, variables: Mapping[str, str]) -> Any:
    """Put variables in: `${NAME}`, `${NAME:-default}`, `${NAME:?what is missing}`, `$$`."""
    if isinstance(value, str):
        return _VARIABLE.sub(lambda match: _valued(match, variables), value)
    if isinstance(value, Mapping):
        return {key: interpolated(each, variables) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [interpolated(each, variables) for each in value]
    return value


def _valued(match: "re.Match[str]", variables: Mapping[str, str]) -> str:
    if match["name"] is None:
        return "$"
    value = variables.get(match["name"], "")
    if value or match["how"] is None:
        return value
    if match["how"] == "?":
        raise KeyError(f"{match['name']}: {match['other']}")
    return match["other"]
