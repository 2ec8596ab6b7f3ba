"""What stands on one page: the text with its facts, and the furniture around it."""

import random
from dataclasses import dataclass, field
from typing import Any

from crawlers.newsroom.address import write_address
from crawlers.newsroom.draft import Fact, cut
from crawlers.newsroom.event import Event, make_event
from crawlers.newsroom.lexicon import invent_name, place
from crawlers.newsroom.other import write_model_text, write_other
from crawlers.newsroom.plan import Page, Story
from crawlers.newsroom.report import Told, write_report
from crawlers.newsroom.sites import site

HALF = str.maketrans("，：；！？（）", ",:;!?()")


@dataclass(slots=True)
class Article:
    """A page's content, not yet laid out. `body` is normalised; `half_width` tells how the site printed it."""

    page: Page
    title: str
    body: str
    facts: list[Fact]
    source_label: str | None = None
    views: int | None = None
    visibility: str | None = None
    credits: list[dict[str, str]] = field(default_factory=list)
    end_lines: list[str] = field(default_factory=list)
    info_credits: str = ""
    comments: dict[str, int] | None = None
    dated: str = "minute"  # minute, day, or "" where only the list shows the date
    half_width: bool = False
    unit: str | None = None

    @property
    def paragraphs(self) -> list[str]:
        """The body as the site printed it."""
        body = self.body.translate(HALF) if self.half_width else self.body
        return body.split("\n")


def event_of(seed: int, story: Story) -> Event:
    """The meeting of a story."""
    return make_event(
        random.Random(f"{seed}:event:{story.style}"),
        random.Random(f"{seed}:names:{story.index}"),
        place(story.place),
        story.level,
        story.unit,
        story.day,
        story.kind,
        story.serial,
    )


def _told(seed: int, page: Page, dateline: str | None) -> Told:
    story = page.story
    if story.kind == "model":
        return write_model_text(random.Random(f"{seed}:model:{story.index}"), place(story.place))
    if not story.is_meeting:
        rng = random.Random(f"{seed}:other:{story.index}")
        return write_other(story.kind, rng, place(story.place), story.day)
    if page.relation == "speech":
        return write_address(event_of(seed, story), random.Random(f"{seed}:speech:{story.index}"))
    home = site(page.site).division == story.place
    reworded = page.relation == "reworded"
    key = f"reworded:{page.site}:{page.number}" if reworded else f"style:{story.style}"
    return write_report(event_of(seed, story), random.Random(f"{seed}:{key}"), home=home, dateline=dateline)


def compose(seed: int, page: Page, origin: Page | None) -> Article:
    """Write the page. `origin` is the page that this one copies, where it does."""
    rng = random.Random(f"{seed}:page:{page.site}:{page.number}")
    source = origin or page
    bylines = _bylines(seed, source)
    told = _told(seed, source, bylines.dateline)
    body, facts, title = told.draft.text, told.draft.facts, told.title
    if page.relation == "truncated":
        body, facts = _truncate(rng, body, facts)
    elif page.relation == "edited":
        body, facts = _edit(rng, body, facts)
        title = title.replace("召开", "顺利召开", 1) if "召开" in title else title + "（图）"
    article = Article(page, title, body, facts)
    if bylines.dateline and body.startswith(bylines.dateline):
        article.credits += bylines.rows
    _furnish(rng, article, origin)
    return article


@dataclass(slots=True)
class _Bylines:
    dateline: str | None = None
    rows: list[dict[str, str]] = field(default_factory=list)


def _bylines(seed: int, page: Page) -> _Bylines:
    """本报讯（记者 某 通讯员 某）at the head of a medium's own report."""
    rng = random.Random(f"{seed}:byline:{page.site}:{page.number}")
    chance = site(page.site).furniture.byline
    if page.relation == "speech" or not page.story.is_meeting or rng.random() > chance:
        return _Bylines()
    reporter, correspondent = invent_name(rng), invent_name(rng)
    rows = [{"role": "reporter", "name": reporter}]
    said = f"记者 {reporter}"
    if rng.random() < 0.6:
        rows.append({"role": "correspondent", "name": correspondent})
        said += f" 通讯员 {correspondent}"
    return _Bylines(f"{rng.choice(['本报讯', '本网讯'])}（{said}）", rows)


def _truncate(rng: random.Random, body: str, facts: list[Fact]) -> tuple[str, list[Fact]]:
    breaks = [i for i, sign in enumerate(body) if sign == "\n"]
    if len(breaks) < 2:
        return body, facts
    at = breaks[max(1, int(len(breaks) * rng.uniform(0.45, 0.75)))]
    return cut(body, facts, at, len(body))


def _edit(rng: random.Random, body: str, facts: list[Fact]) -> tuple[str, list[Fact]]:
    breaks = [i for i, sign in enumerate(body) if sign == "\n"]
    if len(breaks) < 3:
        return body, facts
    number = rng.randint(1, len(breaks) - 2)
    return cut(body, facts, breaks[number], breaks[number + 1])


def _furnish(rng: random.Random, article: Article, origin: Page | None) -> None:
    page = article.page
    own, where = site(page.site), place(page.story.place)
    around, sources = own.furniture, own.columns[page.column].sources or own.furniture.sources
    if "source" not in around.prints:
        sources = ()
    elif origin:
        article.source_label = site(origin.site).name
    if sources and article.source_label is None:
        article.source_label = rng.choice(sources).format(P=where.name, site=own.name)
    article.info_credits = " ".join(_credits(rng, article, around.info))
    article.end_lines = _credits(rng, article, around.end)
    article.views = rng.randint(20, 5200) if rng.random() < around.views else None
    article.visibility = around.visibility
    article.unit = own.name if around.unit else None
    article.half_width = rng.random() < around.half_width
    article.dated = rng.choice(around.dated)
    if around.comments:
        article.comments = {"participants": rng.randint(0, 40), "count": rng.randint(0, 12)}


def _credits(rng: random.Random, article: Article, drawn: tuple[tuple[str, str, float], ...]) -> list[str]:
    """Lines `label：name`, their persons among the article's credits."""
    lines = []
    for labels, roles, chance in drawn:
        if rng.random() >= chance:
            continue
        for label, role in zip(labels.split("|"), roles.split("|"), strict=True):
            name = invent_name(rng)
            lines.append(f"{label}：{name}")
            article.credits.append({"role": role, "name": name})
    return lines


def publisher(article: Article) -> dict[str, Any]:
    """The publisher as the page shows it."""
    own = site(article.page.site)
    return {
        "site_name": own.name,
        "host_unit": own.host_unit,
        "unit": article.unit,
        "column": list(own.columns[article.page.column].trail) if "trail" in own.furniture.prints else [],
        "site_id_code": own.site_id_code,
        "icp": own.icp,
        "police_record": own.police_record,
        "address": own.address,
        "phones": list(own.phones),
        "emails": list(own.emails),
        "division_code": own.division,
    }
