"""Bad weather: a share of all requests meets a fault, of every kind that happens to crawlers, at random."""

import random
from collections import Counter
from dataclasses import dataclass, field

from crawlers.newsroom import Newsroom
from crawlers.newsroom.faults import Fault, FaultKind, FaultPlan

KINDS: tuple[FaultKind, ...] = ("slow", "too_many", "unavailable", "reset", "truncate", "lying_charset", "gone")
SECONDS = 1.0


@dataclass(slots=True)
class Weather(FaultPlan):
    """Which request meets what depends on `seed`, address and count alone, not on timing.

    `share` is the part of the requests that is hit. An article that vanishes has vanished for good; a list does not
    vanish, because a list page that is not there means that older news has been taken away, and nothing is missing.
    """

    newsroom: Newsroom = field(kw_only=True)
    share: float = field(kw_only=True)
    met: Counter[str] = field(default_factory=Counter)
    vanished: set[tuple[str, str]] = field(default_factory=set)
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    def strike(self, site: str, target: str) -> Fault | None:
        """The fault that this request meets, if any."""
        with self._lock:
            self._asked[site, target] += 1
            count = self._asked[site, target]
        if (site, target) in self.vanished:
            return Fault("gone")
        chance = random.Random(f"{self.seed}:{site}:{target}:{count}")
        if chance.random() >= self.share:
            return None
        article = self.newsroom.page_at(site, target) is not None
        kind = chance.choice(KINDS if article and count == 1 else KINDS[:-1])
        with self._lock:
            self.met[kind] += 1
            if kind == "gone":
                self.vanished.add((site, target))
        return Fault(kind, seconds=SECONDS)
