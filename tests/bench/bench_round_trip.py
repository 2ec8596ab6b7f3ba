"""How exactly restoration undoes the mirrors' damage, over a million characters a case.

    python -m tests.bench.bench_round_trip [--characters N] [--seed N]

Prints, a case a row: characters, damaged places, accuracy, lines wrong although nothing was lost, characters that
lost bytes, the share of these that came back, and the share that came back or is among the recorded candidates.
"""

import argparse
import random

from tests.transforms.text.mirror_simulator import fresh_annotations, known_annotations
from tests.transforms.text.round_trip import RoundTrip
from tests.transforms.text.sample_text import HELD_OUT, page


def _measure(characters: int, *, fresh: bool, slip: float, held_out: bool, seed: int) -> RoundTrip:
    rng = random.Random(seed)
    known = known_annotations()
    trip = RoundTrip()
    length = 0
    while trip.characters < characters:
        length = length % len(known) + 1
        annotations = fresh_annotations(rng, rng.randint(100, 250)) if fresh else known[:length]
        lines = rng.sample(HELD_OUT, len(HELD_OUT)) if held_out else page(rng, 4000).split("\n")
        trip.add(lines, annotations, slip=slip, seed=rng.randrange(1 << 30), fold=length % 2 == 0)
    return trip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=41)
    arguments = parser.parse_args()
    cases = {
        "known list, every prefix": (False, 0.0, False),
        "lists never seen": (True, 0.0, False),
        "known list, one slip in ten fires": (False, 0.1, False),
        "held-out, known list": (False, 0.0, True),
        "held-out, lists never seen": (True, 0.0, True),
        "held-out, one slip in ten fires": (False, 0.1, True),
    }
    heads = (("characters", 12), ("places", 8), ("accuracy", 11), ("wrong, no loss", 16), ("lost", 7))
    print(f"{'case':36}" + "".join(f"{head:>{width}}" for head, width in (*heads, ("first", 8), ("cand.", 8))))
    for case, (fresh, slip, held_out) in cases.items():
        size = arguments.characters
        trip = _measure(size, fresh=fresh, slip=slip, held_out=held_out, seed=arguments.seed)
        lost = max(1, trip.lost)
        print(
            f"{case:36}{trip.characters:>12,}{trip.places:>8}{trip.accuracy:>11.5%}{trip.wrong_without_loss:>16}"
            f"{trip.lost:>7}{trip.first_right / lost:>8.1%}{trip.among_candidates / lost:>8.1%}"
        )


if __name__ == "__main__":
    main()
