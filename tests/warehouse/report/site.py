"""A small warehouse for the report: meetings of real places over three years, and pages written by someone who would
like a reader's browser to run his scripts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.warehouse.pages import meeting, page, record
from transforms.gazetteer.divisions import all_divisions, by_code, chain
from warehouse import (
    link,
    load_divisions,
    load_partition,
    load_source_health,
    load_sources,
    open_writer,
    publish,
    write_partition,
)

PLACES = ("441403", "441427", "620622", "110105", "330122", "650203")
KINDS = ("annual_work_meeting", "promotion_meeting", "commendation", "symposium")
YEARS = (2022, 2023, 2024)

SCRIPT = "<script>window.planted=1</script>"
IMAGE = '"><img src=x onerror="window.planted=1">'
CLOSING = "</script><script>window.planted=1</script>"
TEMPLATE = "{{ 7 * 7 }}{% raw %}"
ADDRESS = "javascript:window.planted=1"
HOSTILE_NAME = f"坏县教育工作会议{SCRIPT}{IMAGE}"
HOSTILE_PERSON = f"王{SCRIPT}"
HOSTILE_TERM = f"双减{IMAGE}{CLOSING}"
HOSTILE_TEXT = f"要办好职业教育{SCRIPT}\u2028{TEMPLATE}。"
HOSTILE_SUBJECT = f"新增学位{IMAGE}"


def make(home: Path) -> Path:
    """Publish it under `home`; returns the published file."""
    with open_writer(home / "w.duckdb") as con:
        load_divisions(con, [
            {"code": d.code, "name": d.name, "short_names": list(d.short_names), "parent_code": d.parent,
             "level": d.level, "valid_from": d.valid_from, "valid_to": d.valid_to} for d in all_divisions()
        ])  # fmt: skip
        load_sources(con, [
            {"source_id": "good", "name": "好县政府网", "kind": "government", "division_code": PLACES[0],
             "family": "generic", "url": "http://www.good.gov.cn/"},
            {"source_id": "bad", "name": f"坏网{SCRIPT}", "kind": "media", "family": "generic", "url": ADDRESS},
        ])  # fmt: skip
        load_source_health(con, [
            {"source_id": "good", "day": date(2024, 12, 1), "state": "ok", "pages": 40, "articles": 39},
            {"source_id": "bad", "day": date(2024, 12, 1), "state": "broken", "detail": f"列表{IMAGE}"},
        ])  # fmt: skip
        parts: dict[tuple[str, str], list[Any]] = {}
        for number in range(48):
            made = plain(number)
            parts.setdefault(("good", made.fetched_at.strftime("%Y-%m")), []).append(made)
        parts["bad", "2024-05"] = [hostile(), *unread()]
        for (source, month), pages in parts.items():
            load_partition(con, write_partition(home / "staging", source, month, pages))
        link(con)
        publish(con, home / "published.duckdb")
    return home / "published.duckdb"


def year_of(number: int) -> int:
    """The year of a meeting; every place has meetings in every year."""
    return YEARS[number // len(PLACES) % len(YEARS)]


def plain(number: int) -> Any:
    """The report of one meeting; no two are of the same place and day."""
    place = by_code(PLACES[number % len(PLACES)])
    assert place is not None
    province, city, county = chain(place)
    day = date(year_of(number), 1 + number // 6, 5 + number % 20)
    name = f"{place.name}{day.year}年第{number}次教育工作会议"
    points = (f"要把教育摆在优先发展的位置，办好第{number}件实事。", f"要守住校园安全底线，整改隐患{number}处。")
    body = f"{day.month}月{day.day}日，{name}召开。副县长陈一心主持，县长林{number}讲话。\n林{number}强调，" + "".join(
        points
    )
    body += f"落实“双减”，到2027年新增学位{1000 + number}个。"

    def span(words: str) -> dict[str, int]:
        return {"start": body.index(words), "end": body.index(words) + len(words)}

    url = f"http://www.good.gov.cn/{number}.html"
    made: Any = record(
        url, body=body, title=f"{name}召开", published_at=(day + timedelta(days=1)).isoformat(),
        participants=[
            {"name": "陈一心", "title": "副县长", "organisation": None, "roles": ["chair"], **span("副县长陈一心")},
            {"name": f"林{number}", "title": "县长", "organisation": None, "roles": ["speaker"],
             **span(f"县长林{number}")},
        ],
        directives=[{"id": f"d{n}", "parent": None, "speaker": f"林{number}", "verb": "强调", "ordinal": None,
                     "text": p, **span(p)} for n, p in enumerate(points)],
        meeting=meeting(code6=place.code, province=province and province.name, city=city and city.name,
                        county=county and county.name, date=day.isoformat(), name=name, kind=KINDS[number % 4]),
        agenda=[{"act": "speech", "actor": f"林{number}", "object": None, **span("讲话")}], attending_groups=[],
        programmes=[{"term": "双减", "members": [], **span("双减")}],
        quantities=[{"value": 1000.0 + number, "unit": "个", "subject": "新增学位", "comparator": "=",
                     "deadline": "2027", **span(f"新增学位{1000 + number}个")}],
    )  # fmt: skip
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(days=2)
    return replace(page(made, source="good"), fetched_at=at)


def hostile() -> Any:
    """A page whose every crawled text tries to become markup."""
    lines = (
        f"4月19日，{HOSTILE_NAME}召开，{HOSTILE_PERSON}主持。",
        HOSTILE_TEXT,
        f"落实{HOSTILE_TERM}，{HOSTILE_SUBJECT}3000个。",
    )
    body = "\n".join(lines)

    def span(words: str) -> dict[str, int]:
        return {"start": body.index(words), "end": body.index(words) + len(words)}

    url = f"http://www.bad.cn/{SCRIPT}?{IMAGE}"
    publisher: Any = {
        "site_name": f"坏网{SCRIPT}", "host_unit": IMAGE, "unit": CLOSING, "column": [SCRIPT], "site_id_code": None,
        "icp": None, "police_record": None, "address": SCRIPT, "phones": [], "emails": [], "division_code": None,
    }  # fmt: skip
    made: Any = record(
        url, body=body, title=f"标题{SCRIPT}{IMAGE}", published_at="2024-04-20", source_label=SCRIPT,
        publisher=publisher, credits=[{"role": "editor", "name": IMAGE}],
        participants=[{"name": HOSTILE_PERSON, "title": IMAGE, "organisation": SCRIPT, "roles": ["chair"],
                       **span(HOSTILE_PERSON)}],
        directives=[{"id": "d1", "parent": None, "speaker": HOSTILE_PERSON, "verb": IMAGE, "ordinal": SCRIPT,
                     "text": HOSTILE_TEXT, **span(HOSTILE_TEXT)}],
        meeting=meeting(code6="620622", province="甘肃省", city="武威市", county="古浪县", name=HOSTILE_NAME,
                        venue=SCRIPT, sub_venues=[IMAGE]),
        agenda=[{"act": "speech", "actor": IMAGE, "object": SCRIPT, **span("主持")}],
        attending_groups=[{"text": HOSTILE_SUBJECT, **span(HOSTILE_SUBJECT)}],
        programmes=[{"term": HOSTILE_TERM, "members": [SCRIPT, IMAGE], **span(HOSTILE_TERM)}],
        quantities=[{"value": 3000.0, "unit": IMAGE, "subject": HOSTILE_SUBJECT, "comparator": "=",
                     "deadline": "2025", **span("3000个")}],
        references=[{"kind": "document", "name": CLOSING, **span("4月19日")}],
        related=[{"list": SCRIPT, "rank": 1, "title": IMAGE, "url": ADDRESS}],
    )  # fmt: skip
    return page(made, source="bad", at=1)


def unread() -> list[Any]:
    """Pages in quarantine, one with a reason that is no word."""
    return [
        page(None, source="bad", at=2, outcome="quarantine", reason="encoding: no reading", url="http://www.bad.cn/q1"),
        page(
            None, source="bad", at=3, outcome="retry", reason=f"challenge: {SCRIPT}", url=f"http://www.bad.cn/{IMAGE}"
        ),
    ]
