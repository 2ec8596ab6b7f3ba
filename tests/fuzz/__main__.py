"""Fuzz one target with atheris, for as long as asked.

    python -m tests.fuzz TARGET [SECONDS] [CORPUS]
    python -m tests.fuzz TARGET merge [CORPUS]

Begins with tests/fuzz/corpus/TARGET; what libFuzzer finds new goes to CORPUS (default: a folder of its own under
build/fuzz), an input that breaks the target to build/fuzz/TARGET-crash-…. Words that no change of single bytes would
find stand in tests/fuzz/words/TARGET.dict. `merge` keeps what reaches something that tests/fuzz/corpus/TARGET does not,
in build/fuzz/TARGET-kept: what of it is small goes into the repository.
"""

import sys
from pathlib import Path
from shutil import copy2

import atheris  # type: ignore[import-not-found, unused-ignore]

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "fuzz"


def main() -> None:
    """Run libFuzzer on the target named."""
    with atheris.instrument_imports(include=["transforms", "crawlers"]):
        from tests.fuzz.targets import TARGETS
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        raise SystemExit(f"name a target: {', '.join(TARGETS)}")
    name = sys.argv[1]
    itself = f"{sys.executable} -m tests.fuzz {name}"
    if sys.argv[2:] and sys.argv[2].startswith("-"):  # as libFuzzer calls itself to merge, an input at a time
        atheris.Setup([itself, *sys.argv[2:]], TARGETS[name])
        atheris.Fuzz()
    merging = sys.argv[2:3] == ["merge"]
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 and not merging else 600
    found = Path(sys.argv[3]) if len(sys.argv) > 3 else BUILD / name
    BUILD.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    words = HERE / "words" / f"{name}.dict"
    options = [
        f"-max_total_time={seconds}",
        "-max_len=20000",
        "-timeout=20",
        "-rss_limit_mb=3000",
        f"-artifact_prefix={BUILD}/{name}-",
        *([f"-dict={words}"] if words.exists() else []),
    ]
    # Each lexicon is read by the first page that needs it; a timeout is meant for what comes after.
    for seed in (HERE / "corpus" / name).iterdir():
        TARGETS[name](seed.read_bytes())
    corpora = [found, HERE / "corpus" / name]
    if merging:
        kept = BUILD / f"{name}-kept"
        kept.mkdir(exist_ok=True)
        for known in (HERE / "corpus" / name).iterdir():
            copy2(known, kept)
        options, corpora = [*options, "-merge=1"], [kept, found]
    atheris.Setup([itself, *options, *map(str, corpora)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
