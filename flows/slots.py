"""Taking turns: one crawl a host and one writer, over all processes and machines that share the ledger."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from crawlers.ledger import Ledger, Slots, free_slots, keep_slots, open_ledger, take_slots
from flows.logs import LOG

BEAT_SECONDS = 45.0
LOOK_SECONDS = 1.0
WRITER = "warehouse"

_here: dict[str, threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def turn(ledger_url: str, names: Sequence[str], wait_seconds: float) -> Iterator[bool]:
    """Hold these slots while the block runs; yields False, holding nothing, where another did not let go in time.

    Threads of this process wait for each other as long as it takes: they are of one run, and each has its turn.
    """
    if not names:
        yield True
        return
    with ExitStack() as stack:
        for name in sorted(names):
            stack.enter_context(_here[name])
        ledger = open_ledger(ledger_url)
        stack.callback(ledger.close)
        held = _wait(ledger, names, wait_seconds)
        if held is None:
            yield False
            return
        over = threading.Event()
        keeper = threading.Thread(target=_keep, args=(ledger, held, over), daemon=True)
        keeper.start()
        try:
            yield True
        finally:
            over.set()
            keeper.join()
            free_slots(ledger, held)


def _wait(ledger: Ledger, names: Sequence[str], seconds: float) -> Slots | None:
    until = time.monotonic() + seconds
    held = take_slots(ledger, names)
    if held is None:
        LOG.info("waiting for %s", ", ".join(names))
    while held is None and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        held = take_slots(ledger, names)
    return held


def _keep(ledger: Ledger, held: Slots, over: threading.Event) -> None:
    while not over.wait(BEAT_SECONDS):
        if not keep_slots(ledger, held):
            LOG.error("the turn for %s was lost: this machine was silent for too long", ", ".join(held.names))
            return
