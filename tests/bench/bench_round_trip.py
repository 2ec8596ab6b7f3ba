"""How exactly restoration undoes the mirrors' damage, over a million characters a case.

    python -m tests.bench.bench_round_trip [--characters N] [--seed N] [--quick]

Of each case: the share of characters that came out right, lines wrong although nothing was lost, and of the characters
that lost bytes the share that came back, and the share that came back or is among the recorded candidates.
"""

import random

from tests.bench.results import arguments, at_least, at_most, recording
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


TELLING = 50
"""Of so many lost characters a share can be judged; of the four that a known list loses it says nothing."""
CASES = {
    "known list, every prefix": (False, 0.0, False),
    "lists never seen": (True, 0.0, False),
    "known list, one slip in ten fires": (False, 0.1, False),
    "held-out, known list": (False, 0.0, True),
    "held-out, lists never seen": (True, 0.0, True),
    "held-out, one slip in ten fires": (False, 0.1, True),
}
"""A list nobody has seen before? How often does the mirror's counting slip? Text that no lexicon was made from?"""


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--characters", type=int, default=1_000_000)
    ask.add_argument("--seed", type=int, default=41)
    given = ask.parse_args()
    characters = 5_000 if given.quick else given.characters
    with recording("round_trip", given) as figures:
        for case, (fresh, slip, held_out) in CASES.items():
            trip = _measure(characters, fresh=fresh, slip=slip, held_out=held_out, seed=given.seed)
            figures.say(f"{case}: {trip.characters:,} characters, {trip.places:,} damaged places, {trip.lost:,} lost")
            figures.add(f"{case}: characters right", 100 * trip.accuracy, "%")
            figures.add(f"{case}: lines wrong, nothing lost", trip.wrong_without_loss, "lines", at_most(0))
            figures.add(f"{case}: characters that lost bytes", trip.lost, "characters")
            if lost := trip.lost:
                right, among = (at_least(85), at_least(95)) if lost >= TELLING else (None, None)
                figures.add(f"{case}: lost, right at once", 100 * trip.first_right / lost, "%", right)
                figures.add(f"{case}: lost, among candidates", 100 * trip.among_candidates / lost, "%", among)


if __name__ == "__main__":
    main()
