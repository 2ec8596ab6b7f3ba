"""The resolver that connections use, minus the addresses that may not be reached (see crawlers/addresses.py)."""

import ipaddress
from collections.abc import Sequence
from typing import Any, Self

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from crawlers.addresses import SETTING, is_public

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
