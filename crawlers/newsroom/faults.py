"""Faults on demand: what real sites do to crawlers, put before chosen answers. Off unless a plan is given."""

import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal[
    "slow", "too_many", "unavailable", "reset", "truncate", "lying_charset", "loop", "denied", "gone", "stub",
    "challenge", "script_challenge", "cookie_challenge", "relaunch", "shift",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `pattern` is searched in path and query; `site` None means every site.

    The first `after` requests of a URL pass; the next `times` are hit (None: all), each with `probability`. `seconds`
    is how long `slow` waits and what `too_many` sends as Retry-After.

    `denied`: robots.txt forbids all (pattern: robots.txt itself). `gone`: 404. `stub`: 200 and next to nothing, as for
    deep list pages whose files were removed. `challenge` answers 521; `script_challenge` and `cookie_challenge` answer
    200. `relaunch`: the article in the template `layout`. `shift`: the newest `rows` articles of each list are not yet
    published until `times` requests have matched the pattern, and then they are: a list that moves while it is walked.
    """

    kind: FaultKind
    pattern: str = ""
    site: str | None = None
    times: int | None = 1
    probability: float = 1.0
    seconds: float = 0.5
    after: int = 0
    rows: int = 1
    layout: str = "plain"


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
            if fault.kind == "shift" or fault.site not in (None, site) or not re.search(fault.pattern, target):
                continue
            with self._lock:
                self._seen[number, site, target] += 1
                count = self._seen[number, site, target]
            if count <= fault.after or (fault.times is not None and count > fault.after + fault.times):
                continue
            chance = random.Random(f"{self.seed}:{number}:{site}:{target}:{count}").random()
            if struck is None and chance < fault.probability:
                struck = fault
        return struck

    def unpublished(self, site: str, target: str) -> int:
        """How many of the newest articles of each list the site has not published as this request comes."""
        rows = 0
        for number, fault in enumerate(self.faults):
            if fault.kind != "shift" or fault.site not in (None, site):
                continue
            with self._lock:
                if self._seen[number, site, ""] < (fault.times or 0):
                    rows = max(rows, fault.rows)
                if re.search(fault.pattern, target):
                    self._seen[number, site, ""] += 1
        return rows


CHALLENGES = {
    "challenge": (
        "<html><head><meta charset='utf-8'><script>var t=document.cookie;"
        "document.cookie='__jsl_clearance_s=1700000000.1|-1|abc;max-age=3600;path=/';"
        "location.href=location.pathname+location.search</script></head><body></body></html>"
    ),
    "script_challenge": (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><meta id='9DhefwqGPrzGxEp9hPaoag' content='a1b2c3' r='m'>"
        "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=23410;$_ts.cd='qeqqrrqArGWirGAqcAqqlq';</script>"
        "<script src='/c5rxzPQ1NRbT/bS3ZkNxoWZP1.294cc83.js' r='m'></script></head><body></body></html>" + " " * 400
    ),
    "cookie_challenge": (
        "<html><body><script>document.cookie='C3VK=7f3a9b; path=/; max-age=300';"
        "window.location.reload();</script></body></html>"
    ),
}
