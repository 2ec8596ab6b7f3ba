"""Hostile pages against the reader: it answers, soon, and what it says of them is text."""

import re
import time
from pathlib import Path

import pytest

from transforms.extract import read_page
from transforms.page import FetchedPage

STORY = "<p>3月1日，云溪县召开2024年教育工作会议。县教育局局长苏明德主持会议，副县长何芳强调，要抓好校园安全。</p>"
SECONDS = 6.0
"""Processor time for the worst page; a busy page takes a hundredth of a second."""


def page(markup: str | bytes) -> FetchedPage:
    content = markup.encode("utf-8", "surrogatepass") if isinstance(markup, str) else markup
    return FetchedPage(id="x", content=content, url="http://www.example.gov.cn/a/t20240301_1.html")


def article(extra: str, title: str = "云溪县召开教育工作会议") -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{STORY * 3}{extra}</body></html>"


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
PAGES = {
    "billion laughs": f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "会议">{ENTITIES}]>{article("<p>&e11;</p>")}',
    "elements without end": article("<div>" * 200_000 + "会议"),
    "tables in tables": article("<table><tr><td>" * 20_000 + "会议"),
    "a tag that never closes": article("<a href='" + "x" * 1_000_000),
    "attributes by the thousand": article("<p " + " ".join(f"a{n}='{n}'" for n in range(100_000)) + ">会议</p>"),
    "attributes behind brackets": article(
        "<p " + " ".join(f"a{n}='{'<'[n % 300 :]}'" for n in range(100_000)) + ">会议"
    ),
    "attributes without blanks": article("<p " + "".join(f'a{n}="{n}"' for n in range(100_000)) + ">会议</p>"),
    "attributes between tags": article(
        "<p " + " ".join(f"a{n}" if n % 300 else "<c" for n in range(100_000)) + ">会议"
    ),
    "one line of a million": article("<p>" + "会议强调，要抓好安全。" * 100_000 + "</p>"),
    "lines by the hundred thousand": article("<p>会议</p>" * 100_000),
    "names by the thousand": article(
        "<p>局长" + "、".join(f"张{chr(0x4E00 + n)}明" for n in range(5_000)) + "出席会议。</p>"
    ),
    "quotes without end": article("<p>" + "“" * 50_000 + "</p>"),
    "brackets in brackets": article("<p>" + "（" * 20_000 + "会议" + "）" * 20_000 + "</p>"),
    "numbers without end": article("<p>" + "1" * 200_000 + "所学校</p>"),
    "ordinals without end": article("<p>" + "一要" * 30_000 + "</p>"),
    "comments that nest": article("<!--" * 50_000 + "-->"),
    "nulls": "\0" * 100_000 + article(""),
    "surrogates": article("<p>" + "\ud800" * 1_000 + "</p>"),
    "overlong bytes": article("").encode() + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf" * 1_000,
    "half a character": article("").encode() + b"\xe4\xbc",
    "bidirectional marks": article("<p>\u202e议会育教\u202c\u2066县\u2069\u200b会\u200b议\ufeff</p>"),
    "combining marks": article("<p>会" + "\u0301" * 50_000 + "议</p>"),
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_answered_soon(name: str) -> None:
    began = time.thread_time()
    outcome = read_page(page(PAGES[name]))
    took = time.thread_time() - began
    assert took < SECONDS, f"{took:.1f} s"
    assert outcome.status in ("ok", "not_target", "retry", "quarantine")
    if outcome.record is not None:
        assert len(outcome.record["body"] or "") <= 110_000
        for person in outcome.record["participants"]:
            body = outcome.record["body"] or ""
            assert person["start"] is None or person["name"][:1] in body[person["start"] : person["end"]]


@pytest.mark.parametrize("name", ["billion laughs", "half a character", "bidirectional marks"])
def test_what_is_sound_of_it_is_read(name: str) -> None:
    outcome = read_page(page(PAGES[name]))
    assert outcome.record is not None
    assert outcome.record["title"] == "云溪县召开教育工作会议"
    assert {"苏明德", "何芳"} <= {person["name"] for person in outcome.record["participants"]}


def test_radicals_and_compatibility_ideographs_are_read_as_the_characters_they_look_like() -> None:
    """As text copied out of PDF files has them; a link that names a file so keeps its name."""
    alike = str.maketrans("人文方长高民子水金革立见页风黄不里", "⼈⽂⽅⻓⾼⺠⼦⽔⾦⾰⽴⻅⻚⻛⻩\uf967\uf9e9")
    story = (
        "3月1日，黄水县召开2024年教育工作会议。副县长高立民出席会议并讲话，县教育局局长方子风主持会议。"
        "高立民强调，要坚持立德树人，不断推进教育高质量发展，建设人民满意的教育，里里外外抓好校园安全。"
    )
    link = '<p>附件：<a href="/file/⼈员.pdf">⼈员名单</a></p>'
    plain, copied = (
        read_page(page(article("").replace(STORY * 3, f"<p>{text}</p>" * 2 + link))).record
        for text in (story, story.translate(alike))
    )
    assert plain is not None and copied is not None
    assert copied == plain
    assert {"高立民", "方子风"} <= {person["name"] for person in copied["participants"]}
    for person in copied["participants"]:
        assert person["name"] in copied["body"][person["start"] : person["end"]]


def test_letters_of_other_scripts_stay_as_written() -> None:
    """Which letter was meant, nobody can know: the Cyrillic а in a name is kept, and full-width digits are read."""
    outcome = read_page(page(article("<p>３月１日，云溪县召开２０２４年教育工作会议。А类学校Аlpha出席。</p>")))
    assert outcome.record is not None and "А类学校Аlpha" in outcome.record["body"]


def test_an_entity_brings_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim-4711", encoding="utf-8")
    markup = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file://{secret}">'
        f'<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd"> %p;]>{article("<p>&x;</p>")}'
    )
    assert "geheim" not in str(read_page(page(markup)))


def test_markup_in_names_and_titles_stays_text() -> None:
    planted = "&lt;script&gt;alert(1)&lt;/script&gt;=cmd|' /C calc'!A1"
    outcome = read_page(page(article("", title=f"云溪县召开教育工作会议{planted}")))
    assert outcome.record is not None
    assert "<script>" in (outcome.record["title"] or "")  # as written: escaping is whose page it is shown on
    assert not re.search(r"<script>", outcome.record["body"] or "")
