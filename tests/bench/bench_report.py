"""Benchmark of the report: how long it takes to write, how much memory, how large it is.

    python -m tests.bench.bench_report [--documents 100000] [--file published.duckdb] [--quick]

Without `--file` a published file of invented documents in real places is made first (some minutes, not counted). The
report is written by `edumeet report` in a process of its own, whose time and memory are those of the user.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.memory import python, ran
from tests.bench.published import make
from tests.bench.results import arguments, at_most, recording


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--documents", type=int, default=100_000)
    ask.add_argument("--file", type=Path, help="take this published file")
    given = ask.parse_args()
    documents = 5 if given.quick else given.documents
    with recording("report", given) as figures, TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        target = home / "published" / "edumeet.duckdb"
        target.parent.mkdir(parents=True)
        target.symlink_to((given.file or make(Path(folder), documents)).resolve())
        used = ran(python("flows", "report"), os.environ | {"EDUMEET_HOME": str(home)})
        report = home / "report"
        what = f"of {given.file.name}" if given.file else f"of {documents:,} documents"
        figures.add(f"report {what}", used.seconds, "s", at_most(60))
        figures.add("its processor time", used.cpu, "s")
        figures.add("its peak of memory", used.seen.megabytes, "MB", at_most(1500))
        figures.add("files", sum(each.is_file() for each in report.rglob("*")), "")
        figures.add("size", _size(report) / 1e6, "MB")
        figures.add("start page", (report / "index.html").stat().st_size / 1e3, "kB")
        figures.add("index of the search", _size(report / "data" / "index") / 1e6, "MB")


def _size(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


if __name__ == "__main__":
    main()
