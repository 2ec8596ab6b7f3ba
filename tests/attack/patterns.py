"""Every regular expression that reading a page compiles, as JSON lines: pattern, flags, where it stands.

    python -m tests.attack.patterns

Run as a program of its own, because `re.compile` is watched from before the first import.
"""

import importlib
import json
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any

ROOMS = ("transforms", "crawlers", "warehouse", "flows")
PAGES = Path(__file__).resolve().parents[1] / "gold" / "pages"
seen: dict[tuple[str, int], str] = {}
_compile = re.compile


def watched(pattern: Any, flags: Any = 0) -> re.Pattern[Any]:
    """`re.compile`, and a note of who called it."""
    compiled = _compile(pattern, flags)
    frame = sys._getframe(1)
    module = str(frame.f_globals.get("__name__", ""))
    # Texts of the sample newsroom are our own.
    if (
        module.split(".")[0] in ROOMS
        and not module.startswith("crawlers.newsroom")
        and isinstance(compiled.pattern, str)
    ):
        seen.setdefault((compiled.pattern, compiled.flags), f"{module}:{frame.f_lineno}")
    return compiled


def main() -> None:
    """Import every module, read pages of each kind so that what is compiled late is compiled, and print."""
    re.compile = watched  # type: ignore[assignment]
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not module.name.endswith("__main__") and not module.name.startswith("crawlers.newsroom"):
                importlib.import_module(module.name)
    from transforms.extract import read_page
    from transforms.page import FetchedPage

    for path in sorted(PAGES.iterdir()):
        markup = path.suffix != ".txt"
        read_page(FetchedPage(id=path.name, content=path.read_bytes(), media="html" if markup else "text"))
    for (pattern, flags), where in sorted(seen.items(), key=lambda entry: entry[1]):
        print(json.dumps([pattern, flags, where]))


if __name__ == "__main__":
    main()
