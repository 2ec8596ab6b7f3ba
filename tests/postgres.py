"""A Postgres of the tests' own, for catalogues of lakes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest


@contextmanager
def served_catalogue() -> Iterator[str]:
    """Start a server; yields the URL of a lake's catalogue in it.

    Its state does not lie among pytest's folders: those belong to root alone again as soon as another pytest starts,
    and the server, which is not root, panics at its next checkpoint five minutes on.
    """
    pgserver = pytest.importorskip("pgserver")
    folder = Path(tempfile.mkdtemp(prefix="edumeet-pg-"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder / "data")
    try:
        url = urlparse(server.get_uri())
        host = parse_qs(url.query).get("host", [url.hostname])[0]
        yield f"ducklake:postgres:dbname=postgres user={url.username} host={host} port={url.port or 5432}"
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
