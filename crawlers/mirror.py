"""Copies of government pages on hosts that are not theirs: hijacked domains serve them, salted with other things.

Marks seen on such copies: a `SiteDomain` label that names another host; a government's own footer on a host outside
.gov.cn; text turned into Traditional characters with readings put in brackets, 認(rèn)真, against text comparison.
"""

import re
from urllib.parse import urlsplit

from crawlers.urls import host_of

_HEAD = 40_000  # characters; labels stand in the head
_META = re.compile(r"<meta\b[^>]*>", re.I)
_NAME = re.compile(r"\bname\s*=\s*[\"']?([\w:.-]+)", re.I)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_READING = re.compile(r"[\u4e00-\u9fff]\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,6}\)")
_READINGS = 5
_SITE_ID = re.compile(r"网站标识码[:：\s]*(?:<[^>]*>\s*)*([1-9]\d{9}|bm\d{8})|網站標識碼")
# Under these, one label more belongs to the owner: x.gz.gov.cn and gz.gov.cn are kin, a.com.cn and b.com.cn are not.
_SECOND = frozenset({"com", "net", "org", "gov", "edu", "ac", "mil"})


def labels(html: str) -> dict[str, str]:
    """The meta labels of a page by name in lower case (the standard of government sites writes `SiteDomain`)."""
    found: dict[str, str] = {}
    for tag in _META.findall(html[:_HEAD]):
        name, content = _NAME.search(tag), _CONTENT.search(tag)
        if name and content:
            found.setdefault(name[1].lower(), next((each for each in content.groups() if each is not None), "").strip())
    return found


def is_labelled(html: str) -> bool:
    """Whether a page carries the standard labels of an article: its title or its date."""
    known = labels(html)
    return bool(known.get("articletitle") or known.get("pubdate"))


def suspicion(html: str, url: str) -> str | None:
    """Why a page looks like a copy on a foreign host, None if it does not.

    A host under .gov.cn or .edu.cn is nobody's to hijack, and its label may name the domain it had before.
    """
    host = host_of(url)
    if host.endswith((".gov.cn", ".edu.cn")):
        return None
    named = [_host(each) for each in re.split(r"[,，;；\s]+", labels(html).get("sitedomain", "")) if each]
    named = [each for each in named if "." in each]
    if named and not any(_kin(host, each) for each in named):
        return f"labelled as {named[0]}, served by {host}"
    if len(_READING.findall(html)) >= _READINGS:
        return f"readings put between the characters, served by {host}"
    if _SITE_ID.search(html) and not named:
        return f"carries a government site's number, served by {host}"
    return None


def _host(text: str) -> str:
    return (urlsplit(text if "//" in text else f"//{text}").hostname or "").lower()


def _kin(one: str, other: str) -> bool:
    return owner_of(one) == owner_of(other)


def owner_of(host: str) -> str:
    """The part of a host name that one owner registers: `www.a.gz.gov.cn` is `gz.gov.cn`'s, `m.b.com` is `b.com`'s."""
    parts = host.split(".")
    size = 3 if len(parts) >= 3 and parts[-1] == "cn" and (parts[-2] in _SECOND or len(parts[-2]) == 2) else 2
    return ".".join(parts[-size:])
