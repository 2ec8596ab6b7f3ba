"""Where requests may go: public addresses over http(s). A local source reaches the hosts and ports it names, no more.

The check stands twice, because a name is only a name until it is resolved: the URL is checked before each request
(redirects and robots.txt included), and the addresses a name resolves to are checked in the resolver that the
connection itself uses, so that no second answer can slip in between.
"""

import ipaddress
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer

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


REFUSED_NAMES: set[str] = set()
"""Names that resolved to forbidden addresses only; asking again would not help."""


@implementer(IResolutionReceiver)
class _Sieve:
    """Hands on only those resolved addresses that may be connected to."""

    def __init__(self, receiver: Any, name: str, local: bool) -> None:
        self._receiver, self._name, self._local = receiver, name, local
        self._passed = self._refused = False

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        host = getattr(address, "host", "")
        if is_public(host) or (self._local and ipaddress.ip_address(host).is_loopback):
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._refused = True

    def resolutionComplete(self) -> None:
        if self._refused and not self._passed:
            REFUSED_NAMES.add(self._name.lower())
        self._receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver for IPv4 and IPv6, minus the addresses that may not be reached.

    A name that resolves to none but forbidden addresses fails like a name that does not resolve.
    """

    _local: bool = False

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Made by Scrapy when it starts its reactor."""
        resolver: Self = super().from_crawler(crawler, reactor)
        resolver._local = crawler.settings.get(SETTING) is not None
        return resolver

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Resolve as Scrapy does, through the sieve."""
        sieve: Any = _Sieve(resolutionReceiver, hostName, self._local)
        return super().resolveHostName(sieve, hostName, portNumber, addressTypes, transportSemantics)
