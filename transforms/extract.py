"""From a fetched page to its outcome: the wiring of the readers, and nothing else."""

from transforms.article import Article, ChallengeError, UnreadableError, read_article
from transforms.page import FetchedPage, Outcome
from transforms.record import Record, blank_record
from transforms.version import EXTRACTOR_VERSION


def read_page(page: FetchedPage) -> Outcome:
    """Read one page, HTML or bare text, into exactly one outcome.

    `ok` with a record; `not_target` with a record whose doc_type is `not_article` (a list page, a home page, a stub);
    `retry` for a challenge or an error page; `quarantine` for bytes that are no text or hold none. Nothing in a page
    makes it raise.
    """
    try:
        article = read_article(page)
    except ChallengeError as error:
        return Outcome("retry", str(error))
    except UnreadableError as error:
        return Outcome("quarantine", str(error))
    record = _with_article(blank_record(page.id, page.url, EXTRACTOR_VERSION), article)
    if not article.is_article:
        return Outcome("not_target", "no_article: the page holds no running text of its own", record)
    return Outcome("ok", None, record)


def _with_article(record: Record, article: Article) -> Record:
    record["url"] = article.url
    record["title"] = article.title
    record["published_at"] = article.published_at
    record["published_evidence"] = article.published_evidence
    record["language_script"] = article.language_script
    record["body"] = article.body
    record["publisher"] = article.publisher
    record["source_label"] = article.source_label
    record["views"] = article.views
    record["visibility"] = article.visibility
    record["credits"] = article.credits
    record["related"] = article.related
    record["comments"] = article.comments
    record["restoration"] = article.restoration
    return record
