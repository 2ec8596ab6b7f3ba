"""Prefect made to fit: its state under the home folder, no calls to its makers, patience at its start.

Must be called before `prefect` is imported, which reads its settings from the environment once.
"""

import json
import os
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from flows.settings import Settings


def prepare(settings: Settings) -> None:
    """Set Prefect's environment where the user has not.

    With nothing configured, Prefect starts a server of its own for the length of a run and keeps its database under
    `home/prefect`. Whoever has set PREFECT_API_URL, PREFECT_PROFILE or PREFECT_HOME, or keeps profiles in ~/.prefect,
    has said where runs belong, and is obeyed.
    """
    if not _user_has_spoken():
        home = settings.root / "prefect"
        home.mkdir(parents=True, exist_ok=True)
        os.environ["PREFECT_HOME"] = str(home)
    for name, value in {
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        # On two busy cores the server needs up to half a minute; Prefect's own limit is 20 s.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # The command line tells how a run goes; Prefect's log goes to its server, where whoever watches reads it.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    }.items():
        os.environ.setdefault(name, value)


def server_is_set() -> bool:
    """Whether the address of a Prefect server is set, in whatever place Prefect looks.

    Prefect itself is asked only where there is such a place, because importing it takes a second.
    """
    if os.environ.get("PREFECT_API_URL"):
        return True
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    places = [Path("prefect.toml"), Path(".env"), home / "profiles.toml"]
    project = Path("pyproject.toml")
    spoken = any(place.exists() for place in places) or os.environ.get("PREFECT_PROFILES_PATH")
    if not spoken and not (project.exists() and "tool.prefect" in project.read_text("utf-8", "replace")):
        return False
    from prefect.settings import PREFECT_API_URL

    return bool(PREFECT_API_URL.value())


def local_api(port: int) -> str:
    """The address of the API of a server on this machine."""
    return f"http://127.0.0.1:{port}/api"


def server_answers(api: str) -> bool:
    """Whether a Prefect server at this address says that it is well."""
    try:
        with urlopen(f"{api}/health", timeout=5) as answer:
            return json.loads(answer.read()) is True
    except (URLError, OSError, ValueError):
        return False


def _user_has_spoken() -> bool:
    said = any(os.environ.get(name) for name in ("PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_HOME"))
    return said or (Path.home() / ".prefect" / "profiles.toml").exists()
