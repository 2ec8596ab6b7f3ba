"""Every benchmark, or those that are named, and tests/bench/RESULTS.md from what they find.

    python -m tests.bench [decode dedupe …] [--quick] [--list]
    python -m tests.bench warehouse -- --records 1000000

The figures take the place of those that the same command gave earlier (tests/bench/results.json) and are written as
RESULTS.md, with the prose of tests/bench/learned.md at its end. What follows `--` is for the one benchmark that is
named. Exit code 1: a benchmark failed; the others were run all the same. The figures of
`--quick` mean nothing and are not kept.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.memory import python
from tests.bench.written import HERE, keep

RUNS: dict[str, tuple[tuple[str, ...], ...]] = {
    "crawl": ((), ("--memory",)),
    "flow": ((), ("--idle",)),
}
"""Benchmarks that are run more than once, and with what arguments; the others are run once, with none."""


def benches() -> list[str]:
    """The names of all benchmarks."""
    return sorted(file.stem.removeprefix("bench_") for file in HERE.glob("bench_*.py"))


def runs_of(bench: str, words: tuple[str, ...], *, quick: bool) -> tuple[tuple[str, ...], ...]:
    """With what arguments a benchmark is run; `words` are those that were given for it."""
    if quick:
        return (("--quick",),)
    return (words,) if words else RUNS.get(bench, ((),))


def run(bench: str, words: tuple[str, ...], folder: Path) -> str | None:
    """Run a benchmark once in a process of its own; returns its figures as JSON, None where it failed."""
    file = folder / "figures.json"
    file.unlink(missing_ok=True)
    command = python(f"tests.bench.bench_{bench}", *words, "--json", file)
    done = subprocess.run(command, check=False)
    return file.read_text("utf-8") if done.returncode == 0 and file.exists() else None


def main() -> int:
    """The exit code."""
    ask = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("names", nargs="*", metavar="NAME", help="a benchmark; without any, all of them")
    ask.add_argument("--quick", action="store_true", help="the smallest run of each, whose figures are not kept")
    ask.add_argument("--list", action="store_true", help="say which there are")
    dashes = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    given, words = ask.parse_args(sys.argv[1:dashes]), tuple(sys.argv[dashes + 1 :])
    if words and len(given.names) != 1:
        ask.error("what follows -- is for one benchmark: name it")
    unknown = sorted(set(given.names) - set(benches()))
    if unknown:
        ask.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(benches())}")
    if given.list:
        print(*benches(), sep="\n")
        return 0
    failed = []
    with tempfile.TemporaryDirectory(prefix="edumeet-bench-") as folder:
        for name in given.names or benches():
            found = [run(name, each, Path(folder)) for each in runs_of(name, words, quick=given.quick)]
            if None in found:
                failed.append(name)
            elif not given.quick:
                keep(name, [each for each in found if each])
            print(flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
