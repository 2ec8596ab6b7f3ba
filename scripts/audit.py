"""Asks advisory databases about every package of every lock file: `make audit`.

    python -m scripts.audit [LOCK …]

Needs a network; what can be checked without one (hashes, licences, bill of materials) checks `scripts.supply_chain`.
Exit code 0: every package was looked up, and nothing is known of it. 1: something is known, and told. 3: not every
package could be looked up. That is told apart because pip-audit calls it a success: where an index knows no advisories,
it skips all packages and says that it found no vulnerabilities. A database that comes as a package is of no use here:
the newest that could be found was of 2021.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ("pypi", "osv")
"""Advisory databases, in the order in which they are asked: the second where the first does not know all packages."""
FOUND, UNKNOWN = 1, 3


def asked(lock: Path, service: str) -> dict[str, Any] | None:
    """What pip-audit tells of a lock file; None where it could not ask."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--vulnerability-service", service]
    options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        why = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        print(f"{lock.name}: {service} could not be asked: {why}")
        return None
    return told


def verdict(name: str, told: dict[str, Any] | None) -> tuple[int, list[str]]:
    """The exit code for what was told of a lock file, and the lines that say it."""
    packages = told["dependencies"] if told else []
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    known = [
        f"{name}: {each['name']} {each['version']}: {flaw['id']}, "
        f"mended in {', '.join(flaw['fix_versions']) or 'no version'}"
        for each in packages
        for flaw in each.get("vulns", ())
    ]
    checked = len(packages) - len(skipped)
    lines = [*known, f"{name}: {checked} of {len(packages)} packages looked up, {len(known)} known vulnerabilities"]
    if not packages or skipped:
        lines.append(
            f"{name}: NOT CHECKED for known vulnerabilities{' in full' if checked else ''}: no advisory database that "
            "can be reached from here knows these packages; call `make audit` where there is a network"
        )
    return FOUND if known else UNKNOWN if not packages or skipped else 0, lines


def audit(lock: Path) -> int:
    """Ask one database, and another where that does not know all; print what came of it and return the exit code."""
    best = verdict(lock.name, None)
    for service in SERVICES:
        if best[0] == UNKNOWN and (told := asked(lock, service)) is not None:
            best = verdict(lock.name, told)
    print("\n".join(best[1]))
    return best[0]


def main(locks: Iterable[str]) -> int:
    """Every lock file, or those named."""
    chosen = [Path(lock) for lock in locks] or sorted((ROOT / "deploy").glob("requirements*.lock"))
    codes = {audit(lock) for lock in chosen}
    return FOUND if FOUND in codes else max(codes)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
