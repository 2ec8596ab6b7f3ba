"""How fast restoration is beside opencc-python-reimplemented and OpenCC's own C++, on the same text in the same run.

    python -m tests.bench.bench_restore [--rounds N] [--quick]

Both of them only convert; restoration looks for damage too, and keeps where each character came from.
"""

import importlib.util
import random
import sys
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import opencc

from tests.bench.results import Figures, arguments, at_least, at_most, recording
from tests.bench.sides import in_turns, rate, ratio
from tests.transforms.text.mirror_simulator import damage_line, known_annotations
from tests.transforms.text.sample_text import page
from transforms.text import normalise, restore

PAGES, SIZE = 60, 3000
PURE, NATIVE = "opencc-python-reimplemented", "OpenCC (C++)"
ORACLE_PAGES = 4  # the oracle is slow; its speed does not depend on how many pages it sees


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


def _native() -> tuple[Callable[[str], str], str] | None:
    """OpenCC's own binding, by its file: it calls itself `opencc` too, so that it cannot be imported beside the other.

    Returns its conversion and its version; None where it is not installed.
    """
    folder = Path(sys.prefix) / "opencc-cpp" / "opencc" / "clib"
    file = next(folder.glob("opencc_clib.*.so"), None)
    if file is None:
        return None
    spec = importlib.util.spec_from_file_location("opencc_clib", file)
    assert spec and spec.loader
    library = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(library)
    converter = library._OpenCC(str(folder / "share" / "opencc" / "t2s.json"), True, None)

    def convert(text: str) -> str:
        content = text.encode()
        return str(converter.convert(content, len(content)))

    return convert, str(library.__version__)


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--rounds", type=int, default=7)
    given = ask.parse_args()
    rounds, cases = given.rounds, _cases()
    if given.quick:
        rounds, cases = 1, {name: (pages[:1], target) for name, (pages, target) in cases.items()}
    with recording("restore", given, (PURE,)) as figures:
        native = None
        if found := _native():
            native, figures.versions[NATIVE] = found
        else:
            figures.leave_out(NATIVE, "not installed (`make bench` installs it)")
        for name, (pages, target) in cases.items():
            _compare(figures, name, pages, target, rounds, native)
        clean = cases["clean Simplified"][0]
        spent = in_turns({"normalise": partial(_each, normalise, clean)}, rounds)
        figures.add("normalise", rate(spent, "normalise", sum(map(len, clean)) / 1e6), "M characters/s")
        once, ten = _memory(cases["annotated, damaged, with losses"][0])
        figures.add("memory held after ten passes beyond that after one", max(0, ten - once) / 1e6, "MB", at_most(1))


def _compare(
    figures: Figures,
    case: str,
    pages: list[str],
    target: float,
    rounds: int,
    native: Callable[[str], str] | None,
) -> None:
    """One case: restoration beside both converters. Speeds are of characters; the pure one is slow and sees few."""
    few = pages[:ORACLE_PAGES]
    _each(restore, few)  # data files are read once
    sides: dict[str, Callable[[], object]] = {
        "restore": partial(_each, restore, pages), PURE: partial(_each, opencc.OpenCC("t2s").convert, few)
    }  # fmt: skip
    if native:
        sides[NATIVE] = partial(_each, native, pages)
    spent = in_turns(sides, rounds)
    length, short = sum(map(len, pages)), sum(map(len, few))
    spent[PURE] = [seconds * length / short for seconds in spent[PURE]]
    for side in sides:
        figures.add(f"{case}: {side}", rate(spent, side, length / 1e6), "M characters/s")
    figures.add(f"{case}: restore / {PURE}", ratio(spent, "restore", PURE), "×", at_least(target))
    if native:
        figures.add(f"{case}: restore / {NATIVE}", ratio(spent, "restore", NATIVE), "×")


def _each(work: Callable[[str], object], pages: list[str]) -> None:
    for text in pages:
        work(text)


if __name__ == "__main__":
    main()
