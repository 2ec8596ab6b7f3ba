"""What pages say, on a terminal: shown, never obeyed.

A headline may hold ESC ]0;… (sets the title of the window), U+202E (turns what follows around) or a carriage return
(writes over the line before). The warehouse has articles without these; addresses, labels and messages of servers come
as they are, and so do logs.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_OBEYED = (
    "\0-\x08\x0b-\x1f\x7f-\x9f"  # control characters of ASCII and Latin-1, all but line feed and tab
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of direction
    "\u2028\u2029\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f"  # lines, halves of characters, annotations, tags
)
_UNSAFE = re.compile(f"[{_OBEYED}]")
_UNSAFE_IN_LINE = re.compile(f"[\n\t{_OBEYED}]")

_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~!#&]")


def visible(text: str) -> str:
    """The text with a � for each character that a terminal would obey; line feeds and tabs stay."""
    return _UNSAFE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text as one line that nothing in it can end or write over."""
    return _UNSAFE_IN_LINE.sub(lambda match: " " if match[0] in "\n\t" else "\ufffd", text)


def in_markdown(text: str) -> str:
    """The text as words of one line of Markdown: no link, no markup, no end of a cell."""
    return _MARKDOWN.sub(r"\\\g<0>", one_line(text))


def escaped(text: str) -> str:
    """JSON whose strings hold such characters as `\\uXXXX`: the same JSON."""
    return _UNSAFE.sub(lambda match: "".join(rf"\u{unit:04x}" for unit in _utf16(match[0])), text)


def _utf16(character: str) -> list[int]:
    units = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2)]


class Escaping:
    """Writes JSON to `out` with `escaped` strings."""

    def __init__(self, out: "SupportsWrite[str]") -> None:
        self._out = out

    def write(self, text: str, /) -> int:
        """Write some whole strings of JSON."""
        self._out.write(escaped(text))
        return len(text)
