"""The kept inputs through every target, as they are and a little changed: what broke once stays mended."""

import random
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).resolve().parent / "corpus"
INPUTS = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


def test_every_target_has_inputs() -> None:
    assert {path.parent.name for path in INPUTS} == set(TARGETS)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name[:16]}")
def test_a_kept_input(path: Path) -> None:
    data = path.read_bytes()
    rng = random.Random(path.name)
    target = TARGETS[path.parent.name]
    target(data)
    for _ in range(3):
        target(changed(data, rng))


def changed(data: bytes, rng: random.Random) -> bytes:
    """The input with a piece cut out, doubled or overwritten."""
    if not data:
        return bytes(rng.randrange(256) for _ in range(20))
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.randrange(1, 60))
    put = rng.choice((b"", data[start:end] * 2, bytes(rng.randrange(256) for _ in range(end - start))))
    return data[:start] + put + data[end:]
