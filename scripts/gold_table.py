"""The table of the gold pages, field by field: gold_table.py [--misses N] [--raise-floors | --lower-floors].

Prints precision, recall and F1 as Markdown, for the README. `--misses N` lists the first N wrong facts of a field,
missed ones with -, superfluous ones with +.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.gold.compare import gold_pages
from tests.gold.reading import scores, write_floors


def main() -> int:
    """Print the table; returns the exit code."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--misses", type=int, default=0)
    ask.add_argument("--raise-floors", action="store_true", help="pin what is reached where it is above the floor")
    ask.add_argument("--lower-floors", action="store_true", help="pin what is reached, lower floors too; say why")
    args = ask.parse_args()
    pages = list(gold_pages())
    if not pages:
        print("There are no gold pages.", file=sys.stderr)
        return 1
    table = scores(pages)
    markup = sum(path.suffix != ".txt" for _, path in pages)
    print(f"{len(pages)} pages, {markup} of HTML and {len(pages) - markup} of bare text\n")
    print("| field | precision | recall | F1 | facts |\n|---|---|---|---|---|")
    for name, score in sorted(table.items()):
        shares = " | ".join("–" if v is None else f"{v:.3f}" for v in (score.precision, score.recall, score.f1))
        print(f"| {name} | {shares} | {score.gold:g} |")
        for page, what in score.wrong[: args.misses]:
            print(f"    {page}: {what}")
    if args.raise_floors or args.lower_floors:
        for change in write_floors(table, lower=args.lower_floors):
            print(change, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
