"""Extract the seed pages, or a folder of pages, to JSON lines for a scorer: score_seeds.py OUT.jsonl [FOLDER].

The record's id is the file's name, as in the gold records. `.html` and `.htm` files are markup, all others bare text.
"""

import json
import sys
from pathlib import Path

from transforms.extract import read_page
from transforms.page import FetchedPage

SEEDS = Path(__file__).resolve().parent.parent.parent / "shared" / "seeds"


def main() -> int:
    """Write one record a line; returns the exit code."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else SEEDS
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        for path in sorted(folder.iterdir()):
            media = "html" if path.suffix in (".html", ".htm") else "text"
            outcome = read_page(FetchedPage(id=path.name, content=path.read_bytes(), media=media))
            if outcome.record is None:
                print(f"{path.name}: {outcome.status}: {outcome.reason}", file=sys.stderr)
                continue
            out.write(json.dumps(outcome.record, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
