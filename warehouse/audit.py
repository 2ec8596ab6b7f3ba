"""The audit: SQL checks that run on the unpublished warehouse. Rows that a check returns are its offences.

A check is a file of `checks/` that begins with comment lines

    -- severity: blocking | warning
    -- What offends, in a sentence.

Blocking checks stop the publication; warnings are published with it (ops.check_results).
"""

import json
from dataclasses import dataclass

import duckdb

from warehouse.schema import sql_files
from warehouse.transaction import transaction

SAMPLE = 5


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: how many rows offend, and the first of them as mappings of text."""

    name: str
    severity: str
    description: str
    offences: int
    sample: list[dict[str, str | None]]

    @property
    def failed(self) -> bool:
        return self.severity == "blocking" and self.offences > 0


class AuditFailed(Exception):
    """Blocking checks have offences; `results` holds the failed checks."""

    def __init__(self, results: list[CheckResult]) -> None:
        self.results = results
        lines = [f"{r.name}: {r.offences} offences ({r.description}), first: {r.sample[:1]}" for r in results]
        super().__init__("the warehouse was not published: " + "; ".join(lines))


@dataclass(frozen=True, slots=True)
class Check:
    """A check as its file states it."""

    name: str
    severity: str
    description: str
    sql: str


def checks() -> list[Check]:
    """All checks of the package, by name; raises ValueError for a file whose header does not say its severity."""
    return [_read(name.removesuffix(".sql"), text) for name, text in sql_files("checks").items()]


def _read(name: str, text: str) -> Check:
    header = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        header.append(line.removeprefix("--").strip())
    key, _, severity = (header[0] if header else "").partition(":")
    if key != "severity" or severity.strip() not in ("blocking", "warning") or len(header) < 2:
        raise ValueError(f"check {name} does not begin with its severity and a description")
    return Check(name, severity.strip(), " ".join(header[1:]), text)


def audit(con: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """Run every check and keep the results in ops.check_results; raises nothing for offences (publish does)."""
    results = [_run(con, check) for check in checks()]
    with transaction(con):
        con.execute("DELETE FROM ops.check_results")
        for result in results:
            con.execute(
                "INSERT INTO ops.check_results VALUES (?, ?, ?, ?, ?, now())",
                [
                    result.name, result.severity, result.description, result.offences,
                    json.dumps(result.sample, ensure_ascii=False) if result.sample else None,
                ],
            )  # fmt: skip
    return results


def _run(con: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    found = con.execute(f"SELECT * FROM ({check.sql.rstrip().rstrip(';')}\n) LIMIT 10_000").to_arrow_table()
    sample = [
        {key: None if value is None else str(value) for key, value in row.items()}
        for row in found.slice(0, SAMPLE).to_pylist()
    ]
    return CheckResult(check.name, check.severity, check.description, found.num_rows, sample)
