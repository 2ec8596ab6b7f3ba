"""The review over HTTP, for this machine alone.

Loopback only; every path begins with a random token; a request must name this server as its Host (so that no other
site's name can be made to point here), and one that writes must come from this page: JSON with a header that a form
of another site cannot send, and no other Origin.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flows.review.session import AlreadyReviewedError, Posted, Session
from warehouse.report.shell import LANGUAGES, POLICY, Frame, phrases_script, script_of
from warehouse.review.fields import BadValueError

HEADER = "X-Edumeet-Review"
LARGEST = 1_000_000
"""Bytes of a request."""
TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
_POLICY = POLICY + "; connect-src 'self'; frame-ancestors 'none'"


class ReviewServer(ThreadingHTTPServer):
    """Serves one review; `address` is where the browser goes."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, session: Session, made_at: datetime, port: int = 0) -> None:
        """Bind to loopback, on a free port where `port` is 0; raises OSError where it is taken."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.session = session
        self.token = secrets.token_urlsafe(24)
        number = self.server_address[1]
        self.hosts = {f"127.0.0.1:{number}", f"localhost:{number}"}
        self.address = f"http://127.0.0.1:{number}/{self.token}/review.html"
        self.static = _static(made_at)

    def told(self, name: str) -> str | None:
        """The text under a name; None where there is none."""
        if name in self.static:
            return self.static[name]
        if name == "data/review.js":
            return script_of("review", json.dumps(self.session.overview(), ensure_ascii=False))
        kind, _, file = name.removeprefix("data/").partition("/")
        version = file.removesuffix(".js")
        if name != f"data/{kind}/{version}.js" or version not in self.session.pages:
            return None
        if kind == "pages":
            return script_of(f"pages/{version}", self.session.pages[version])
        if kind == "fetched":
            paragraphs = self.session.fetched(self.session.facts[version])
            return script_of(f"fetched/{version}", json.dumps(paragraphs, ensure_ascii=False))
        return None


def _static(made_at: datetime) -> dict[str, str]:
    """What does not change: the page in each language, and what it loads."""
    frame = Frame(Path(), made_at, policy=POLICY + "; connect-src 'self'")
    found = {
        ("" if language == LANGUAGES[0] else f"{language}/") + "review.html": frame.render(
            "review", "review.html", {}, language
        )
        for language in LANGUAGES
    }
    for package in ("warehouse.report", "warehouse.review"):
        for asset in files(package).joinpath("assets").iterdir():
            found[f"assets/{asset.name}"] = asset.read_text("utf-8")
    return found | {f"assets/phrases.{language}.js": phrases_script(language) for language in LANGUAGES}


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    protocol_version = "HTTP/1.1"
    server_version = "edumeet"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        name = self._name()
        if name is None:
            return
        text = self.server.told(name)
        if text is None:
            self._refuse(HTTPStatus.NOT_FOUND, "nothing is served here")
            return
        self._send(HTTPStatus.OK, TYPES[name.rsplit(".", 1)[-1]], text)

    def do_POST(self) -> None:
        name = self._name()
        if name is None:
            return
        if name != "verdicts":
            self._refuse(HTTPStatus.NOT_FOUND, "nothing is taken here")
        elif not self._is_own():
            self._refuse(HTTPStatus.FORBIDDEN, "verdicts come from the page of the review")
        else:
            self._record()

    def _is_own(self) -> bool:
        """Whether the request comes from the page of the review and not from a form elsewhere."""
        origin = self.headers.get("Origin")
        kind = (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        from_here = origin is None or origin.removeprefix("http://") in self.server.hosts
        return from_here and kind == "application/json" and self.headers.get(HEADER) == "1"

    def _record(self) -> None:
        length = self.headers.get("Content-Length") or ""
        if not length.isdecimal() or int(length) > LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"verdicts of at most {LARGEST:,} bytes")
            return
        session = self.server.session
        try:
            session.record(Posted.model_validate_json(self.rfile.read(int(length))))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            self._refuse(HTTPStatus.BAD_REQUEST, f"{where}: {first['msg']}" if where else first["msg"])
        except BadValueError as error:
            self._refuse(HTTPStatus.BAD_REQUEST, str(error))
        except KeyError:
            self._refuse(HTTPStatus.NOT_FOUND, "this page is not of this review")
        except AlreadyReviewedError:
            self._refuse(HTTPStatus.CONFLICT, "this page has been reviewed already")
        except OSError as error:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, f"{session.results.path}: {error.strerror or error}")
        else:
            self._json(HTTPStatus.OK, {"saved": True, "tally": session.tally()})

    def _name(self) -> str | None:
        """The name that is asked for behind the token; None where the request was refused."""
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "this server answers to 127.0.0.1 alone")
            return None
        _, token, *rest = [*self.path.partition("?")[0].split("/"), ""]
        if not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND, "nothing is served here")
            return None
        return "/".join(rest).rstrip("/")

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        # What the request still holds must not be read as the next one.
        self.close_connection = True
        self._json(status, {"error": why})

    def _json(self, status: HTTPStatus, value: Mapping[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(value, ensure_ascii=False))

    def _send(self, status: HTTPStatus, kind: str, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the token would stand in the log."""


def serve(server: ReviewServer, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` is told the address once the server answers."""
    ready(server.address)
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        return
    finally:
        server.server_close()
