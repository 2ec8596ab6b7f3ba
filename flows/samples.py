"""The sample newsroom, served for as long as a run or a command needs it, at the same addresses every time.

Addresses are part of a page's identity: a newsroom that came back on other ports would be loaded a second time. So
the ports of a home folder's first run are kept in `newsroom/ports.json`, and a later run insists on them.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import crawlers.newsroom
from crawlers.newsroom import Newsroom, serve, write_registry
from flows.errors import UserError
from flows.settings import Settings

SERVER = "SampleNewsroom"


@contextmanager
def newsroom_served(
    settings: Settings, *, registry: Path | None = None, truth: Path | None = None
) -> Iterator[dict[str, str]]:
    """Serve the sample sites and write their registry and truth; yields the base URLs by site.

    A newsroom that is being served already (`edumeet newsroom serve` in another terminal) is used as it is. Raises
    UserError where one of the ports that belong to this home is taken by another program.
    """
    folder = settings.newsroom_registry.parent
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "ports.json"
    known: dict[str, int] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    only = [site for site in settings.newsroom_sites.replace(" ", "").split(",") if site]
    try:
        newsroom = Newsroom(size=settings.newsroom_size, only=only or None)
    except ValueError as error:
        raise UserError(f"EDUMEET_NEWSROOM_SITES: {error}; leave it empty for all sites") from None
    ports = {site.key: known[site.key] for site in newsroom.sites if site.key in known}
    if len(ports) == len(newsroom.sites) and all(_is_newsroom(port) for port in ports.values()):
        yield {site: f"http://127.0.0.1:{port}" for site, port in ports.items()}
        return
    with serve(newsroom, port=settings.newsroom_port, ports=ports) as served:
        taken = {site: urlsplit(base).port for site, base in served.bases.items()}
        busy = [port for site, port in ports.items() if taken[site] != port]
        if busy:
            raise UserError(
                f"port {busy[0]} of the sample newsroom is taken by another program: stop that, or begin a new home "
                "folder (EDUMEET_HOME) with another EDUMEET_NEWSROOM_PORT"
            )
        kept.write_text(json.dumps(known | taken) + "\n", "utf-8")
        write_registry(registry or settings.newsroom_registry, served.bases)
        _write_truth(newsroom, served.bases, truth or folder / "truth.jsonl")
        yield served.bases


def _write_truth(newsroom: Newsroom, bases: Mapping[str, str], truth: Path) -> None:
    """Write what a crawl must find, unless it is there: a second's work, and the same every time.

    A file beside it says of which newsroom it is; a newsroom whose code has changed since may hold other pages.
    """
    about = truth.with_suffix(".of.json")
    code = Path(crawlers.newsroom.__file__).parent
    changed = max(file.stat().st_mtime for file in code.rglob("*") if file.is_file() and file.suffix != ".pyc")

    def said() -> str:
        return json.dumps(
            {"seed": newsroom.seed, "size": newsroom.size, "bases": dict(bases), "bytes": truth.stat().st_size}
        )

    if truth.exists() and about.exists() and about.stat().st_mtime > changed and about.read_text("utf-8") == said():
        return
    about.unlink(missing_ok=True)
    newsroom.write_truth(truth, bases)
    about.write_text(said(), "utf-8")


def _is_newsroom(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=5) as answer:
            return str(answer.headers.get("Server", "")).startswith(SERVER)
    except (URLError, OSError):
        return False
