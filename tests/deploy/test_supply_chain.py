"""What is installed: pinned by hash, under licences that were read, said in the bill of materials."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from scripts.audit import FOUND, UNKNOWN, verdict

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "deploy").glob("requirements*.lock"))


def test_bill_of_materials_and_licences_follow_the_lock() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.supply_chain", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bill_names_every_locked_package_with_its_hashes() -> None:
    lock = (ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8")
    bill = json.loads((ROOT / "deploy" / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    pinned = re.findall(r"^(\S+)==(\S+)", lock, re.MULTILINE)
    assert [(part["name"], part["version"]) for part in bill["components"]] == pinned
    for part in bill["components"]:
        assert part["properties"]
        assert all(f"--hash=sha256:{digest['value']}" in lock for digest in part["properties"])
    known = {part["bom-ref"] for part in bill["components"]}
    assert {ref for entry in bill["dependencies"] for ref in [entry["ref"], *entry["dependsOn"]]} <= known


def test_every_lock_pins_by_hash_and_names_no_host() -> None:
    assert len(LOCKS) == 5
    for lock in LOCKS:
        text = lock.read_text(encoding="utf-8")
        for entry in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
            if not entry.startswith("#"):
                assert "==" in entry.split(" ", 1)[0], f"{lock.name}: {entry[:60]}"
                assert "--hash=sha256:" in entry, f"{lock.name}: {entry[:60]}"
        assert "://" not in text


def test_an_audit_that_could_look_up_nothing_is_no_all_clear() -> None:
    """What pip-audit tells where an index knows no advisories: it ends with 0 and says that none were found."""
    skipped = {"name": "aiohttp", "skip_reason": "Dependency not found"}
    sound = {"name": "click", "version": "8.1.7", "vulns": []}
    flaw = {"id": "PYSEC-2024-1", "fix_versions": ["5.3.1"]}
    for told, code, said in (
        (None, UNKNOWN, "NOT CHECKED for known vulnerabilities: "),
        ({"dependencies": [skipped]}, UNKNOWN, "0 of 1 packages looked up"),
        ({"dependencies": [skipped, sound]}, UNKNOWN, "NOT CHECKED for known vulnerabilities in full"),
        ({"dependencies": [sound]}, 0, "1 of 1 packages looked up, 0 known"),
        ({"dependencies": [skipped, {"name": "lxml", "version": "5.3.0", "vulns": [flaw]}]}, FOUND, "mended in 5.3.1"),
    ):
        found, lines = verdict("a.lock", told)
        assert found == code and said in "\n".join(lines), lines


def test_every_dependency_says_why_it_is_there() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = tomllib.loads(project)["project"]["dependencies"]
    block = project.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    lines = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert len(lines) == len(asked)
    assert all(re.search(r'",\s+# \w', line) for line in lines)
    names = [re.split(r"[\[<>=]", requirement, maxsplit=1)[0] for requirement in asked]
    assert len(set(names)) == len(names)
