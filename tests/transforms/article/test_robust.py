"""No page makes the reader crash, hang or hoard: properties and a mutation fuzz."""

import random
import resource
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.extract import read_page
from transforms.page import FetchedPage, Media

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
LIMIT = 6.0
"""Seconds a page may take on a busy machine; two on a free one."""


def outcome_of(content: bytes | str, media: Media) -> str:
    outcome = read_page(FetchedPage(id="x", content=content, media=media))
    if outcome.record is not None:
        body = outcome.record["body"]
        for name in ("participants", "directives", "programmes", "quantities", "references", "agenda"):
            for row in outcome.record[name]:  # type: ignore[literal-required]
                assert row["start"] is None or 0 <= row["start"] <= row["end"] <= len(body)
    else:
        assert outcome.reason
    return outcome.status


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=400), st.sampled_from(["html", "text"]))
def test_any_text_has_an_outcome(text: str, media: Media) -> None:
    assert outcome_of(text, media) in ("ok", "not_target", "retry", "quarantine")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from(["html", "text"]))
def test_any_bytes_have_an_outcome(content: bytes, media: Media) -> None:
    assert outcome_of(content, media) in ("ok", "not_target", "retry", "quarantine")


PARTS = [
    "记者", "：", ":", "2024-02-30", "【", "】", "（", "）", "来源", "编辑", "上一篇", "\n", "　", "1", "/", "|", "摄",
    "<p>", "</div>",    "&#0;", "\ud800", "\x00", "点击", "首页 > ", "ICP备", "云溪县召开教育工作会议。",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PARTS), max_size=60), st.sampled_from(["html", "text"]))
def test_pieces_of_pages_in_any_order(parts: list[str], media: Media) -> None:
    assert outcome_of("".join(parts), media)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_mutated_pages(path: Path) -> None:
    source = path.read_bytes()
    dice = random.Random(path.stem)
    for _ in range(6):
        damaged = bytearray(source)
        for _ in range(dice.randrange(1, 30)):
            at, width = dice.randrange(len(damaged)), dice.randrange(1, 80)
            match dice.randrange(4):
                case 0:
                    del damaged[at : at + width]
                case 1:
                    damaged[at:at] = damaged[at : at + width] * 3
                case 2:
                    damaged[at : at + width] = bytes(dice.randrange(256) for _ in range(width))
                case _:
                    del damaged[at : None if dice.randrange(8) == 0 else at + 1]
            if not damaged:
                break
        assert outcome_of(bytes(damaged), "html")


SENTENCE = "会议强调，要把教育摆在优先位置，让好老师留得住、教得好。"
MONSTERS: dict[str, tuple[str, Media]] = {
    "nested": ("<div>" * 10_000 + SENTENCE * 3 + "</div>" * 10_000, "html"),
    "unclosed": ("<table><tr><td><font><b>" * 3000 + SENTENCE, "html"),
    "long text": (SENTENCE * 60_000, "text"),
    "many lines": ((SENTENCE + "\n") * 30_000, "text"),
    "short lines": ("教育\n" * 200_000, "text"),
    "one line of labels": ("来源：作者：发布时间：" * 20_000, "text"),
    "digits": ("2024-02-2" * 100_000, "text"),
    "brackets": ("（" * 100_000 + SENTENCE, "text"),
    "blanks": (" " * 1_000_000 + SENTENCE * 3 + "\u3000" * 1_000_000, "text"),
    "roles": ("记者 " * 50_000, "text"),
    "half tags": ("<p " * 100_000 + SENTENCE, "text"),
    "attributes": ("<p " + "a=b " * 100_000 + ">" + SENTENCE * 3, "html"),
    "links": ("<a href=x>教育</a>" * 60_000, "html"),
    "nulls": ("\x00" * 100_000 + SENTENCE * 3, "text"),
    "surrogates": ("\ud800\udfff" * 10_000 + SENTENCE * 3, "html"),
    "names": ("王小明、" * 50_000, "text"),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters_are_read_in_time_and_memory(name: str) -> None:
    content, media = MONSTERS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    assert outcome_of(content, media)
    took = time.process_time() - begun
    # ru_maxrss is in kilobytes and only ever rises.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
    assert took < LIMIT
