"""Damage to files, as disks and power cuts do it; seeded."""

import random
from pathlib import Path


def overwritten(file: Path, *, first: int, step: int, length: int = 4096, seed: int = 7) -> None:
    """Overwrite `length` bytes at `first`, and after every `step` bytes, with noise."""
    noise = random.Random(seed)
    with file.open("r+b") as stream:
        for at in range(first, file.stat().st_size, step):
            stream.seek(at)
            stream.write(noise.randbytes(length))


def cut(file: Path) -> None:
    """Lose the second half of a file."""
    with file.open("r+b") as stream:
        stream.truncate(file.stat().st_size // 2)


def emptied(file: Path) -> None:
    """A file that was made and never written."""
    file.write_bytes(b"")


def flipped_zeroed_torn(file: Path) -> None:
    """A flipped bit, a zeroed block and a missing stretch, each in a place of its own."""
    content = bytearray(file.read_bytes())
    size = len(content)
    content[size // 2] ^= 0x10
    content[size // 4 : size // 4 + 3000] = bytes(3000)
    del content[3 * size // 4 : 3 * size // 4 + 500]
    file.write_bytes(content)


def noise_at_the_end(file: Path, record: int) -> None:
    """Bad blocks from within the record that begins at `record` on."""
    overwritten(file, first=record + 120, step=400, length=64)


def zeros_at_the_end(file: Path, record: int) -> None:
    """All from within a record on was never written, though the file has its length: as power cuts leave it."""
    content = file.read_bytes()
    file.write_bytes(content[: record + 90] + bytes(len(content) - record - 90))


def shortened(file: Path, record: int) -> None:
    """The file ends before its last record."""
    with file.open("r+b") as stream:
        stream.truncate(record)
