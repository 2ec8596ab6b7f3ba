"""What a killed process held can be claimed at once by the next; what a living one holds cannot."""

import subprocess
import sys
from pathlib import Path

from crawlers.ledger import claim_partition, free_dead, list_partitions, open_ledger
from tests.conftest import ROOT

CLAIM = (
    "import sys; from crawlers.ledger import open_ledger, claim_partition;"
    "claim_partition(open_ledger(sys.argv[1]), 'a', '2024-01', 'transform'); print('held', flush=True);"
    "sys.stdin.read()"
)


def test_a_dead_owner_is_known_and_a_living_one_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    child = subprocess.Popen(
        [sys.executable, "-c", CLAIM, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    ledger = open_ledger(url)
    try:
        assert free_dead(ledger) == 0
        assert claim_partition(ledger, "a", "2024-01", "transform") is None
        child.kill()
        child.communicate()
        assert free_dead(ledger) == 1
        (partition,) = list_partitions(ledger)
        assert partition.status == "pending"
        assert claim_partition(ledger, "a", "2024-01", "transform") is not None
        assert free_dead(ledger) == 0
    finally:
        ledger.close()
