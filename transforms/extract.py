"""From a fetched page to its outcome: the wiring of the readers, and nothing else."""

from datetime import date
from urllib.parse import urlsplit

from transforms.agenda import read_agenda
from transforms.article import Article, ChallengeError, UnreadableError, read_article
from transforms.directives import read_directives
from transforms.kind import PageKind, classify
from transforms.meeting import PageFacts, read_meeting
from transforms.page import FetchedPage, Outcome
from transforms.people import read_attending_groups, read_people, speaker_of
from transforms.programmes import read_programmes
from transforms.quantities import read_quantities
from transforms.record import DocType, Record, blank_record
from transforms.references import read_references
from transforms.remembering import make_room
from transforms.version import EXTRACTOR_VERSION

_NOBODY_CAME: frozenset[DocType] = frozenset({"model_text", "notice", "policy"})
"""What a template, a notice or a plan names: who would come and what would be done."""


def read_page(page: FetchedPage) -> Outcome:
    """Read one page, HTML or bare text, into exactly one outcome.

    `ok` with a record; `not_target` with a record whose doc_type is `not_article` (a list page, a home page, a stub);
    `retry` for a challenge or an error page; `quarantine` for bytes that are no text or hold none. Nothing in a page
    makes it raise.
    """
    make_room(len(page.content))
    try:
        article = read_article(page)
    except ChallengeError as error:
        return Outcome("retry", str(error))
    except UnreadableError as error:
        return Outcome("quarantine", str(error))
    record = _with_article(blank_record(page.id, page.url, EXTRACTOR_VERSION), article)
    if not article.is_article:
        return Outcome("not_target", "no_article: the page holds no running text of its own", record)
    facts = _facts(page, article)
    kind = classify(facts)
    record["doc_type"] = kind.doc_type
    if kind.doc_type == "not_article":
        return Outcome("not_target", f"no_article: {', '.join(kind.reasons)}", record)
    return Outcome("ok", None, _with_readings(record, facts, kind, article))


def _facts(page: FetchedPage, article: Article) -> PageFacts:
    publisher = article.publisher
    return PageFacts(
        title=article.title,
        body=article.body,
        published=article.published_at,
        site_name=publisher["site_name"],
        host_unit=publisher["host_unit"],
        unit=publisher["unit"],
        column=tuple(publisher["column"]),
        source_label=article.source_label,
        address=publisher["address"],
        icp=publisher["icp"],
        surroundings=article.surroundings,
        under_headline=article.under_headline,
        division_code=publisher["division_code"],
        source_name=page.source.name if page.source else None,
        source_division_code=page.source.division_code if page.source else None,
        host=_host(article.url),
    )


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


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


def _with_readings(record: Record, facts: PageFacts, kind: PageKind, article: Article) -> Record:
    body = facts.body
    record["is_education_meeting"] = kind.is_education_meeting
    record["meeting"] = read_meeting(facts, kind.doc_type, kind.chosen)
    people = read_people(body)
    if kind.doc_type not in _NOBODY_CAME:
        record["participants"] = people.participants
        record["attending_groups"] = read_attending_groups(body, people)
    if kind.doc_type in ("meeting_report", "speech"):
        record["agenda"] = read_agenda(body, people)  # a visit or a portrait tells of acts, but of no meeting's
    heading = f"{article.title or ''}\n{article.surroundings}"
    record["directives"] = read_directives(body, people, kind.doc_type, heading)
    record["programmes"] = read_programmes(body)
    published = date.fromisoformat(facts.published_day) if facts.published_day else None
    record["quantities"] = read_quantities(body, published)
    record["references"] = read_references(body)
    if kind.doc_type == "speech":
        _credit_speaker(record, facts)
    return record


def _credit_speaker(record: Record, facts: PageFacts) -> None:
    """A speech is said by whom the page names above it: he is a participant, and its points are his."""
    speaker = speaker_of(facts.title, facts.under_headline)
    if speaker is None:
        return
    if all(person["name"] != speaker["name"] for person in record["participants"]):
        record["participants"].insert(0, speaker)
    for point in record["directives"]:
        point["speaker"] = point["speaker"] or speaker["name"]
