"""The results that are kept, and the page that is made of them."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.results import Figure, Target, shown, verdict

HERE = Path(__file__).resolve().parent
KEPT, LEARNED, PAGE = "results.json", "learned.md", "RESULTS.md"

Run = dict[str, Any]
"""A run of a benchmark, as `results.recording` writes it."""


def kept(folder: Path) -> dict[str, list[Run]]:
    """The last runs of every benchmark, by name."""
    file = folder / KEPT
    found: dict[str, list[Run]] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


def keep(bench: str, runs: list[str], folder: Path = HERE) -> None:
    """Put these runs (JSON) in place of what the same commands gave, and make RESULTS.md anew."""
    every = kept(folder)
    by_command = {run["command"]: run for run in [*every.get(bench, []), *map(json.loads, runs)]}
    every = dict(sorted((every | {bench: list(by_command.values())}).items()))
    (folder / KEPT).write_text(json.dumps(every, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / PAGE).write_text(page(every, (folder / LEARNED).read_text("utf-8")), encoding="utf-8")


def page(every: dict[str, list[Run]], learned: str) -> str:
    """The results as Markdown: targets first, then all figures by benchmark, then what was learned."""
    machines = list(dict.fromkeys(run["machine"] for runs in every.values() for run in runs))
    lines = [
        "# Results of the benchmarks",
        "",
        "Written by `make bench` (`python -m tests.bench NAME` runs one benchmark); the prose comes from `learned.md`.",
        "Ratios are medians over runs of both sides in turns; a core's pages a second are by processor time.",
        "",
        *(f"- machine {number}: {each}" for number, each in enumerate(machines, 1)),
        "",
        "## Targets",
        "",
        "| benchmark | what | figure | target | | command |",
        "|---|---|---|---|---|---|",
        *(
            f"| {bench} | {_cells(figure)} `{run['command']}` |"
            for bench, runs in every.items()
            for run in runs
            for figure in figures(run)
            if figure.target
        ),
        "",
    ]
    for bench, runs in every.items():
        lines += [f"## {bench}", "", purpose(bench), ""]
        for run in runs:
            lines += _run(run, machines.index(run["machine"]) + 1)
    return "\n".join([*lines, learned.strip()]).rstrip() + "\n"


def _run(run: Run, machine: int) -> Iterator[str]:
    versions = "".join(f", {name} {version}" for name, version in run["versions"].items())
    yield f"`{run['command']}`, {run['date'][:10]}, machine {machine}{versions}"
    yield from ["", *(f"- left out, {each}" for each in run["left_out"])]
    yield from ["", "| what | figure | target | |", "|---|---|---|---|"]
    for figure in figures(run):
        yield f"| {_cells(figure)}"
    yield ""


def _cells(figure: Figure) -> str:
    return f"{figure.what} | {measure(figure)} | {figure.target or ''} | {verdict(figure)} |"


def figures(run: Run) -> Iterator[Figure]:
    """The figures of a run."""
    for row in run["rows"]:
        yield Figure(**row | {"target": Target(**row["target"]) if row["target"] else None})


def measure(figure: Figure) -> str:
    """A figure with its unit."""
    return f"{shown(figure.value)} {figure.unit}".strip()


def purpose(bench: str) -> str:
    """What a benchmark is for: the first lines of its own description."""
    file = HERE / f"bench_{bench}.py"
    told = ast.get_docstring(ast.parse(file.read_text("utf-8"))) if file.exists() else ""
    return (told or "").partition("\n\n")[0].replace("\n", " ")
