"""URLs as keys: one page, one canonical URL, whatever its lists wrote."""

import re
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

# Parameters that name a visit, not a page: sessions and campaign tags.
_NOISE = re.compile(
    r"^(jsessionid|phpsessid|aspsessionid\w*|sid_?hash|utm_\w+|spm|from|isappinstalled|share_token|timestamp|_t)$", re.I
)
MAX_LENGTH = 2000
_PORTS = {"http": 80, "https": 443}
_SAFE = "/:@!$&'()*+,;=-._~%"


def canonical_url(url: str, base: str | None = None) -> str:
    """The key of a page: absolute, host in lower case, no fragment, no default port, no session, dots resolved.

    The scheme and the order of the query stay, because sites tell pages apart by them. Raises ValueError for what is no
    http(s) URL, or is longer than any database takes for a key.
    """
    joined = urljoin(base, url.strip()) if base else url.strip()
    parts = urlsplit(joined)
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").lower().rstrip(".")
    if scheme not in _PORTS or not host:
        raise ValueError(f"{joined!r} is no http(s) URL")
    if ":" in host:
        host = f"[{host}]"
    netloc = host if parts.port in (None, _PORTS[scheme]) else f"{host}:{parts.port}"
    path = re.sub(r";jsessionid=[^/?]*", "", parts.path, flags=re.I)
    path = _without_dots(_quoted(path)) or "/"
    query = "&".join(_quoted(each) for each in parts.query.split("&") if each and not _NOISE.match(each.split("=")[0]))
    url = urlunsplit((scheme, netloc, path, query, ""))
    if len(url) > MAX_LENGTH:
        raise ValueError(f"{url[:80]}… is {len(url)} characters long")
    return url


def host_of(url: str) -> str:
    """The host of a URL in lower case, without port; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def folder_of(url: str) -> str:
    """The URL up to and with the last slash of its path."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path[: parts.path.rfind("/") + 1] or "/", "", ""))


def target_of(url: str) -> str:
    """Path and query, which is what the article pattern of a family is searched in."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _quoted(text: str) -> str:
    return quote(unquote(text, errors="strict"), safe=_SAFE) if "%" not in text else quote(text, safe=_SAFE)


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4; the example that taught it: /a/dbzf/../2017/203455.html."""
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)
