"""Where requests may go: public addresses over http(s). A local source reaches the hosts and ports it names, no more.

The check stands twice, because a name is only a name until it is resolved: the URL is checked before each request
(redirects and robots.txt included), and the addresses a name resolves to are checked in the resolver
(crawlers/resolver.py) that the connection itself uses, so that no second answer can slip in between.
"""

import ipaddress
from urllib.parse import urlsplit

SETTING = "EDUMEET_LOCAL_NETLOCS"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}

Netlocs = frozenset[tuple[str, int]]


class RefusedAddressError(Exception):
    """The request would leave the public web; the message says where it was going."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet. IPv4 addresses dressed as IPv6 are undressed first."""
    try:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def check_url(url: str, local: Netlocs | None) -> None:
    """Raise `RefusedAddressError` unless a request for `url` may be sent.

    `local` is None for a source of the public web, else the hosts and ports that a local source names.
    """
    parts = urlsplit(url)
    host, scheme = (parts.hostname or "").lower(), parts.scheme.lower()
    if scheme not in _PORTS or not host:
        raise RefusedAddressError(f"{url}: not http(s)")
    if local is not None:
        if (host, parts.port or _PORTS[scheme]) not in local:
            raise RefusedAddressError(f"{url}: a local source reaches only the hosts and ports it names")
        return
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        raise RefusedAddressError(f"{url}: a name of this machine or network")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    if not is_public(host):
        raise RefusedAddressError(f"{url}: not a public address")
