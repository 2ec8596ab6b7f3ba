"""One mention of a person, as scanning finds it."""

from dataclasses import dataclass
from typing import Literal

Rule = Literal["title", "list", "name_title", "bare_list", "subject", "unit", "label", "known", "short"]


@dataclass(slots=True)
class Found:
    """One mention in the view: the name (or short form) at [start, end); its title at [title_start, title_end).

    `own` is False where the title was said of an earlier name of the list.
    """

    start: int
    end: int
    name: str
    rule: Rule
    title_start: int
    title_end: int
    own: bool = True
    score: float = 0.0

    @property
    def has_title(self) -> bool:
        """Whether a title was said."""
        return self.title_end > self.title_start
