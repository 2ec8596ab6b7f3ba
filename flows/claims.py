"""Claims across attempts: what a run held when its worker died goes to the attempt that takes its place."""

from datetime import timedelta
from functools import partial

from crawlers.ledger import Claim, ClaimLostError, Key, Ledger, Status, claim_partition, list_partitions, release
from transforms.version import EXTRACTOR_VERSION

OPEN: tuple[Status, ...] = ("pending", "failed")


def claim_for(
    ledger: Ledger, key: Key, run_id: str | None, lease: timedelta, of_status: tuple[Status, ...] = OPEN
) -> Claim | None:
    """Claim a partition for a run; None where another run holds it, or its status is not in `of_status`.

    What the same run holds is taken over: within one run a partition has one task, and a task is only done again when
    whoever did it has failed or died. Should that one live after all, it loses its claim and so cannot finish it.
    """
    take = partial(
        claim_partition, ledger, *key, run_id=run_id, code_version=EXTRACTOR_VERSION, lease=lease, of_status=of_status
    )
    return take() or (take() if run_id and _give_back(ledger, key, run_id) else None)


def _give_back(ledger: Ledger, key: Key, run_id: str) -> bool:
    source, window, stage = key
    for held in list_partitions(ledger, source=source, stage=stage, windows=[window], status="running", run_id=run_id):
        try:
            release(ledger, Claim(*key, held.owner or "", held.attempts, timedelta()))
        except ClaimLostError:
            return False  # its lease lapsed, and somebody was quicker
        return True
    return False
