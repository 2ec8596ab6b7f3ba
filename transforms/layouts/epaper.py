"""Digital newspapers: the date stands in the address, the source is the paper, the head is page furniture."""

import re

from transforms.layouts.page_object import PageObject

_VERSION = re.compile(r"^第?\s*\w{1,4}\s*版")


class EpaperPage(PageObject):
    """Founder's editions and their like: <founder-title>, <founder-content>, or the older table layout."""

    def title(self) -> str | None:
        """The headline; the page's number and name above it (第A02版:要闻) are none."""
        for element in self.elements("title"):
            text = re.sub(r"\s+", " ", "".join(map(str, element.itertext()))).strip()
            if 4 <= len(text) <= 120 and not _VERSION.match(text):
                return text
        return None
