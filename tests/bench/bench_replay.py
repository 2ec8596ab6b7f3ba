"""The whole replay, archive to published file: pages a second, processor time, memory, and how they grow.

    python -m tests.bench.bench_replay [PAGES ...]

Each size is a home of its own: the articles of a newsroom of that size, written into the archive as a crawl leaves
them, then `edumeet rebuild` in a child process (ledger, transform, load, link, checks, publication; no network). The
memory is that of the whole family of processes, what they share counted once, looked at five times a second.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from crawlers.archive import ArchiveWriter, Exchange, PageMeta
from crawlers.clock import SHANGHAI
from crawlers.newsroom.newsroom import DEFAULT_SEED, Newsroom
from crawlers.newsroom.registry import write_registry
from crawlers.newsroom.sites import sites

SIZES = (1_000, 10_000, 100_000)
SECOND = 0.2
NAMES = {"flows rebuild": "run", "prefect": "server", "uvicorn": "server", "forkserver": "workers", "spawn": "workers"}
"""What a process is, by what its command line holds."""


def write_archive(home: Path, size: int) -> int:
    """A home whose archive holds the articles of a newsroom; returns how many there are."""
    newsroom = Newsroom(DEFAULT_SEED, size)
    bases = {site.key: f"http://127.0.0.1:{8801 + place}" for place, site in enumerate(sites())}
    (home / "newsroom").mkdir(parents=True)
    write_registry(home / "newsroom" / "registry.toml", bases)
    began = datetime(2025, 1, 1, tzinfo=SHANGHAI)
    count = 0
    for site in sites():
        with ArchiveWriter(home / "archive", site.id, sync_every=1_000) as writer:
            for (key, _), page in newsroom.plan.pages.items():
                if key != site.key:
                    continue
                content = newsroom.answer(key, newsroom.path(page), bases)
                url = bases[key] + newsroom.path(page)
                fetched = began + timedelta(seconds=count)
                exchange = Exchange(url, 200, "OK", tuple(content.headers.items()), content.body, fetched)
                meta = PageMeta(
                    source=site.id,
                    partition=f"{page.published:%Y-%m}",
                    canonical_url=url,
                    listed_at=f"{page.published:%Y-%m-%d}",
                    content_hash=sha256(content.body).hexdigest(),
                )
                writer.write(exchange, meta)
                count += 1
    return count


@dataclass
class Process:
    """One process of a run, as last seen: seconds of processor time, and the most memory it had."""

    name: str
    seconds: float
    memory: int = 0


def rebuild(home: Path) -> tuple[dict[str, float], dict[int, Process], int]:
    """Rebuild the home in a child; its summary's timings with the wall time, its processes, the peak of all memory."""
    environment = {**os.environ, "EDUMEET_HOME": str(home), "EDUMEET_REGISTRY": "newsroom"}
    began = time.perf_counter()
    processes: dict[int, Process] = {}
    peak = 0
    with (home / "summary.json").open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "flows", "rebuild", "--json"], env=environment, stdout=out, stderr=subprocess.DEVNULL
        )
        while child.poll() is None:
            peak = max(peak, look_at(family(child.pid), processes))
            time.sleep(SECOND)
    wall = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(f"rebuild ended with {child.returncode}; see {home}")
    summary = json.loads((home / "summary.json").read_text(encoding="utf-8"))
    return {**summary["timings"], "wall": wall}, processes, peak


def family(pid: int) -> Iterator[int]:
    """A process and all that came of it."""
    yield pid
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:  # the thread has ended since
            continue
        for one in children:
            yield from family(int(one))


def look_at(pids: Iterable[int], processes: dict[int, Process]) -> int:
    """Note what each process has used; returns the bytes of memory of all of them.

    Not the times of children that have ended, as the system adds them up: the process that workers are forked from
    outlives the run by a moment, and so it and they would be left out.
    """
    total = 0
    for pid in pids:
        try:
            used = sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            memory = shared_out(pid)
        except OSError:  # it has ended since
            continue
        seen = processes.setdefault(pid, Process("", 0.0))
        name = next((name for sign, name in NAMES.items() if sign in command), "other")
        seen.name = name
        seen.seconds = used / os.sysconf("SC_CLK_TCK")
        seen.memory = max(seen.memory, memory)
        total += memory
    return total


def shared_out(pid: int) -> int:
    """Bytes of a process in memory; of what it shares with others, such as pages from before a fork, its share."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return 1024 * int(rollup.partition("\nPss:")[2].split()[0])


def main() -> None:
    """Measure every size asked for."""
    for size in [int(word) for word in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory(prefix="edumeet-bench-") as folder:
            pages = write_archive(Path(folder), size)
            told(pages, *rebuild(Path(folder)))


def told(pages: int, took: dict[str, float], processes: dict[int, Process], peak: int) -> None:
    """Print what a rebuild of so many pages took."""
    seconds = sum(process.seconds for process in processes.values())
    largest = max(processes.values(), key=lambda process: process.memory)
    by_name: dict[str, float] = {}
    for process in processes.values():
        by_name[process.name] = by_name.get(process.name, 0.0) + process.seconds
    stages = " ".join(f"{name} {value:.1f} s" for name, value in took.items() if name != "wall")
    print(
        f"{pages:>7} pages: {pages / took['wall']:.0f} pages/s, wall {took['wall']:.1f} s ({stages})\n"
        f"        processor {seconds / pages * 1e3:.2f} ms a page ("
        + " ".join(f"{name} {value:.1f} s" for name, value in by_name.items())
        + f")\n        peak of all {peak / 1e6:.0f} MB, of the largest ({largest.name}) {largest.memory / 1e6:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
