"""The breadcrumb: 当前位置：首页 > 新闻中心 > 教育动态 > 正文."""

import re
from functools import cache

from transforms.article.fold import fold, words_of
from transforms.article.lexicon import any_of, table
from transforms.article.lines import Line

_STEP = re.compile(r"(?<!\s)\s*(?:-\s?>|&gt;|[>›»→])+\s*")
_LOOSE = re.compile(r"(?<!\s)(?:\s*(?:::|[/|\\—–])\s*|\s+-+\s+|\s{2,})")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = table("lines")["crumb"]
    site = any_of(table("lines")["site"]["ends"])
    return (
        re.compile(rf"^.*?{any_of(data['words'])}\s*[:>]*\s*|^\d?(?={any_of(data['home'])})"),
        re.compile(rf"^(?:{any_of(data['home'])}|.{{2,20}}(?:{any_of(['首页', '主页'])}))$"),
        re.compile(rf"^.{{2,20}}{site}$"),
    )


def steps(text: str) -> list[str]:
    """The steps of a breadcrumb line, outermost first, the words 首页 and 正文 among them."""
    folded = re.sub(r"首\s+页", "首页", fold(text).strip())
    lead, _, _ = _patterns()
    rest = lead.sub("", folded, count=1)
    parts = [p for p in _STEP.split(rest) if p.strip()]
    if len(parts) < 2:
        parts = [p for p in _LOOSE.split(rest) if p.strip()]
    if len(parts) == 1 and rest.startswith(("首页", "网站首页")):
        # The marks are lost and blanks are left.
        parts = rest.split()
    return [p.strip(" []【】:：") for p in parts if p.strip(" []【】:：")]


def columns(path: list[str], title: str | None, mastheads: tuple[str, ...] = ()) -> tuple[list[str], str | None]:
    """The columns of a breadcrumb, and the site's name where it stands in the place of 首页.

    `mastheads` are lines of the page's head: what one begins with is the site's name, however it ends (爱云溪 客户端).
    """
    _, home, site = _patterns()
    last = set(table("lines")["crumb"]["last"])
    kept: list[str] = []
    name = None
    plain_title = words_of(title or "")
    for index, step in enumerate(path):
        bare = words_of(step)
        if home.match(step) or step in last or not bare:
            continue
        if plain_title and (
            bare == plain_title
            or (len(bare) >= 8 and (plain_title.startswith(bare.rstrip(".…")) or bare.startswith(plain_title)))
        ):
            continue
        if (
            index == 0
            and len(path) > 1
            and (site.match(step) or any(line.startswith(step) for line in mastheads))
            and not any(home.match(s) for s in path)
        ):
            name = step
            continue
        if len(step) > 24:
            continue
        if kept and kept[-1] == step:
            continue
        kept.append(step)
    return kept, name


def path_of(lines: list[Line]) -> list[str]:
    """The steps of the last breadcrumb among the lines above the article."""
    crumbs = [line for line in lines if line.kind == "crumb"]
    for line in reversed(crumbs):
        found = steps(line.text)
        if len(found) >= 1:
            return found
    return []
