"""What one response is: content, a way on, nothing, a challenge, or an error. By status, headers and bytes alone."""

import re
from collections.abc import Mapping

from crawlers.archive.meta import Verdict

TINY = 400  # bytes; the shells of cookie challenges and the stubs of deep list pages are smaller, no article is

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSALS = {
    401: "401: a login is asked for",
    403: "403: refused",
    405: "405: refused by a firewall",
    412: "412: script challenge",
    418: "418: refused by a firewall",
    451: "451: refused",
    521: "521: cookie challenge",
}
# Challenges that answer 200: a script sets a cookie and reloads. Each is a mark of the script, not of any site.
_CHALLENGES = (
    (re.compile(rb"__jsl_clearance|__jsluid"), "cookie challenge (jsl)"),
    (
        re.compile(rb"\$_ts\s*=\s*window\[|\$_ts\.\w+\s*=|__\$_ts|RUI_SHU|/\w{8,}/\w{8,}\.\w{6,}\.js\"[^>]*r='m'"),
        "script challenge",
    ),
    (re.compile(rb"C3VK="), "cookie challenge (C3VK)"),
    (re.compile(rb"CT6TS?="), "cookie challenge (CT6T)"),
    (re.compile(rb"wzwschallenge|WZWS_|waf_captcha|_waf_|acw_sc__v2|geetest_challenge"), "firewall challenge"),
)
_SHELL = re.compile(rb"<script|http-equiv=.?refresh|document\.cookie|location\.(?:href|reload|replace)", re.I)
_CHALLENGE_SPAN = 30_000
_ELSEWHERE = re.compile(rb"location(?:\.href\s*=|\s*=|\.replace\s*\(|\.assign\s*\()\s*[\"'](https?://[^\"']+)")


def judge(status: int, headers: Mapping[str, str], body: bytes) -> tuple[Verdict, str | None]:
    """The verdict on a response and, unless it is fine, the reason. `body` is without its content coding."""
    if status == 304:
        return "not_modified", None
    if status in _REDIRECTS and headers.get("location"):
        if re.search(r"CT6TS?=", headers.get("set-cookie", "")):
            return "redirect", "cookie challenge (CT6T)"
        return "redirect", None
    if status in _REFUSALS:
        return "blocked", _REFUSALS[status]
    if status in (404, 410):
        return "missing", str(status)
    if not 200 <= status < 300:
        return "error", str(status)
    return _judge_content(headers, body)


def _judge_content(headers: Mapping[str, str], body: bytes) -> tuple[Verdict, str | None]:
    kind = headers.get("content-type", "text/html").split(";")[0].strip().lower()
    if kind not in ("text/html", "application/xhtml+xml", ""):
        return "ok", None
    if len(body) < _CHALLENGE_SPAN:
        for mark, name in _CHALLENGES:
            if mark.search(body) and _few_words(body):
                return "blocked", name
    if len(body.strip()) < TINY:
        # Lists of schools link their notices on other platforms through pages like this; no cookie, no challenge.
        elsewhere = _ELSEWHERE.search(body)
        if elsewhere and b"cookie" not in body:
            return "redirect", f"leads to {elsewhere[1].decode('latin-1')}"
        if _SHELL.search(body) and _few_words(body):
            return "blocked", "shell: a script or refresh instead of a page"
        return "blocked", f"tiny: {len(body)} bytes"
    return "ok", None


_HIDDEN = re.compile(rb"(?:script|style|noscript)\b", re.IGNORECASE)
_FEW = 600
"""Bytes of text that no page has which is only a script."""


def _few_words(body: bytes) -> bool:
    """Whether hardly any text is left without scripts and tags; articles that merely mention a mark have much.

    In one pass: a pattern would look for the end of each of a hundred thousand tags that have none.
    """
    before, *parts = body.split(b"<")
    words, hidden = _weight(before), b""
    for part in parts:
        tag, closed, text = part.partition(b">")
        if hidden and not tag.lower().startswith(b"/" + hidden):
            continue
        found = None if hidden else _HIDDEN.match(tag)
        hidden = found[0].lower() if found else b""
        if not found:
            words += _weight(text if closed else part)
        if words >= _FEW:
            return False
    return words < _FEW


def _weight(text: bytes) -> int:
    return len(b"".join(text.split()))
