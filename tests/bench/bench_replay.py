"""The whole replay, archive to published file: pages a second, processor time, memory, and how they grow.

    python -m tests.bench.bench_replay [PAGES ...]

Each size is a home of its own: the articles of a newsroom of that size, written into the archive as a crawl leaves
them, then `edumeet rebuild` in a child process (ledger, transform, load, link, checks, publication; no network). The
memory is the sum of the resident sizes of the whole family of processes, looked at ten times a second.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from crawlers.archive import ArchiveWriter, Exchange, PageMeta
from crawlers.clock import SHANGHAI
from crawlers.newsroom.newsroom import DEFAULT_SEED, Newsroom
from crawlers.newsroom.registry import write_registry
from crawlers.newsroom.sites import sites

SIZES = (1_000, 10_000, 100_000)
SECOND = 0.1


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


def rebuild(home: Path) -> dict[str, float]:
    """Rebuild the home in a child; its summary's timings, with wall and processor time and the peak of memory."""
    environment = {**os.environ, "EDUMEET_HOME": str(home), "EDUMEET_REGISTRY": "newsroom"}
    began, before = time.perf_counter(), os.times()
    with (home / "summary.json").open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "flows", "rebuild", "--json"], env=environment, stdout=out, stderr=subprocess.DEVNULL
        )
        peak = 0
        while child.poll() is None:
            peak = max(peak, sum(map(resident, family(child.pid))))
            time.sleep(SECOND)
    wall, after = time.perf_counter() - began, os.times()
    if child.returncode:
        raise SystemExit(f"rebuild ended with {child.returncode}; see {home}")
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    summary = json.loads((home / "summary.json").read_text(encoding="utf-8"))
    return {**summary["timings"], "wall": wall, "cpu": cpu, "memory": peak / 1e6}


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


def resident(pid: int) -> int:
    """Bytes of a process in memory that are its own; 0 if it has ended."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Measure every size asked for."""
    for size in [int(word) for word in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory(prefix="edumeet-bench-") as folder:
            pages = write_archive(Path(folder), size)
            took = rebuild(Path(folder))
        stages = " ".join(
            f"{name} {seconds:.1f} s" for name, seconds in took.items() if name not in ("wall", "cpu", "memory")
        )
        print(
            f"{pages:>7} pages: {pages / took['wall']:.0f} pages/s, wall {took['wall']:.1f} s, processor "
            f"{took['cpu'] / pages * 1e3:.2f} ms a page, peak {took['memory']:.0f} MB; {stages}",
            flush=True,
        )


if __name__ == "__main__":
    main()
