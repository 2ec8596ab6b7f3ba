"""Which of DuckDB's errors mean that a file of ours is damaged (a disk, a power cut), and not misused or in want."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

# A closed list of DuckDB 1.5: an I/O error may as well be a full disk, a lock, or somebody else's Parquet file.
_SIGNS = re.compile(
    r"Corrupt database file|not a valid DuckDB database file|Could not read enough bytes|Could not read all bytes"
    r"|Failure while replaying WAL|WAL file is corrupt|Corrupt WAL|Failed to deserialize|Serialization Error"
    r"|Failed to load metadata pointer|does not match stored checksum",
    re.I,
)


@contextmanager
def damage_told(file: Path, what: str, kind: type[Exception]) -> Iterator[None]:
    """Raise `kind`, naming the file, where DuckDB meets a damaged part of it within the block."""
    try:
        yield
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        if not _SIGNS.search(said):
            raise
        raise kind(f"{file}: {what} is damaged: {said}") from error
