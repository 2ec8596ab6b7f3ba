"""Every regular expression of ours, as JSON lines: pattern, flags, where it stands.

    python -m tests.attack.patterns

Run as a program of its own, because `re` is watched from before the first import. What is compiled when a module is
imported or a page is read is seen at work, however it was put together; what stands written out in a call of `re` is
read from the source, so that it is found where no sample page leads there. A call that is neither is told with an
empty pattern. Patterns of bytes come as the same in Latin-1.
"""

import ast
import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("transforms", "crawlers", "warehouse", "flows")
OWN_TEXTS = ROOT / "crawlers" / "newsroom"
"""Texts of the sample newsroom are our own."""
PAGES = ROOT / "tests" / "gold" / "pages"
LISTS = ROOT / "tests" / "fuzz" / "corpus" / "listing"
DOORS = ("compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
Pattern = tuple[str, int]
TODAY = date(2024, 3, 10)
seen: dict[Pattern, str] = {}
lines_seen: set[tuple[str, int]] = set()
_compile = re._compile  # type: ignore[attr-defined]


def watched(pattern: Any, flags: Any) -> re.Pattern[Any]:
    """What every function of `re` calls with its pattern, and a note of who called that."""
    compiled: re.Pattern[Any] = _compile(pattern, flags)
    frame, door = sys._getframe(1), ""
    while frame.f_back is not None and frame.f_globals.get("__name__") == "re":
        frame, door = frame.f_back, frame.f_code.co_name
    file = Path(frame.f_code.co_filename)
    if is_ours(file):
        lines_seen.add((str(file), frame.f_lineno))
        seen.setdefault(as_text(compiled, door), f"{file.relative_to(ROOT)}:{frame.f_lineno}")
    return compiled


def is_ours(file: Path) -> bool:
    """Whether a file is of a room that reads what others wrote."""
    return any(file.is_relative_to(ROOT / room) for room in ROOMS) and not file.is_relative_to(OWN_TEXTS)


def as_text(pattern: "re.Pattern[Any]", door: str) -> Pattern:
    """A pattern and its flags; that of bytes as one of characters below 256.

    What `re.match` begins at the beginning only is told with its anchor.
    """
    text, flags = pattern.pattern, pattern.flags
    if isinstance(text, bytes):
        text, flags = text.decode("latin-1"), flags | re.ASCII
    anchored = door in ("match", "fullmatch") and not text.startswith("(?")
    return rf"\A(?:{text})" if anchored else text, flags


def written() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function of `re` in our sources."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            if is_ours(file):
                for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                    match node:
                        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=door)) if door in DOORS:
                            yield file, node


def flags_of(call: ast.Call) -> int:
    """The flags that a call names: `re.compile(p, re.I)`, or by keyword."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
        named += call.args[1:]
    return sum(int(eval(compile(ast.Expression(flag), "flags", "eval"), {"re": re})) for flag in named)


def put_to_work() -> None:
    """Read articles, lists and the registry, so that what is compiled late is compiled."""
    from crawlers.families import FAMILIES, ListPage
    from crawlers.families.decode import list_text, list_tree
    from crawlers.registry import SOURCES, load_sources
    from transforms.extract import read_page
    from transforms.page import FetchedPage
    from warehouse.link.template import _words

    load_sources([SOURCES])
    for path in sorted(PAGES.iterdir()):
        markup = path.suffix != ".txt"
        read_page(FetchedPage(id=path.name, content=path.read_bytes(), media="html" if markup else "text"))
    for path in sorted(LISTS.iterdir()):
        text, url = list_text(path.read_bytes()), "http://www.example.gov.cn/col/col7/index.html"
        given = ListPage(url, url, 1, text, list_tree(text), TODAY, frozenset({"www.example.gov.cn"}))
        for family in FAMILIES.values():
            family.next_page(given, len(family.rows(given)))
    _words()


def main() -> None:
    """Import every module, put them to work, and print what was seen and what else is written."""
    re._compile = watched  # type: ignore[attr-defined]
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not module.name.endswith("__main__") and not module.name.startswith("crawlers.newsroom"):
                importlib.import_module(module.name)
    put_to_work()
    re._compile = _compile  # type: ignore[attr-defined]
    unseen = []
    for file, call in written():
        where = f"{file.relative_to(ROOT)}:{call.lineno}"
        if call.args and isinstance(call.args[0], ast.Constant):
            door = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            seen.setdefault(as_text(re.compile(call.args[0].value, flags_of(call)), door), where)
        elif not any((str(file), line) in lines_seen for line in range(call.lineno, (call.end_lineno or 0) + 1)):
            unseen.append(where)
    for (pattern, flags), where in sorted(seen.items(), key=lambda entry: entry[1]):
        print(json.dumps([pattern, flags, where]))
    for where in unseen:
        print(json.dumps(["", 0, where]))


if __name__ == "__main__":
    main()
