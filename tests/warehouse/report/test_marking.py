import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.report.marking import Span, segments


@st.composite
def spanned_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    body = draw(st.text(max_size=60))
    edges = st.tuples(st.integers(0, len(body)), st.integers(0, len(body))).map(sorted)
    return body, [(f"f{n}", *edge) for n, edge in enumerate(draw(st.lists(edges, max_size=12)))]


@given(spanned_texts())
def test_the_pieces_are_the_text_and_those_of_a_fact_are_its_evidence(case: tuple[str, list[Span]]) -> None:
    body, spans = case
    pieces = list(segments(len(body), spans))
    assert "".join(body[start:end] for start, end, _ in pieces) == body
    for key, start, end in spans:
        assert "".join(body[a:b] for a, b, keys in pieces if key in keys) == body[start:end]


@given(spanned_texts())
def test_no_piece_is_empty_and_no_cut_is_needless(case: tuple[str, list[Span]]) -> None:
    body, spans = case
    pieces = list(segments(len(body), spans))
    edges = {edge for _, start, end in spans for edge in (start, end)}
    assert all(start < end for start, end, _ in pieces)
    assert {start for start, _, _ in pieces} <= edges | {0}


def test_a_quantity_that_leaves_its_directive() -> None:
    assert list(segments(10, [("d1", 2, 8), ("q1", 6, 9)])) == [
        (0, 2, ()), (2, 6, ("d1",)), (6, 8, ("d1", "q1")), (8, 9, ("q1",)), (9, 10, ()),
    ]  # fmt: skip


@pytest.mark.parametrize("span", [(0, 5), (-1, 2), (3, 2)])
def test_evidence_outside_the_text_is_a_bug_and_loud(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"p1 is \["):
        list(segments(4, [("p1", *span)]))
