"""Benchmark of the report: how long it takes to write, how much memory, how large it is.

    python -m tests.bench.bench_report [--documents 100000] [--file published.duckdb]

Without `--file` a published file of invented documents in real places is made first (some minutes, not counted). The
report is written by `edumeet report` in a process of its own, whose time and memory are those of the user.
"""

import argparse
import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.published import make


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--documents", type=int, default=100_000)
    ask.add_argument("--file", type=Path, help="Take this published file.")
    options = ask.parse_args()
    with TemporaryDirectory() as folder:
        home = Path(folder)
        made = options.file or make(home, options.documents)
        target = home / "home" / "published" / "edumeet.duckdb"
        target.parent.mkdir(parents=True)
        target.symlink_to(made.resolve())
        began = perf_counter()
        subprocess.run(
            [sys.executable, "-m", "flows", "report"], env=os.environ | {"EDUMEET_HOME": str(home / "home")}, check=True
        )
        seconds = perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        written = [each for each in (home / "home" / "report").rglob("*") if each.is_file()]
        start = home / "home" / "report" / "index.html"
        told = {
            "seconds": f"{seconds:.1f}",
            "processor seconds": f"{used.ru_utime + used.ru_stime:.1f}",
            "memory, MB": f"{used.ru_maxrss / 1024:.0f}",
            "files": f"{len(written):,}",
            "size, MB": f"{sum(each.stat().st_size for each in written) / 1e6:,.0f}",
            "start page, kB": f"{start.stat().st_size / 1e3:,.0f}",
            "index of the search, MB": f"{_size(start.parent / 'data' / 'index') / 1e6:.1f}",
        }
        for name, value in told.items():
            sys.stdout.write(f"{name:28} {value:>10}\n")


def _size(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.iterdir())


if __name__ == "__main__":
    main()
