"""The Guangdong platform: its government-information pages carry the article as JSON in a script."""

import json
import re
from functools import cached_property

from bs4 import BeautifulSoup

from transforms.article.lines import Line, classify
from transforms.layouts.page_object import PageObject

_DETAIL = re.compile(r"DETAIL\s*[=:]\s*\{")
_CONTENT = re.compile(r'"content"\s*:\s*("(?:[^"\\]|\\.)*")')
_TITLE = re.compile(r'"title"\s*:\s*("(?:[^"\\]|\\.){1,400}")')


class GuangdongPage(PageObject):
    """`/content/post_N.html` and the gkmlpt pages of the same platform."""

    def _detail(self, field: re.Pattern[str]) -> str | None:
        start = _DETAIL.search(self.source)
        found = field.search(self.source, start.end()) if start else None
        if not found:
            return None
        try:
            value = json.loads(found[1], strict=False)
        except ValueError:
            return None
        return str(value) if value else None

    def title(self) -> str | None:
        """The headline, else the script's."""
        return super().title() or self._detail(_TITLE)

    def body_lines(self) -> list[Line] | None:
        """`_CONFIG.DETAIL.content`."""
        return self._rows

    @cached_property
    def _rows(self) -> list[Line] | None:
        """The lines of a fragment as an editor left it, hence the lenient parser."""
        fragment = self._detail(_CONTENT)
        if not fragment:
            return None
        soup = BeautifulSoup(fragment, "lxml")
        for useless in soup(["script", "style"]):
            useless.decompose()
        rows = (
            soup.get_text("\n").split("\n")
            if not soup.find("p")
            else [p.get_text("") for p in soup.find_all(["p", "div"]) if not p.find(["p", "div"])]
        )
        return [classify(Line(row.strip())) for row in rows if row.strip()]
