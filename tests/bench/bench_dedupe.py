"""Near duplicates beside datasketch: how many of the true pairs are found, how many false ones, and how fast.

    python -m tests.bench.bench_dedupe [--articles 3000] [--rounds 5] [--quick]

The bodies of the newsroom's articles, among which are reposts, edited copies and shortened ones, whose originals the
truth names; pages of one original are a pair too. Both sides make signatures of the same shingles and put them into as
many bands; datasketch's default way, an index for a threshold of similarity, stands beside it. What the signatures
bring up is measured in full by ours, while datasketch goes by the signatures' own estimate. The newsroom tells many
things in the same words of other places and days: by their texts alone these are copies. Last comes what the warehouse
makes of the same pages, which knows who met where and when.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from crawlers.clock import SHANGHAI
from crawlers.newsroom import Newsroom
from crawlers.newsroom.sites import sites
from tests.bench.results import Figures, Target, arguments, at_least, recording
from tests.bench.sides import in_turns, rate, ratio
from transforms.gazetteer import all_divisions
from transforms.record import Record
from warehouse import StagedPage, link, load_divisions, load_partition, open_writer, write_partition
from warehouse.fingerprint import BANDS, ROWS, SHINGLE, bands, letters, overlap, shingles

NEAR, INSIDE, LONGER = 0.8, 0.85, 1.2
"""Likeness of near copies; of a shortened one, how much of it stands in a text that is so much longer (as linking has
it)."""

FETCHED = datetime(2025, 1, 1, tzinfo=SHANGHAI)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Letters-only bodies by address, and the pairs that are copies of each other."""

    texts: dict[str, str]
    pairs: frozenset[Pair]


def corpus(articles: int) -> Corpus:
    newsroom = Newsroom(size=articles)
    bases = {site.key: f"http://{site.key}.example" for site in sites()}
    texts, original = {}, {}
    for record in newsroom.truth(bases):
        texts[record["url"]] = letters(record["body"])
        original[record["url"]] = record["_duplicate_of"]
    # What the newsroom happens to tell twice in the same words nobody could tell apart.
    same = buckets({url: [text] for url, text in texts.items()})
    return Corpus(texts, frozenset(copies(original, texts) | same))


def pairs_of(urls: Iterable[str]) -> Iterable[Pair]:
    """All pairs, each in one order."""
    return combinations(sorted(urls), 2)


def buckets(values: Mapping[str, Iterable[object]]) -> set[Pair]:
    """Pairs that share a value."""
    found: dict[object, list[str]] = defaultdict(list)
    for url, each in values.items():
        for value in each:
            found[value].append(url)
    return {pair for urls in found.values() if len(urls) > 1 for pair in pairs_of(urls)}


def our_candidates(texts: Mapping[str, str]) -> set[Pair]:
    """Pairs that share a band."""
    return buckets({url: bands(kept) for url, kept in texts.items()})


def ours(texts: Mapping[str, str]) -> set[Pair]:
    """Pairs that are copies: those that share a band, measured in full."""
    made = {url: shingles(kept) for url, kept in texts.items()}
    found = set()
    for a, b in our_candidates(texts):
        jaccard, a_in_b, b_in_a = overlap(made[a], made[b])
        short, long = sorted((len(texts[a]), len(texts[b])))
        if jaccard >= NEAR or (max(a_in_b, b_in_a) >= INSIDE and long >= LONGER * short):
            found.add((a, b))
    return found


def signatures(texts: Mapping[str, str]) -> dict[str, Any]:
    """datasketch's signatures of the same shingles, as its documentation shows for many of them at once."""
    from datasketch import MinHash

    found = {}
    for url, kept in texts.items():
        made = MinHash(num_perm=BANDS * ROWS, seed=1)
        made.update_batch([kept[at : at + SHINGLE].encode() for at in range(max(1, len(kept) - SHINGLE + 1))])
        found[url] = made
    return found


def their_candidates(texts: Mapping[str, str], *, threshold: float | None = None) -> set[Pair]:
    """Pairs that datasketch's index brings up: with as many bands as ours, or those it chooses for a threshold."""
    from datasketch import MinHashLSH

    how = {"params": (BANDS, ROWS)} if threshold is None else {"threshold": threshold}
    index = MinHashLSH(num_perm=BANDS * ROWS, **how)
    made = signatures(texts)
    found = set()
    for url, signature in made.items():
        found.update((min(url, other), max(url, other)) for other in index.query(signature))
        index.insert(url, signature)
    return found


def theirs(texts: Mapping[str, str]) -> set[Pair]:
    """Pairs that datasketch would call copies: the index at the likeness of near copies, checked by its estimate."""
    made = signatures(texts)
    return {(a, b) for a, b in their_candidates(texts, threshold=NEAR) if made[a].jaccard(made[b]) >= NEAR}


def linked(articles: int, folder: Path) -> set[Pair]:
    """Pairs that the warehouse calls copies, of the same articles with the records that the truth has of them."""
    newsroom = Newsroom(size=articles)
    bases = {site.key: f"http://{site.key}.example" for site in sites()}
    staged: dict[str, list[StagedPage]] = defaultdict(list)
    for number, record in enumerate(newsroom.truth(bases)):
        url = record["url"]
        known = {key: value for key, value in record.items() if not key.startswith("_")}
        digest = sha256(url.encode()).hexdigest()
        at = FETCHED + timedelta(seconds=number)
        source = url.split("/")[2].partition(".")[0]
        staged[source].append(StagedPage(url, url, at, digest, source, "ok", cast(Record, known),
                                         warc_file="a.warc.gz", warc_offset=number))  # fmt: skip
    with open_writer(folder / "w.duckdb") as con:
        load_divisions(
            con,
            [{"code": d.code, "name": d.name, "short_names": d.short_names, "parent_code": d.parent, "level": d.level}
             for d in all_divisions()],
        )  # fmt: skip
        for source, pages in staged.items():
            load_partition(con, write_partition(folder / "staging", source, "2025-01", pages))
        link(con)
        rows = con.execute(
            "SELECT a.canonical_url, b.canonical_url FROM core.duplicates AS d "
            "JOIN core.current_documents AS a USING (document_id) "
            "JOIN core.current_documents AS b ON b.document_id = d.canonical_document_id"
        ).fetchall()
    return copies(dict(rows), [page.url for pages in staged.values() for page in pages])


def copies(original: Mapping[str, str | None], urls: Iterable[str]) -> set[Pair]:
    """Pairs of pages that go back to the same page."""
    groups: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        first = url
        while before := original.get(first):
            first = before
        groups[first].append(url)
    return {pair for group in groups.values() for pair in pairs_of(group)}


def quality(figures: Figures, name: str, found: set[Pair], true: frozenset[Pair], aim: Target | None = None) -> None:
    """Recall and precision of pairs."""
    right = len(found & true)
    figures.add(f"{name}: recall of pairs", right / max(1, len(true)), "share", aim)
    figures.add(f"{name}: precision of pairs", right / max(1, len(found)), "share", aim)


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--articles", type=int, default=3_000)
    ask.add_argument("--rounds", type=int, default=5)
    given = ask.parse_args()
    articles, rounds = (120, 1) if given.quick else (given.articles, given.rounds)
    with recording("dedupe", given, ("datasketch", "numpy")) as figures:
        known = corpus(articles)
        figures.say(f"{len(known.texts):,} bodies, {len(known.pairs):,} true pairs")
        steps: dict[str, Callable[[Mapping[str, str]], set[Pair]]] = {
            "edumeet, bands": our_candidates, "edumeet, measured in full": ours,
        }  # fmt: skip
        if find_spec("datasketch"):
            steps |= {"datasketch, as many bands": their_candidates, f"datasketch, threshold {NEAR}": theirs}
        for name, step in steps.items():
            quality(figures, name, step(known.texts), known.pairs)
        with TemporaryDirectory() as folder:
            quality(figures, "edumeet, linked", linked(articles, Path(folder)), known.pairs, at_least(0.995))
        spent = in_turns({name: partial(step, known.texts) for name, step in steps.items()}, rounds)
        for name in steps:
            figures.add(f"speed: {name}", rate(spent, name, len(known.texts)), "texts/s of one core")
        if find_spec("datasketch"):
            names = list(steps)
            for our, their in zip(names[:2], names[2:], strict=True):
                figures.add(f"speed, {our} / {their}", ratio(spent, our, their), "×")


if __name__ == "__main__":
    main()
