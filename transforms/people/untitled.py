"""Names without titles: in lists, before verbs of speech, behind units and labels."""

import re

from transforms.language import Scanner
from transforms.people.evidence import SPEAK, Evidence
from transforms.people.found import Found, Rule
from transforms.people.labels import labels
from transforms.people.lexicon import pattern
from transforms.people.names import Name, has_dots, is_dotted, name_at, plausibility
from transforms.people.titled import list_behind

_GROUP_TAIL = pattern("mentions.group_tail")
_AWARDED = pattern("mentions.awarded")
_HONOURED = pattern("mentions.honoured")
_OPENER = Scanner(pattern("mentions.opener").pattern)
_MARK = re.compile(r"[，。；：！？\n] ?")
_TAIL = pattern("mentions.tail")
_UNIT = pattern("mentions.unit")
_SCHOOL = pattern("mentions.school")
_MIDDLE = re.compile(r"([\u4e00-\u9fff]{2,3})、")
_SCHOOL_LIST = pattern("mentions.school_list")


_ENDS = re.compile(r"[，。；\n]|$")


def bare(page: Evidence) -> None:
    """Names that open a clause (or follow 由, 请): alone before a verb of speech, or in a list."""
    text = page.text
    starts = {0, *(match.end() for match in _OPENER.scan(text))}
    if not has_dots(text):
        starts.update(match.end() for match in page.words.after_mark.finditer(text))
    else:
        starts.update(match.end() for match in _MARK.finditer(text))
        for match in re.finditer(r"(?<=[、，。：和及与由\n])(?=[\u4e00-\u9fff]{1,8}[·•・．‧])", text):
            starts.add(match.start())
    for match in _HONOURED.finditer(text):
        starts.add(match.start())
    for begin in sorted(starts):
        if begin >= len(text) or page.covered(begin):
            continue
        name = name_at(text, begin, min(len(text), begin + 20))
        if name is None:
            continue
        string = text[begin : name.end]
        if string in page.words.other or (string in page.words.nouns and not page.twice(string)):
            continue
        if not is_dotted(string) and name.score < 2.5 and string not in page.words.elements:
            continue
        items = _bare_list(page, begin, name)
        last = items[-1][1]
        if len(items) == 1:
            speaks = bool(SPEAK.match(text, last)) or bool(_AWARDED.match(text, last))
            if not (speaks or (is_dotted(string) and name.right == 3)):
                continue
            rule: Rule = "subject"
        else:
            tail = text[last : last + 30]
            if not (
                SPEAK.match(tail) or _GROUP_TAIL.match(tail) or _AWARDED.match(tail)
                or _TAIL.match(tail)
                or any(is_dotted(text[a:b]) for a, b in items)
                or (len(items) > 2 and _ENDS.match(tail))
            ):  # fmt: skip
                continue
            rule = "bare_list"
        for start, end in items:
            if page.free(start, end):
                page.take(Found(start, end, text[start:end], rule, start, start, True, name.score))


_JOINS = re.compile(r"[ \u3000]?[、][ \u3000]?|和|及|以及|与| {1,3}")


def _bare_list(page: Evidence, begin: int, name: Name) -> list[tuple[int, int]]:
    text = page.text
    items = [(begin, name.end)]
    end = name.end
    while True:
        mark = _JOINS.match(text, end)
        if mark is None or mark.end() >= len(text) or page.covered(mark.end()):
            return items
        following = name_at(text, mark.end(), min(len(text), mark.end() + 20))
        if following is None or following.right == 2:
            following = page.enclosed(mark.end()) if len(items) > 1 and "、" in mark.group() else None
        elif (
            (following.score < 2.0 or text[mark.end() : following.end] in page.words.nouns)
            and (len(items) > 1 or following.score >= 1.0)
            and "、" in mark.group()
        ):
            following = page.enclosed(mark.end()) or following
        if (following is None or following.score < 2.0) and "、" in mark.group():
            following = _between_names(page, mark.end()) or following
        if following is None:
            return items
        string = text[mark.end() : following.end]
        if following.score < 9.0 and (string in page.words.other or string in page.words.nouns):
            return items
        if not is_dotted(string) and following.score < 2.0 and string not in page.words.elements:
            return items
        items.append((mark.end(), following.end))
        end = following.end


def _between_names(page: Evidence, begin: int) -> Name | None:
    """刘佳、明月、童娟分别发言: what stands between two names that are sure, followed by a verb, is one."""
    found = _MIDDLE.match(page.text, begin)
    if found is None or found.group(1) in page.words.never:
        return None
    following = name_at(page.text, found.end(), min(len(page.text), found.end() + 20))
    if following is None or following.score < 2.5 or SPEAK.match(page.text, following.end) is None:
        return None
    return Name(found.end(1), 9.0, 3)


def behind_units(page: Evidence) -> None:
    """县教育局张三, 实验小学李四: a unit before a name, where a verb of speech follows."""
    text = page.text
    for match in page.words.after_unit.finditer(text):
        start = match.end()
        if page.covered(start) or not _UNIT.search(text[max(0, start - 4) : start]):
            continue
        for length in (3, 2):
            at = start + length
            string = text[start:at]
            if len(string) < length or plausibility(string) < 3.0:
                continue
            acts = SPEAK.match(text, at) or (_SCHOOL.search(text[max(0, start - 4) : start]) and _listed(text, at))
            if not page.free(start, at) or not acts:
                continue
            if string not in page.words.other and string not in page.words.nouns:
                page.take(Found(start, at, string, "unit", start, start, True, plausibility(string)))
                break


def labelled(page: Evidence) -> None:
    """主持人：张三 / 参会人员：李四、王五: the lines of minutes."""
    text = page.text
    for label in labels(text):
        begin = label.end
        if begin >= len(text) or page.covered(begin):
            continue
        name = name_at(text, begin, min(len(text), begin + 20))
        if name is None or name.right < 2 or not page.accept(begin, name, 1.5):
            continue
        found = Found(begin, name.end, text[begin : name.end], "label", begin, begin, True, name.score)
        page.take(found)
        list_behind(page, found, name.end)


def _listed(text: str, at: int) -> bool:
    """宁都三小刘卫东、思源学校武小兵等作了发言: whether a list of schools with names goes on here, and acts."""
    return text[at : at + 1] in ("、", "等", "和") and _SCHOOL_LIST.match(text, at) is not None
