"""A page seen through a layout: one small method a field."""

import re
from collections.abc import Iterator

from transforms.article.lines import Line
from transforms.article.tree import Element, Tree
from transforms.layouts.families import Epoch

# PHPCMS prints the info line inside the headline: <h1>某县召开会议<br><span>2024-02-18 08:19 来源：…</span></h1>.
_INFO = re.compile(r"(?<!\s)\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_BLANKS = re.compile(r"[\s\u00a0\u3000]+")

LONGEST = 200


class PageObject:
    """A parsed page read with one epoch of a family's layout. A method answers None where its field is not there."""

    def __init__(self, tree: Tree, source: str, epoch: Epoch) -> None:
        self.tree = tree
        self.source = source
        self.epoch = epoch

    def elements(self, field: str) -> Iterator[Element]:
        """The elements that the layout names for a field, best selector first."""
        for selector in self.epoch.selectors[field]:
            yield from selector(self.tree)

    def text(self, field: str, longest: int = LONGEST) -> str | None:
        """The text of the first element of a field that has any."""
        for element in self.elements(field):
            text = _BLANKS.sub(" ", "".join(map(str, element.itertext()))).strip()
            if 0 < len(text) <= longest:
                return text
        return None

    def title(self) -> str | None:
        """The headline, without an info line that its element holds as well."""
        for element in self.elements("title"):
            pieces = list(map(str, element.itertext()))
            end = next((i for i, piece in enumerate(pieces) if i and _INFO.match(piece)), len(pieces))
            text = _BLANKS.sub(" ", "".join(pieces[:end])).strip()
            if 0 < len(text) <= LONGEST:
                return text
        return None

    def info(self) -> str | None:
        """The info line with all its labels, however many elements it is made of."""
        return self.text("info", 300)

    def published(self) -> str | None:
        """The printed time of publication, with whatever stands around it."""
        return self.text("published", 80)

    def source_label(self) -> str | None:
        """来源, with or without its label."""
        return self.text("source", 60)

    def crumb(self) -> str | None:
        """The breadcrumb."""
        return self.text("crumb")

    def body_span(self) -> tuple[int, int] | None:
        """First and last+1 of the tree's lines that the article's element holds; the element with the most text."""
        best: tuple[int, tuple[int, int]] | None = None
        for selector in self.epoch.selectors["body"]:
            for element in selector(self.tree):
                span = self.tree.spans.get(element)
                if span is None:
                    continue
                size = sum(line.han for line in self.tree.lines[span[0] : span[1]])
                if best is None or size > best[0]:
                    best = (size, span)
            if best is not None and best[0] >= 20:
                return best[1]
        return best[1] if best else None

    def body_lines(self) -> list[Line] | None:
        """The article's lines where they are not in the tree (a script holds them); None where they are."""
        return None
