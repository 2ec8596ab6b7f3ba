"""The same bare page in other forms: what a crawler does to lines and widths must not change what is read."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from tests.gold.compare import Score, compare, gold_pages
from transforms.extract import read_page
from transforms.page import FetchedPage

PAGES = [(gold, path) for gold, path in gold_pages() if path.suffix == ".txt"]
LISTS = (
    "\n\n热点排行\n1 云溪大桥主塔封顶仪式举行\n2 县图书馆延长周末开放时间\n"
    "\n本周热门\n• 我县启动农村道路提升工程\n• 县医院新楼启用\n"
)
MENU = "首页\n新闻\n政务\n服务\n互动\n专题\n登录\n注册\n2026年11月21日 星期六\n"
NARROW = str.maketrans("：，（）！；？", ":,()!;?")

FORMS: dict[str, Callable[[str], str]] = {
    "blank lines": lambda text: text.replace("\n", "\n\n\n"),
    "indents": lambda text: "\n".join("    " + line for line in text.split("\n")),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "narrow marks": lambda text: text.translate(NARROW),
    "menu above": lambda text: MENU + text,
    "lists below": lambda text: text + LISTS,
    "labels a line each": lambda text: re.sub(
        r"(?m)^.{0,80}(?:来源|作者|编辑|点击|浏览).*$", lambda m: re.sub(r"\s+(?=\S{2,5}[：:])", "\n", m[0]), text
    ),
    "labels without blanks": lambda text: re.sub(
        r"[ 　]+(?=(?:来源|作者|编辑|发布|浏览|点击|记者|审核)[^：:]{0,4}[：:])", "", text
    ),
}
FIELDS = ("title", "published day", "source_label", "credits", "views", "publisher.column", "body (4-grams)")


def table(form: Callable[[str], str]) -> dict[str, Score]:
    pairs = []
    for gold, path in PAGES[::2]:
        text = form(path.read_text(encoding="utf-8"))
        record = read_page(FetchedPage(id=gold["id"], content=text, media="text")).record
        pairs.append((gold, dict(record) if record else None))
    return compare(pairs)


@cache
def as_it_is() -> dict[str, Score]:
    return table(str)


@pytest.mark.parametrize("name", FORMS)
def test_form_does_not_matter(name: str) -> None:
    plain, other = as_it_is(), table(FORMS[name])
    for field in FIELDS:
        before, after = plain[field].f1, other[field].f1
        assert before is not None and after is not None
        assert after >= before - 0.01, (field, other[field].wrong[:5])


def test_a_page_without_line_breaks_is_still_read() -> None:
    found = table(lambda text: re.sub(r"\s*\n\s*", " ", text))
    floors = {"title": 0.82, "published day": 0.95, "credits": 0.86, "source_label": 0.93, "body (4-grams)": 0.96}
    for field, floor in floors.items():
        reached = found[field].f1
        assert reached is not None and reached >= floor, (field, reached, found[field].wrong[:5])
