"""Restoration of one page, and what it tells about what it did."""

from dataclasses import dataclass, field

from transforms.record import Script, Uncertain
from transforms.text.offsets import OffsetMap


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored text and what was done to it.

    `script` is that of the text as fetched. `pinyin_removed`: annotations taken out, also those inside damage;
    `bytes_repaired`: damaged places (not bytes) repaired; `converted`: characters changed by Hant -> Hans.
    `uncertain`: repaired places where several texts are possible, offsets in `text`, the first candidate standing.
    """

    text: str
    script: Script
    pinyin_removed: int = 0
    bytes_repaired: int = 0
    converted: int = 0
    uncertain: tuple[Uncertain, ...] = ()
    maps: tuple[OffsetMap, ...] = field(default=(), repr=False)

    def to_fetched(self, offset: int) -> int:
        """Offset in the text as fetched of the character at `offset` of the restored text."""
        for step in reversed(self.maps):
            offset = step.to_source(offset)
        return offset


def restore(text: str, *, markup: bool = False) -> Restored:
    """The text its author wrote, of a page decoded as it was fetched.

    `markup`: the text is HTML source. Text that is no mirror's and not Traditional comes back as it is, but
    for radicals that stand for characters (⼈⺠ for 人民).
    """
    # The tables cost a fifth of a second to import: whoever only asks for help does not pay it.
    from transforms.text.steps import restore_page

    return restore_page(text, markup=markup)
