"""A small web site on loopback whose pages a test writes, and the crawl as its user runs it."""

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from uuid import uuid4

from crawlers.crawl import main
from tests.listening import listening

# Children may keep their compiled modules: many of them start.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
FILLER = "<p>" + "会议总结了过去一年的教育工作，部署了今年的重点任务。" * 20 + "</p>"


@dataclass
class Answer:
    """What the site answers."""

    body: bytes | str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Page = Answer | str | bytes | Callable[["Site", Mapping[str, str]], Answer]


@dataclass
class Site:
    """Pages by path (with query), and what was asked for, in order."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self, part: str) -> int:
        return sum(part in path for path in self.asked)

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append(path)
        page = self.pages.get(path)
        if page is None:
            return Answer("<h1>404</h1>" + FILLER, 404)
        if callable(page):
            page = page(self, headers)
        return page if isinstance(page, Answer) else Answer(page)


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve the site on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.agents.add(self.headers.get("User-Agent", ""))
            answer = site.answer(self.path, self.headers)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            for name, value in ({"Content-Type": "text/html; charset=utf-8"} | dict(answer.headers)).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if answer.status != 304:
                self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    with listening(Handler) as site.port:
        yield site


def article(title: str) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{FILLER}</body></html>"


def listing(rows: list[tuple[str, str, str]], extra: str = "") -> str:
    """A list page: (href, title, date) rows, and furniture that is none."""
    items = "".join(
        f'<li><span>{day}</span><a href="{href}" title="{title}">{title}</a></li>' for href, title, day in rows
    )
    return (
        f'<html><body><div class="nav"><a href="/">首页</a></div><ul class="news">{items}</ul>{extra}'
        f'<div class="foot">主办单位：某某区教育局{"&nbsp;" * 300}</div></body></html>'
    )


def registry(path: Path, **entries: Mapping[str, Any]) -> Path:
    """Write a registry of local sources; keyword: id with dashes as underscores."""
    lines = []
    for name, entry in entries.items():
        given = {"id": name.replace("_", "-"), "name": name, "kind": "government", "local": True} | dict(entry)
        lines.append("[[source]]")
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in given.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@dataclass
class Ran:
    """A crawl that ended."""

    code: int
    summary: dict[str, Any]
    err: str


def crawl_command(registry_file: Path, home: Path, source: str, *options: str) -> list[str]:
    return [
        sys.executable, "-m", "crawlers.crawl", "--source", source, "--registry", str(registry_file),
        "--home", str(home), "--json", *options,
    ]  # fmt: skip


def crawl(registry_file: Path, home: Path, source: str, *options: str) -> Ran:
    """Run a crawl to its end in a process of its own."""
    return started(registry_file, home, source, *options)()


def started(registry_file: Path, home: Path, source: str, *options: str) -> Callable[[], Ran]:
    """Start a crawl in a process of its own, forked from one that has imported everything; call to wait for its end."""
    arguments = crawl_command(registry_file, home, source, *options)[3:]
    out, err = home / f".{uuid4().hex}.out", home / f".{uuid4().hex}.err"
    child = _FORKS.Process(target=_crawl_in_child, args=(arguments, str(out), str(err)))
    child.start()

    def ended() -> Ran:
        child.join(120)
        assert child.exitcode is not None, "the crawl does not end"
        said = out.read_text(encoding="utf-8").strip().splitlines()[-1:] or ["{}"]
        return Ran(child.exitcode, json.loads(said[0]), err.read_text(encoding="utf-8"))

    return ended


_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "pytest",
        "crawlers.crawl",
        "crawlers.spider",
        "crawlers.settings",
        "crawlers.resolver",
        "crawlers.middlewares.archive",
        "crawlers.middlewares.patience",
        "crawlers.middlewares.robots",
        "tests.crawlers.site",
    ]
)


def _crawl_in_child(arguments: list[str], out: str, err: str) -> None:
    for path, number in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    code = main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
