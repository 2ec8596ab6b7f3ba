"""What an installed edumeet consists of: writes deploy/sbom.cdx.json and deploy/LICENCES.md from the lock.

    python -m scripts.supply_chain [--check]

Names, versions and hashes come from deploy/requirements.lock, licences and who needs whom from the metadata of the
installed packages. With --check nothing is written; exit code 1 says that a file is out of step with the lock, or that
a package is under a licence that nobody has looked at yet.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "deploy" / "requirements.lock"
SBOM = ROOT / "deploy" / "sbom.cdx.json"
LICENCES = ROOT / "deploy" / "LICENCES.md"

# Licences that were read and found fit for a program that is run, not changed and shipped.
KNOWN = frozenset(
    [
        "0BSD",
        "Apache-2.0",
        "Artistic-1.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "ZPL-2.1",
        "Zlib",
    ]
)
# What metadata of older packages says, by the identifiers of SPDX.
SPELLINGS = {
    "Apache Software License": "Apache-2.0",
    "Artistic License": "Artistic-1.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


@dataclass(frozen=True, slots=True)
class Package:
    """One line of the lock. `licence` is an SPDX expression, "unknown" where the metadata names none."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str
    needs: tuple[str, ...]


def locked() -> list[Package]:
    """The packages of the lock, by name."""
    entries = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)((?: \\\n {4}--hash=sha256:\w+)+)", LOCK.read_text(), re.MULTILINE)
    names = {canonicalize_name(name) for name, _, _ in entries}
    return [
        Package(name, version, tuple(re.findall(r"sha256:(\w+)", hashes)), licence_of(name), needs_of(name, names))
        for name, version, hashes in sorted(entries)
    ]


def licence_of(name: str) -> str:
    """The licence that a package's metadata names; "unknown" where it is not installed or names none."""
    try:
        about: PackageMetadata = metadata(name)
    except PackageNotFoundError:
        return "unknown"
    if expressions := about.get_all("License-Expression"):
        return str(expressions[0])
    classified = [
        spelled
        for classifier in about.get_all("Classifier") or []
        if (spelled := SPELLINGS.get(classifier.rsplit(" :: ", 1)[-1]))
    ]
    if classified:
        return " OR ".join(dict.fromkeys(classified))
    said = (about.get_all("License") or [""])[0]
    return said if said in KNOWN else "unknown"


def needs_of(name: str, among: set[str]) -> tuple[str, ...]:
    """Which packages of the lock a package asks for."""
    try:
        asked = requires(name) or []
    except PackageNotFoundError:
        return ()
    return tuple(sorted({canonicalize_name(Requirement(line).name) for line in asked} & among))


def sbom(packages: list[Package]) -> str:
    """The bill of materials as CycloneDX 1.6 (ECMA-424)."""
    components = [
        {
            "type": "library",
            "bom-ref": purl(package),
            "name": package.name,
            "version": package.version,
            "licenses": [{"expression": package.licence}]
            if package.licence != "unknown"
            else [{"license": {"name": "unknown"}}],
            "purl": purl(package),
            "properties": [{"name": "edumeet:sha256", "value": digest} for digest in package.hashes],
        }
        for package in packages
    ]
    by_name = {package.name: purl(package) for package in packages}
    needs = [
        {"ref": purl(package), "dependsOn": [by_name[name] for name in package.needs if name in by_name]}
        for package in packages
    ]
    whole = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "edumeet", "name": "edumeet"}},
        "components": components,
        "dependencies": needs,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def purl(package: Package) -> str:
    """The package's URL in the form of purl, which names no host."""
    return f"pkg:pypi/{package.name}@{package.version}"


def licences(packages: list[Package]) -> str:
    """The table of licences."""
    rows = [
        f"| {package.name} | {package.version} | {package.licence} | {', '.join(askers(package, packages))} |"
        for package in packages
    ]
    head = [
        "# Licences of what edumeet installs",
        "",
        "Made from `deploy/requirements.lock` by `make sbom`. Why each of edumeet's own dependencies is there says",
        "`pyproject.toml`; the last column names the packages that bring the others.",
        "",
        "| package | version | licence | asked for by |",
        "|---|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


def askers(package: Package, packages: list[Package]) -> Iterator[str]:
    """Who needs a package: edumeet itself first."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.optional-dependencies]")[0]
    if any(
        canonicalize_name(name) == package.name
        for name in re.findall(r'^    "([A-Za-z0-9._-]+)', project, re.MULTILINE)
    ):
        yield "edumeet"
    yield from (other.name for other in packages if package.name in other.needs)


def unread(packages: list[Package]) -> list[str]:
    """Packages under licences that nobody has looked at."""
    return [
        f"{package.name}: {package.licence}"
        for package in packages
        if not set(re.split(r"\W+(?:AND|OR|WITH)\W+|[() ]+", package.licence)) - {""} <= KNOWN
    ]


def main() -> int:
    """Write both files, or say what is out of step."""
    packages = locked()
    made = {SBOM: sbom(packages), LICENCES: licences(packages)}
    wrong = [f"licence nobody has looked at: {entry}" for entry in unread(packages)]
    if "--check" in sys.argv[1:]:
        wrong += [
            f"{path.relative_to(ROOT)} is out of step with the lock: run `make sbom`"
            for path, text in made.items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        ]
    else:
        for path, text in made.items():
            path.write_text(text, encoding="utf-8")
    print("\n".join(wrong) or f"{len(packages)} packages")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
