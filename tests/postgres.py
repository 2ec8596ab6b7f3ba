"""A Postgres of the tests' own, for catalogues of lakes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest


@contextmanager
def served_catalogue(folder: Path) -> Iterator[str]:
    """Start a server whose state lies in `folder`; yields the URL of a lake's catalogue in it."""
    pgserver = pytest.importorskip("pgserver")
    server = pgserver.get_server(folder)
    try:
        url = urlparse(server.get_uri())
        host = parse_qs(url.query).get("host", [url.hostname])[0]
        yield f"ducklake:postgres:dbname=postgres user={url.username} host={host} port={url.port or 5432}"
    finally:
        server.cleanup()
