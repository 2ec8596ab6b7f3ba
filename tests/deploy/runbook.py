"""Commands of deploy/RUNBOOK.md, as they stand there."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT

RUNBOOK = (ROOT / "deploy" / "RUNBOOK.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"<!-- test: ([\w-]+) -->\n```sh\n(.*?)```", RUNBOOK, re.DOTALL))


def followed(name: str, folder: Path, env: Mapping[str, str]) -> str:
    """Do what a block says, in a shell that ends at the first mistake; returns what it printed."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "edumeet").write_text(f'#!/bin/sh\nexec {sys.executable} -m flows "$@"\n')
    (programs / "edumeet").chmod(0o755)
    path = f"{programs}:{Path(sys.executable).parent}:{env['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", BLOCKS[name]], env={**env, "PATH": path}, cwd=folder,
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
