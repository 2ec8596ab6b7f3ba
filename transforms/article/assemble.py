"""From the divided lines of a page to the article: the same for bare text and for HTML."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from transforms.article import crumbs, labels, title
from transforms.article.credits import inline_credits, read_byline, unique
from transforms.article.dates import Dated, Moment, best, first_moment, from_url, moments
from transforms.article.fold import words_of
from transforms.article.lexicon import generic_sources
from transforms.article.lines import Line
from transforms.article.model import Article
from transforms.article.names import is_name, is_office
from transforms.article.publisher import division_of, read_foot
from transforms.article.related import comments, related
from transforms.article.segment import Segments
from transforms.page import FetchedPage
from transforms.record import Credit, Publisher
from transforms.remembering import remembered
from transforms.text import normalise

FAR = 60
"""Lines below the article in which facts of the article are still looked for."""
MAX_BODY = 100_000
"""Characters of an article that are read; a work report of a province has thirty thousand."""
MAX_SURROUNDINGS = 3_000
"""Characters outside the article that are kept for who asks whose site it is."""
_ABSTRACT = re.compile(
    r"^[\[【(（]?(?:摘要|内容摘要|内容提要|导读|核心提示|内容预览|简介|编者按|导语)[\]】)）]?\s*[:：]"
)
# 当前位置：云溪日报 第2024-02-22期 第A2版.
_ISSUE = re.compile(r"第?\s{0,4}(\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?)\s*期")
_OPENED = re.compile(r"^([\u3400-\u9fff]{4,20})\s*(?:https?://[!-~]+\s+)?(?=20\d{2}[-年/.])")
_MEDIUM = re.compile(r"客户端|APP|融媒|门户|官网|数字报|网$")
_SIGNED = re.compile(r"^(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|\(\d{4}[-年.]\d{1,2}[-月.]\d{1,2}日?\))$")
_DATELINE = re.compile(r"^.{0,24}?((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?:\s*\S{0,6}?)(?:讯|电|消息)")
# Paths by the hundred in lists (/n/12.html), which join an address without any rule of joining.
_PLAIN_PATH = re.compile(r"\A/[A-Za-z0-9_](?:[A-Za-z0-9_/-]|\.(?=[A-Za-z0-9_]))*\Z")
_ROOT = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?=/|\Z)")
_LINK = re.compile(
    r"(?:链接地址|本文链接|原文链接|本文网址|本文地址|原文地址|原文网址|页面地址)\s*[:：]\s*(https?://[^\s，。]+(?:\s\.\w{2,5}\b)?)"
)


@dataclass(slots=True)
class Known:
    """What is known of the page before its lines are read (meta labels, layout fields), best first."""

    title: str | None = None
    title_sure: bool = False
    dated: list[Dated] = field(default_factory=list)
    source: str | None = None
    meta_source: str | None = None
    author: str | None = None
    publisher: Publisher | None = None
    columns: list[str] = field(default_factory=list)
    url: str | None = None


def assemble(page: FetchedPage, parts: Segments, known: Known) -> Article:
    """Read every field of the article from the divided lines."""
    article = Article(url=known.url or page.url or _printed_url(parts.after))
    if known.publisher is not None:
        article.publisher = known.publisher
    outside = [*parts.before, *parts.aside, *parts.after]
    path = crumbs.path_of(parts.before)
    _read_publisher(article, page, outside)
    body_lines = [line.text for line in parts.body]
    headline = None
    if parts.body:
        names = tuple(n for n in (article.publisher["site_name"], article.publisher["host_unit"]) if n)
        if not (known.title and known.title_sure):
            headline = title.choose(parts.before, "".join(body_lines), path, names)
        if known.title and headline is None:
            headline = title.Headline(title.without_site(known.title, names), None)
        body_lines = _without_headline(_without_abstract(body_lines), headline)
        if headline is None:
            found = title.from_body(body_lines[0]) if body_lines else None
            if found:
                headline = title.Headline(found[0], None)
                body_lines[0] = body_lines[0][found[1] :]
        article.under_headline = _under(parts.before, headline)
    if headline is not None:
        article.title = title.normalised(headline.text) or None
    _read_columns(article, parts.before, path, known)
    _read_info(article, page, parts, known)
    article.credits = _credits(parts, body_lines, known)
    article.body = "\n".join(t for t in (normalise(line).text.strip() for line in _bounded(body_lines)) if t)
    listed = [line for line in parts.before if line.url is not None or line.heading or line.kind in ("item", "tail")]
    article.related = related(listed, above=True) + related([line for line in parts.after if line.kind != "prose"])
    for entry in article.related:
        entry["url"] = _absolute(page.url, entry["url"])
    article.comments = comments([*parts.before, *parts.after])
    article.is_article = bool(article.body)
    article.surroundings = "\n".join(line.text for line in outside)[:MAX_SURROUNDINGS]
    return article


def _absolute(base: str | None, url: str | None) -> str | None:
    if base is None or url is None:
        return url
    if _PLAIN_PATH.match(url) and (root := _root(base)):
        return root + url
    try:
        return urljoin(base, url)
    except ValueError:
        return url


@remembered(16)
def _root(base: str) -> str | None:
    """Scheme and host of an address, None where it has not both."""
    found = _ROOT.match(base)
    return found[0] if found else None


def _printed_url(lines: Iterable[Line]) -> str | None:
    for line in lines:
        match = _LINK.search(line.text)
        if match:
            return re.sub(r"\s", "", match[1])
    return None


def _read_publisher(article: Article, page: FetchedPage, outside: list[Line]) -> None:
    rows = [line.text for line in outside if line.kind not in ("spam", "blank")]
    # The foot says it best, the head second: 主办单位 in the head may be a paper's masthead.
    read_foot(reversed(rows), article.publisher)
    registry = page.source.division_code if page.source else None
    article.publisher["division_code"] = division_of(article.publisher["site_id_code"], registry)


def _bounded(rows: list[str]) -> list[str]:
    """The article's lines up to the longest body that is read."""
    kept: list[str] = []
    size = 0
    for row in rows:
        if size + len(row) > MAX_BODY:
            kept.append(row[: MAX_BODY - size])
            break
        kept.append(row)
        size += len(row)
    return kept


def _without_abstract(rows: list[str]) -> list[str]:
    """The article's lines without what editors set on top of it: an abstract, or a teaser that it then says again."""
    while len(rows) > 1 and (_ABSTRACT.match(rows[0]) or rows[0].strip() == rows[1].strip()):
        rows = rows[1:]
    while len(rows) > 1 and len(rows[0]) >= 30 and re.search(r"(?:\.{2,}|…+)\s*(?:查看更多|详细|更多)?$", rows[0]):
        if not any(row.startswith(rows[0][:24]) for row in rows[1:4]):
            break
        rows = rows[1:]
    return rows


def _without_headline(rows: list[str], headline: title.Headline | None) -> list[str]:
    """The article's lines without the headline repeated at their head."""
    if headline is None or not rows:
        return rows
    plain = words_of(headline.text)
    while len(rows) > 1 and plain and words_of(rows[0]) == plain:
        rows = rows[1:]
    cut = title.repeated(rows[0], headline.text)
    if cut:
        rows = [rows[0][cut:], *rows[1:]]
    return rows


def _under(before: list[Line], headline: title.Headline | None) -> str:
    """What stands between headline and article: 县教育局局长 苏明德, （2024年2月21日）."""
    said = words_of(headline.text) if headline else ""
    kept: list[str] = []
    for line in reversed(before[-8:]):
        if said and words_of(line.text) == said:
            break
        if line.kind in ("short", "info") and not line.pairs and len(line.text) <= 60 and not line.links:
            kept.insert(0, normalise(line.text).text.strip())
    return "\n".join(kept)


def _read_columns(article: Article, before: list[Line], path: list[str], known: Known) -> None:
    found, site = crumbs.columns(path, article.title, _mastheads(before))
    if not found:
        labelled = next(
            (p.value for line in before for p in line.pairs if p.field == "column" and 2 <= len(p.value) <= 20), None
        )
        if labelled:
            found = [*_above(labelled, before), labelled]
    article.publisher["column"] = found or known.columns
    name = article.publisher["site_name"] or site
    if (
        name is None
        and before
        and before[0].kind == "short"
        and 3 <= len(before[0].text) <= 20
        and is_office(before[0].folded)
        and not before[0].folded.startswith("关于")
    ):
        # The masthead of a school's site: its name alone on the first line.
        name = before[0].folded
    article.publisher["site_name"] = name


def _mastheads(before: list[Line]) -> tuple[str, ...]:
    """The lines that may be the site's masthead: the first, and those that say what kind of medium it is."""
    return tuple(
        line.folded
        for place, line in enumerate(before[:20])
        if line.kind != "crumb" and (place == 0 or (len(line.folded) <= 20 and _MEDIUM.search(line.folded)))
    )


def _above(column: str, before: list[Line]) -> list[str]:
    """The outer columns of a breadcrumb that lost its marks: 校园新闻德育之窗 above an info line with 栏目:德育之窗."""
    for line in before:
        text = line.folded
        if line.kind == "short" and text.endswith(column) and 2 <= len(text) - len(column) <= 8:
            return [text[: -len(column)]]
    return []


def _read_info(article: Article, page: FetchedPage, parts: Segments, known: Known) -> None:
    dated = list(known.dated)
    source: str | None = None
    near = [*reversed(parts.before), *parts.aside, *parts.after]
    below = len(parts.before) + len(parts.aside)
    for place, line in enumerate(near[: below + FAR]):
        if line.url is not None and not line.pairs:
            continue
        late = 0 if place < len(parts.before) else 8 if place < below + 4 else 9
        if line.kind == "crumb" and not late:
            issue = _ISSUE.search(line.folded)
            if issue and (day := first_moment(issue[1])):
                dated.append(Dated(day, "label", 30))
        if line.kind not in ("info", "credit", "short", "tail", "item") and not (
            line.kind == "furniture" and line.pairs
        ):
            continue
        pairs = line.pairs or (labels.scan(line.folded) if line.kind in ("credit", "tail") else [])
        _dates_of(line, pairs, late, dated)
        for pair in pairs:
            if (
                pair.field == "source"
                and source is None
                and 1 < len(pair.value) <= 40
                and pair.value not in generic_sources()
            ):
                source = pair.value
            if pair.field == "unit" and article.publisher["unit"] is None and 2 <= len(pair.value) <= 40:
                article.publisher["unit"] = pair.value
        if line.kind in ("info", "furniture") or (len(line.folded) <= 20 and not late):
            if article.views is None:
                article.views = labels.views(line.folded, pairs)
            if article.visibility is None:
                article.visibility = labels.visibility(line.folded, pairs)
    article.source_label = _label(known.source or source or known.meta_source or _unlabelled_source(parts.before))
    if parts.body:
        opening = _DATELINE.match(parts.body[0].folded)
        if opening and (read := first_moment(opening[1])):
            dated.append(Dated(read, "dateline", 40))
        _signed(parts, dated)
    if (day := from_url(article.url or page.url)) is not None:
        dated.append(Dated(day, "url", 50))
    if page.listed_at and (listed := first_moment(page.listed_at)):
        dated.append(Dated(Moment(listed.day), "list", 60))
    winner = best(_agreeing(dated, parts.before), page.fetched_at)
    if winner:
        article.published_at = winner.moment.iso()
        article.published_evidence = winner.evidence


def _unlabelled_source(before: list[Line]) -> str | None:
    """The office that opens an info line without labels: 云溪县融媒体中心 2024-02-22 22:41 阅读 5620."""
    for line in reversed(before):
        opened = _OPENED.match(line.folded) if line.kind == "info" else None
        if opened and is_office(opened[1]):
            return opened[1]
    return None


def _label(text: str | None) -> str | None:
    return (normalise(text).text.strip() or None) if text else None


_DAY_ALONE = re.compile(r"^\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?!\d|[-/.])")


def _agreeing(dated: list[Dated], before: list[Line]) -> list[Dated]:
    """Without dates of a masthead that a label without a year contradicts (a reader's clock above 日期:01-23)."""
    for line in before:
        for pair in line.pairs:
            short = _DAY_ALONE.match(pair.value)
            if pair.field == "published" and short:
                said = (int(short[1]), int(short[2]))
                return [d for d in dated if (d.moment.day.month, d.moment.day.day) == said]
    return dated


def _dates_of(line: Line, pairs: Sequence[labels.Labelled], late: int, dated: list[Dated]) -> None:
    if _SIGNED.match(line.folded) and (late or line.folded.startswith("(")):
        # Below the article it is the day of signing; in brackets under a headline it is the day of the speech.
        return
    for pair in pairs:
        if pair.field in ("published", "updated"):
            read = first_moment(pair.value)
            if read:
                dated.append(
                    Dated(
                        read,
                        "label",
                        (10 if pair.field == "published" and pair.rank < 25 else 24) + min(pair.rank, 9) // 9 + late,
                    )
                )
    if line.kind == "info" and not any(p.field in ("published", "updated") for p in pairs):
        if late and (late > 8 or labels.unlabelled(line.folded, pairs)):
            # A date among the links below an article is another article's.
            return
        for start, end, read in moments(line.folded):
            weekday = (
                bool(re.match(r"\s*(?:星期|周)[一二三四五六日天]", line.folded[end:]))
                or "星期" in line.folded[start:end]
            )
            dated.append(Dated(read, "label", 55 if weekday else 15 + late))
            break


def _signed(parts: Segments, dated: list[Dated]) -> None:
    """The day under a signed notice, on the article's last line or just below it."""
    last = parts.body[-1:] + parts.after[:2]
    for line in last:
        if _SIGNED.match(line.folded) and (read := first_moment(line.folded)):
            dated.append(Dated(read, "dateline", 41))


def _credits(parts: Segments, body: list[str], known: Known) -> list[Credit]:
    found: list[Credit] = []
    for line in parts.before:
        found += _line_credits(line)
    found += inline_credits(body)
    for place, line in enumerate([*parts.aside, *parts.after]):
        found += _line_credits(line)
        if place < len(parts.aside) + 2 and line.kind == "short" and not found:
            # （方从明 何芳）: a signature on a line of its own, read as one at the end of a paragraph.
            found += inline_credits([line.text]) if line.folded[:1] == "(" and line.folded[-1:] == ")" else []
    if known.author and is_name(known.author) and not found:
        found += read_byline(f"作者:{known.author}", offices=True).credits
    return unique(found)


def _line_credits(line: Line) -> Sequence[Credit]:
    if line.byline is not None:
        return line.byline.credits
    text = line.folded
    if line.kind not in ("info", "furniture", "tail", "footer", "short") or len(text) > 300:
        return ()
    return _labelled_credits(text) if ":" in text or "|" in text else ()


@remembered(256)  # the labels of a site's pages and their feet name the same people
def _labelled_credits(text: str) -> tuple[Credit, ...]:
    """The credits that labels of a folded line give."""
    found: list[Credit] = []
    for pair in labels.scan(text):
        if pair.field == "credit":
            found += read_byline(f"{pair.word}:{pair.value}" if pair.word else pair.value, offices=True).credits
    return tuple(found)
