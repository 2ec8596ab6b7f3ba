"""What the article reader hands on to the other readers."""

from dataclasses import dataclass, field

from transforms.record import Comments, Credit, DateEvidence, Publisher, Related, Restoration, Script, unknown_publisher


class UnreadableError(Exception):
    """The page cannot be read; the message is the reason, a short code with detail after a colon."""


class ChallengeError(Exception):
    """The page is a challenge or an error page, worth fetching again; the message is the reason."""


@dataclass(slots=True)
class Article:
    """One page's article and what the page says of itself.

    `under_headline` are the lines between headline and article that are of neither, one a line: a speaker with his
    title, the day of the speech. `body` is restored and normalised, one paragraph a line, "" where the page has no
    article. `is_article` is false for list pages, home pages and stubs. `surroundings` are the page's lines outside
    the article, as far as they may tell whose site it is. `published_at` is ISO 8601, a date or a time with +08:00.
    """

    url: str | None = None
    title: str | None = None
    published_at: str | None = None
    published_evidence: DateEvidence | None = None
    source_label: str | None = None
    credits: list[Credit] = field(default_factory=list)
    publisher: Publisher = field(default_factory=unknown_publisher)
    views: int | None = None
    visibility: str | None = None
    under_headline: str = ""
    body: str = ""
    related: list[Related] = field(default_factory=list)
    comments: Comments | None = None
    language_script: Script = "Hans"
    restoration: Restoration = field(
        default_factory=lambda: Restoration(pinyin_removed=0, bytes_repaired=0, converted=0, uncertain=[])
    )
    is_article: bool = False
    surroundings: str = ""
