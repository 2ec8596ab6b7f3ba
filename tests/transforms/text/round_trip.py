"""Measures how well restoration undoes the simulator: the figures that tests and benchmarks assert."""

import difflib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.transforms.text.mirror_simulator import Damage, damage_line
from transforms.record import Uncertain
from transforms.text import restore

FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass
class RoundTrip:
    """Counts over all lines. `lost` characters are those of the original that lost bytes on the way, each with its
    neighbours counted once: our text repeats itself, and one hard place must not stand for hundreds.
    """

    characters: int = 0
    places: int = 0
    wrong: int = 0
    wrong_without_loss: int = 0
    lost: int = 0
    first_right: int = 0
    among_candidates: int = 0
    seen: set[tuple[str, str]] = field(default_factory=set)

    def add(
        self,
        lines: Sequence[str],
        annotations: Sequence[tuple[str, str]],
        *,
        slip: float = 0.0,
        seed: int = 0,
        fold: bool = True,
    ) -> None:
        """Damage the lines as one page, restore it, count."""
        rng = random.Random(seed)
        shown = [damage_line(line, annotations, slip=slip, rng=rng, fold=fold) for line in lines]
        restored = restore("\n".join(line for line, _ in shown))
        got = restored.text.split("\n")
        at = 0
        for line, found, (_, damage) in zip(lines, got, shown, strict=True):
            wanted = line.translate(FOLD) if fold else line
            doubts = [u for u in restored.uncertain if at <= u["start"] <= at + len(found)]
            self._line(wanted, found, damage, at, doubts)
            at += len(found) + 1

    def _line(self, wanted: str, found: str, damage: Damage, at: int, doubts: list[Uncertain]) -> None:
        self.characters += len(wanted)
        self.places += damage.places
        lost = {k for k in damage.lost if (wanted[k], wanted[max(0, k - 3) : k + 4]) not in self.seen}
        self.seen |= {(wanted[k], wanted[max(0, k - 3) : k + 4]) for k in lost}
        self.lost += len(lost)
        if found == wanted:
            self.first_right += len(lost)
            self.among_candidates += len(lost)
            return
        codes = difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes()
        changed = [code for code in codes if code[0] != "equal"]
        self.wrong += sum(max(b - a, d - c) for _, a, b, c, d in changed)
        self.wrong_without_loss += 0 if damage.lost else 1
        for index in lost:
            place = next((c for _, a, b, c, _ in changed if a <= index < b), None)
            self.first_right += place is None
            self.among_candidates += place is None or any(
                u["start"] - 2 <= at + place <= u["end"] + 1 and any(wanted[index] in c for c in u["candidates"])
                for u in doubts
            )

    @property
    def accuracy(self) -> float:
        return 1 - self.wrong / self.characters
