"""Faults on demand: what real sites do to crawlers, put before chosen answers. Off unless a plan is given."""

import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal["slow", "too_many", "unavailable", "reset", "truncate", "lying_charset", "challenge", "loop"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `pattern` is searched in path and query; `site` None means every site.

    The first `times` requests of a URL are hit (None: all of them), each with `probability`. `seconds` is how long
    `slow` waits and what `too_many` sends as Retry-After.
    """

    kind: FaultKind
    pattern: str = ""
    site: str | None = None
    times: int | None = 1
    probability: float = 1.0
    seconds: float = 0.5


@dataclass(slots=True)
class FaultPlan:
    """Faults in order of precedence. Which requests are hit depends on `seed`, URL and count alone, not on timing."""

    faults: tuple[Fault, ...] = ()
    seed: int = 0
    _seen: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def strike(self, site: str, target: str) -> Fault | None:
        """The fault that this request meets, if any; counts the request."""
        struck = None
        for number, fault in enumerate(self.faults):
            if fault.site not in (None, site) or not re.search(fault.pattern, target):
                continue
            with self._lock:
                self._seen[number, site, target] += 1
                count = self._seen[number, site, target]
            if fault.times is not None and count > fault.times:
                continue
            chance = random.Random(f"{self.seed}:{number}:{site}:{target}:{count}").random()
            if struck is None and chance < fault.probability:
                struck = fault
        return struck


CHALLENGE = (
    "<html><head><meta charset='utf-8'><script>var t=document.cookie;"
    "document.cookie='__jsl_clearance_s=1700000000.1|-1|abc;max-age=3600;path=/';"
    "location.href=location.pathname+location.search</script></head><body></body></html>"
)
