"""How fast restoration is, against opencc-python-reimplemented on the same text in the same run: one core, CPU time.

    python -m tests.bench.bench_restore [--repeat N]

Prints one row a case: characters, characters per second of both, their ratio (median over the repeats), the target.
"""

import argparse
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable

import opencc

from tests.transforms.text.mirror_simulator import damage_line, known_annotations
from tests.transforms.text.sample_text import page
from transforms.text import normalise, restore

PAGES, SIZE = 60, 3000
ORACLE_PAGES = 4  # the oracle is slow; its speed does not depend on how many pages it sees


def _speed(work: Callable[[str], object], pages: list[str]) -> float:
    """Characters a second."""
    start = time.process_time()
    for text in pages:
        work(text)
    return sum(map(len, pages)) / (time.process_time() - start)


def _cases() -> dict[str, tuple[list[str], float]]:
    rng = random.Random(20)
    simplified = [page(rng, SIZE) for _ in range(PAGES)]
    to_traditional = opencc.OpenCC("s2t").convert
    traditional = [to_traditional(text) for text in simplified]
    annotations = known_annotations()
    mirrored, lossless = [], []
    for text in simplified:
        shown = [damage_line(line, annotations) for line in text.split("\n")]
        mirrored.append("\n".join(line for line, _ in shown))
        lossless.append("\n".join(line for line, damage in shown if not damage.lost))
    return {
        "Traditional -> Simplified": (traditional, 40.0),
        "clean Simplified": (simplified, 50.0),
        "annotated, damaged, nothing lost": (lossless, 10.0),
        "annotated, damaged, with losses": (mirrored[:8], 10.0),
    }


def _memory(pages: list[str]) -> tuple[int, int]:
    """Bytes held after one pass over the pages and after ten."""
    tracemalloc.start()
    held = []
    for passes in (1, 9):
        for _ in range(passes):
            for text in pages:
                restore(text)
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return held[0], held[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=7)
    repeat = parser.parse_args().repeat
    oracle = opencc.OpenCC("t2s").convert
    cases = _cases()
    for pages, _ in cases.values():
        _speed(restore, pages)  # data files are read once
    print(f"{'case':38}{'characters':>12}{'oracle M/s':>12}{'restore M/s':>13}{'ratio':>9}{'target':>9}")
    for case, (pages, target) in cases.items():
        pairs = [(_speed(oracle, pages[:ORACLE_PAGES]), _speed(restore, pages)) for _ in range(repeat)]
        slow, fast = (statistics.median(column) / 1e6 for column in zip(*pairs, strict=True))
        ratio = statistics.median(b / a for a, b in pairs)
        met = "met" if ratio >= target else "MISSED"
        print(f"{case:38}{sum(map(len, pages)):>12,}{slow:>12.2f}{fast:>13.1f}{ratio:>8.1f}x{target:>8.0f}x {met}")
    clean = cases["clean Simplified"][0]
    print(f"{'normalise':38}{sum(map(len, clean)):>12,}{'':>12}{_speed(normalise, clean) / 1e6:>13.1f}")
    once, ten = _memory(cases["annotated, damaged, with losses"][0])
    print(f"memory held after one pass {once / 1e6:.1f} MB, after ten {ten / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
