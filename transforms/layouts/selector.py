"""Selectors of the layouts: CSS, with the plain ones answered from the index that the pass over the tree made."""

import re
from typing import cast

from lxml.cssselect import CSSSelector

from transforms.article.tree import Element, Tree

_PLAIN = re.compile(
    r"^(?:#(?P<id>[\w-]+)|(?P<tag>h1|h2|h3|founder-content|founder-title|ucapcontent)|\.(?P<classes>[\w-]+(?:\.[\w-]+)*))$"
)

_ATTRIBUTE = re.compile(r"\[[\w-]+")
_WORD = re.compile(r"(?P<mark>[.#=]?)(?P<word>[\w-]+)")


class Selector:
    """A CSS selector. `#id`, `.class.class` and a few tags cost a look-up; all else is compiled to XPath, and asked of
    pages that hold the tags, names and values in it."""

    __slots__ = ("_classes", "_id", "_needs", "_tag", "_xpath", "css")

    def __init__(self, css: str) -> None:
        self.css = css
        plain = _PLAIN.match(css)
        self._id = plain["id"] if plain else None
        self._tag = plain["tag"] if plain else None
        self._classes = plain["classes"].split(".") if plain and plain["classes"] else []
        self._xpath = None if plain else CSSSelector(css, translator="html")
        words = _WORD.finditer(_ATTRIBUTE.sub("", css))
        self._needs = [f"{'' if found['mark'] else '<'}{found['word']}".lower().encode() for found in words]

    def __call__(self, tree: Tree) -> list[Element]:
        """The elements selected, in document order."""
        if self._id:
            found = tree.by_id.get(self._id)
            return [] if found is None else [found]
        if self._tag:
            return tree.by_tag.get(self._tag, [])
        if self._classes:
            first, *others = self._classes
            rows = tree.by_class.get(first, [])
            return [e for e in rows if set(others) <= set((e.get("class") or "").split())] if others else rows
        if self._xpath is None or not tree.may_hold(self._needs):
            return []
        return cast("list[Element]", self._xpath(tree.root))
