"""The reader of programmes: quoted names, well-known names, names known by their form; one programme, one row."""

import re
from functools import cache

from transforms.language import Cover, titles
from transforms.programmes.lexicon import any_of
from transforms.programmes.members import list_name, members
from transforms.programmes.quoted import Name, count_of, quoted_names
from transforms.programmes.unquoted import Found, counted_sets, known, patterned
from transforms.record import Programme


def read_programmes(body: str) -> list[Programme]:
    """Programmes in text order, each once, at its first mention."""
    names = quoted_names(body)
    names, sets = _sets(body, names)
    rows: list[Programme] = []
    hidden: set[str] = set()
    for name in names:
        inside = sets.get(name.start) or members(body, name, names)
        hidden |= {member for member in inside if not _counts(member)}
        rows.append(Programme(term=name.term, members=inside, start=name.start, end=name.end))
    rows = _lists(body, rows, hidden)
    rows += [
        Programme(term=found.term, members=inside, start=found.start, end=found.end)
        for found, inside in counted_sets(body)
    ]
    taken = [(row["start"] or 0, row["end"] or 0) for row in rows]
    listed = {member for row in rows for member in row["members"]}
    rows += _plain(body, taken, listed)
    rows.sort(key=lambda row: (row["start"] or 0, -(row["end"] or 0)))
    return _once(rows)


def _counts(term: str) -> bool:
    return count_of(term) is not None


def _sets(body: str, names: list[Name]) -> tuple[list[Name], dict[int, list[str]]]:
    """“强师工程”、“管理工程”和“安全工程”等三项工程: one set with the quoted names as members."""
    found: list[Name] = []
    sets: dict[int, list[str]] = {}
    run: list[Name] = []
    for index, name in enumerate(names):
        if run and body[run[-1].end : name.start].strip("”“、和及与以 ") != "":
            run = []
        run.append(name)
        found.append(name)
        following = names[index + 1].start if index + 1 < len(names) else len(body)
        if body[name.end : following].strip("”“、和及与以 ") == "" and following < len(body):
            continue
        after = name.end + (body[name.end : name.end + 1] == "”")
        called = list_name(body, after)
        if called is not None and len(run) >= 2 and called[1] == len(run):
            term, _ = called
            at = body.index(term, after)
            del found[len(found) - len(run) :]
            found.append(Name(term, at, at + len(term), term))
            sets[at] = [member.inner for member in run]
    return found, sets


def _lists(body: str, rows: list[Programme], hidden: set[str]) -> list[Programme]:
    """A quoted list that a counted name stands for is its members, no row (“用心管、用心教、用心学” of 三用心)."""
    kept: list[Programme] = []
    for row in rows:
        parts = row["term"].split("、")
        if len(parts) > 1 and set(parts) <= hidden:
            continue
        if row["term"] in hidden:
            continue
        whole = _stands_for(row, parts, rows)
        if whole is not None:
            whole["members"] = parts
            continue
        kept.append(row)
    return kept


def _stands_for(row: Programme, parts: list[str], rows: list[Programme]) -> Programme | None:
    """The counted name whose word every part of the list carries."""
    if len(parts) < 2:
        return None
    for other in rows:
        match = re.fullmatch(r"([二两三四五六七八九十])个?(.{1,4})", other["term"])
        if (
            match
            and other is not row
            and not other["members"]
            and count_of(other["term"]) == len(parts)
            and all(match.group(2) in part for part in parts)
        ):
            return other
    return None


def _plain(body: str, taken: list[tuple[int, int]], listed: set[str]) -> list[Programme]:
    """Names without quotation marks, outside quoted names and 《titles》, that are no member of a set."""
    closed = Cover([*taken, *((title.start, title.end) for title in titles(body))])
    rows: list[Programme] = []
    for found in _longest([*known(body), *patterned(body)]):
        plan = found.term.endswith(("行动", "工程", "计划"))
        if found.term in listed or (plan and any(member.endswith(found.term) for member in listed)):
            continue
        if found.start in closed:
            later = _again(body, found, closed)
            if later is None:
                continue
            found = later
        name = Name(found.term, found.start, found.end, found.term)
        inside = members(body, name, []) if body[found.end : found.end + 2] in ("，即", "（即") else []
        rows.append(Programme(term=found.term, members=inside, start=found.start, end=found.end))
    return rows


def _again(body: str, found: Found, closed: Cover) -> Found | None:
    """A later mention outside the closed spans."""
    at = body.find(found.term, found.end)
    while at >= 0:
        if at not in closed:
            return Found(found.term, at, at + len(found.term))
        at = body.find(found.term, at + 1)
    return None


def _longest(found: list[Found]) -> list[Found]:
    """Of overlapping names the longest."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if kept and one.start < kept[-1].end:
            if one.end - one.start > kept[-1].end - kept[-1].start:
                kept[-1] = one
        else:
            kept.append(one)
    return kept


@cache
def _adds() -> re.Pattern[str]:
    return re.compile(rf"{any_of('adds')}+")


def _once(rows: list[Programme]) -> list[Programme]:
    """One row a name: a form that only adds a noun to an earlier one, or drops one, is the same programme."""
    adds = _adds()
    kept: list[Programme] = []
    for row in rows:
        same = next((k for k in kept if _same(k["term"], row["term"], adds)), None)
        if same is None:
            kept.append(row)
        elif row["members"] and not same["members"]:
            same["members"] = row["members"]
    return kept


def _same(a: str, b: str, adds: re.Pattern[str]) -> bool:
    if a == b or a.replace(" ", "、") == b.replace(" ", "、"):
        return True
    short, long = sorted((a, b), key=len)
    if len(short) >= 7 and len(long) - len(short) <= 3 and short[:2] == long[:2] and short[-3:] == long[-3:]:
        rest = iter(long)
        if all(mark in rest for mark in short):  # 全国教育优质均衡区 of 全国义务教育优质均衡区
            return True
    return long.startswith(short) and adds.fullmatch(long[len(short) :]) is not None
