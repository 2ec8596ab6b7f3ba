"""A site of any size on loopback for benchmarks: pages of the sample newsroom, made beforehand, served from memory.

It runs in a process of its own, so that what it costs is not counted to those who crawl it.
"""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from crawlers.newsroom.newsroom import Newsroom
from crawlers.newsroom.sites import core, sites

ROWS = 20
_DISTINCT = 200


def article_path(number: int) -> str:
    return f"/edu/202403/t20240301_{number}.html"


def list_page(page: int, pages: int, articles: int) -> bytes:
    first = page * ROWS
    rows = "".join(
        f'<li><span>2024-03-01</span><a href="{article_path(n)}">全县召开教育工作会议之{n}</a></li>'
        for n in range(first, min(first + ROWS, articles))
    )
    pager = f'<script>createPageHTML({pages}, {page}, "index", "html");</script>'
    return f'<html><body><ul class="news">{rows}</ul>{pager}<div>{"&nbsp;" * 300}</div></body></html>'.encode()


def bodies() -> list[bytes]:
    """Articles of the newsroom, as its first site answers them."""
    newsroom = Newsroom(size=_DISTINCT * 3, only=core())
    key = sites()[0].key
    bases = {site.key: f"http://{site.key}.example" for site in sites()}
    found = []
    for page in newsroom.plan.pages.values():
        if page.site == key and len(found) < _DISTINCT:
            found.append(newsroom.answer(key, newsroom.path(page), bases).body)
    return found


async def _serve(articles: int, told: Connection) -> None:
    made = bodies()
    pages = -(-articles // ROWS)

    def answer(path: str) -> tuple[int, bytes]:
        name = path.rpartition("/")[2]
        if name.startswith("t20240301_"):
            number = int(name[10:-5])
            return 200, made[number % len(made)] + b"<!-- %d -->" % number
        if name == "" or name.startswith("index"):
            return 200, list_page(int(name[6:-5]) if name.startswith("index_") else 0, pages, articles)
        return 404, b"<h1>404</h1>"

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                status, body = answer(head.split(b" ", 2)[1].decode())
                writer.write(
                    b"HTTP/1.1 %d OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
                    % (status, len(body))
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _run(articles: int, told: Connection) -> None:
    asyncio.run(_serve(articles, told))


@contextmanager
def site(articles: int) -> Iterator[str]:
    """Serve a site with this many articles; yields the address of its list."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_run, args=(articles, there), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}/edu/"
    finally:
        server.terminate()
        server.join()
