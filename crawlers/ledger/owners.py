"""Who holds a claim: a token that tells, on the same machine, whether its process still lives.

A lease alone would make a run that was killed and started again wait for its own ghost.
"""

import hashlib
import os
import socket
from pathlib import Path
from uuid import uuid4


def owner_token() -> str:
    """A token for a claim of this process: machine, process, when it started, and what makes it unique."""
    return f"{_machine()}:{os.getpid()}:{_started(os.getpid()) or 0}:{uuid4().hex[:8]}"


def is_dead(token: str) -> bool:
    """Whether the token is of a process of this machine that lives no more; False where that cannot be known."""
    parts = token.split(":")
    if len(parts) != 4 or parts[0] != _machine():
        return False
    started = _started(int(parts[1]))
    return started is None or (parts[2] != "0" and str(started) != parts[2])


def _machine() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:12]


def _started(pid: int) -> int | None:
    """When the process started, in clock ticks since the machine did; None where there is none, 0 if not known."""
    try:
        # The name may hold blanks and brackets; what follows its last bracket does not.
        state, *fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return _alive(pid)
    return None if state == "Z" else int(fields[18])


def _alive(pid: int) -> int | None:
    """0 for a living process where there is no /proc to say more."""
    if Path("/proc/self").exists():
        return None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return 0
    return 0
