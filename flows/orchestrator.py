"""Prefect made to fit: its state under the home folder, no calls to its makers, patience at its start.

Must be called before `prefect` is imported, which reads its settings from the environment once.
"""

import os
from pathlib import Path

from flows.settings import Settings


def prepare(settings: Settings) -> None:
    """Set Prefect's environment where the user has not.

    With nothing configured, Prefect starts a server of its own for the length of a run and keeps its database under
    `home/prefect`. Whoever has set PREFECT_API_URL, PREFECT_PROFILE or PREFECT_HOME, or keeps profiles in ~/.prefect,
    has said where runs belong, and is obeyed.
    """
    said = any(os.environ.get(name) for name in ("PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_HOME"))
    if not (said or (Path.home() / ".prefect" / "profiles.toml").exists()):
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
