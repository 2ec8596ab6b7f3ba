"""Reading the article of a page: the entrance of this room."""

from transforms.article.assemble import Known, assemble
from transforms.article.markup import read_html
from transforms.article.model import Article, ChallengeError, UnreadableError
from transforms.article.offsets import into_body
from transforms.article.pieces import cut
from transforms.article.refusal import challenge
from transforms.article.segment import segment
from transforms.page import FetchedPage
from transforms.record import Restoration
from transforms.text import Restored, UndecodableError, decode, restore

_NOTHING = "\x00 \t\r\n\ufeff\u3000\xa0"
_NOTHING_BYTES = b"\x00 \t\r\n"
MAX_MARKUP = 2_000_000
MAX_TEXT = 400_000
"""Characters of a page that are read. The longest real articles have some thirty thousand."""


def read_article(page: FetchedPage) -> Article:
    """The article of a page.

    Raises UnreadableError where the bytes are no text or there is nothing to read, ChallengeError where the page is a
    challenge or an error page.
    """
    markup = page.media == "html"
    if isinstance(page.content, bytes) and not page.content.strip(_NOTHING_BYTES):
        raise UnreadableError("empty: the page has no bytes but blanks")
    text = _text_of(page, markup=markup)[: MAX_MARKUP if markup else MAX_TEXT]
    if not text.strip(_NOTHING):
        raise UnreadableError("empty: the page has no text")
    refused = challenge(text)
    if refused:
        raise ChallengeError(refused)
    restored = restore(text, markup=markup)
    article = read_html(page, restored.text) if markup else assemble(page, segment(cut(restored.text)), Known())
    return _with_restoration(article, restored)


def _text_of(page: FetchedPage, *, markup: bool) -> str:
    if isinstance(page.content, str):
        return page.content
    try:
        return decode(page.content, page.headers.get("content-type"), markup=markup).text
    except UndecodableError as error:
        raise UnreadableError(str(error)) from error


def _with_restoration(article: Article, restored: Restored) -> Article:
    article.language_script = restored.script
    article.restoration = Restoration(
        pinyin_removed=restored.pinyin_removed,
        bytes_repaired=restored.bytes_repaired,
        converted=restored.converted,
        uncertain=into_body(restored, article.body),
    )
    return article
