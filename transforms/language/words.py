"""Where words of a large list may begin in a text."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SHORT = 256
"""Characters below which a text is asked by two classes of characters: arrays would cost more."""
_SPREAD, _SLOTS = 31, 1 << 17


class WordIndex:
    """Words by their first two characters, longest first; every word has at least two.

    Asked of every character of every page: hardly a step of the interpreter is made where no word begins.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        for word in sorted(words, key=lambda word: (-len(word), word)):
            self._words[word[:2]] = (*self._words.get(word[:2], ()), word)
        first, second = ("".join({re.escape(pair[at]) for pair in self._words}) for at in (0, 1))
        self._opens = re.compile(f"[{first}](?=[{second}])")
        import numpy as np  # a tenth of a second: paid by whoever reads a page, not by whoever imports a reader

        # Marks the slots that the pairs fall into, and few others do.
        self._marks = np.zeros(_SLOTS, dtype=np.bool_)
        self._marks[self._slots("".join(self._words))[::2]] = True

    @staticmethod
    def _slots(text: str) -> "npt.NDArray[np.uint32]":
        """The slot of each pair of neighbours of a text."""
        import numpy as np

        codes: npt.NDArray[np.uint32] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        slots: npt.NDArray[np.uint32] = (codes[:-1] * _SPREAD + codes[1:]) % _SLOTS
        return slots

    def beginnings(self, text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(offset, words): where words may begin, with those that begin with the two characters there."""
        words = self._words
        places: Iterable[int]
        if len(text) < _SHORT:
            places = [opened.start() for opened in self._opens.finditer(text)]
        else:
            places = self._marks[self._slots(text)].nonzero()[0].tolist()
        for at in places:
            if found := words.get(text[at : at + 2]):
                yield at, found
