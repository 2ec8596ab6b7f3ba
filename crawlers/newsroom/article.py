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
    if page.site != "media" or page.relation == "speech" or not page.story.is_meeting or rng.random() > 0.35:
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
    where = place(page.story.place)
    if origin:
        article.source_label = site(origin.site).name
    if page.site == "portal":
        article.source_label = article.source_label or rng.choice(["梅县区教育局", "梅县区融媒体中心"])
        article.views = rng.randint(20, 4200) if rng.random() < 0.5 else None
        if rng.random() < 0.3:
            _line(rng, article, "责任编辑", "editor")
    elif page.site == "county":
        article.source_label = article.source_label or rng.choice(["蕉岭县教育局", "蕉岭县融媒体中心"])
        if rng.random() < 0.5:
            _line(rng, article, "记者", "reporter")
            _line(rng, article, "通讯员", "correspondent")
        if rng.random() < 0.4:
            _line(rng, article, "编辑", "editor")
    elif page.site == "media":
        wide = page.column == 2
        article.source_label = article.source_label or (f"{where.name}教育局" if wide else site("media").name)
        author, editor = invent_name(rng), invent_name(rng)
        article.info_credits = f"作者：{author} 编辑：{editor}"
        article.credits += [{"role": "author", "name": author}, {"role": "editor", "name": editor}]
        if rng.random() < 0.4:
            for label in ("一审", "二审", "三审"):
                _line(rng, article, label, "reviewer")
        article.comments = {"participants": rng.randint(0, 40), "count": rng.randint(0, 12)}
    elif page.site == "school":
        article.views = rng.randint(30, 5200)
        article.visibility = "公开"
        article.unit = site("school").name
        article.half_width = rng.random() < 0.25
    else:
        article.dated = rng.choice(["day", ""])
        article.views = rng.randint(50, 9000) if rng.random() < 0.5 else None


def _line(rng: random.Random, article: Article, label: str, role: str) -> None:
    name = invent_name(rng)
    article.end_lines.append(f"{label}：{name}")
    article.credits.append({"role": role, "name": name})


def publisher(article: Article) -> dict[str, Any]:
    """The publisher as the page shows it."""
    own = site(article.page.site)
    return {
        "site_name": own.name,
        "host_unit": own.host_unit,
        "unit": article.unit,
        "column": list(own.columns[article.page.column].trail),
        "site_id_code": own.site_id_code,
        "icp": own.icp,
        "police_record": own.police_record,
        "address": own.address,
        "phones": list(own.phones),
        "emails": list(own.emails),
        "division_code": own.division,
    }
