"""The console that all commands print to: text is text, whatever a page has put into it."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from flows.visible import visible


class Screen(Console):
    """Rich's console without markup in strings ([/] in a headline is no closing tag) and without what a terminal obeys.

    Colours go by `style` and `Text`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As Rich renders it; the styles of a segment become escapes later, its text has none."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)
