"""Walking a list: when to go on, when to stop; and canonical URLs under whatever the web writes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.spider import plain
from crawlers.urls import canonical_url
from crawlers.walk import Walk, Window

SINCE, UNTIL = date(2024, 2, 1), date(2024, 2, 29)
Rows = list[tuple[str, date | None, bool]]


def some_rows(day: date | None, count: int, known: bool = False, prefix: str = "") -> Rows:
    return [(f"{prefix}{day}-{number}", day, known) for number in range(count)]


def walked(*pages: Rows) -> list[bool]:
    walk = Walk(Window(SINCE, UNTIL))
    return [walk.goes_on(page) for page in pages]


OLD, NEW, INSIDE = SINCE - timedelta(days=1), UNTIL + timedelta(days=9), SINCE


def test_a_walk_passes_what_is_too_new_and_ends_where_all_is_too_old() -> None:
    assert walked(some_rows(NEW, 15), some_rows(INSIDE, 15), some_rows(OLD, 15)) == [True, True, False]


def test_a_few_old_rows_prove_nothing() -> None:
    pinned = some_rows(date(2015, 1, 1), 9)
    assert walked([*pinned, *some_rows(INSIDE, 6)], some_rows(INSIDE, 15, prefix="b")) == [True, True]


def test_old_rows_count_over_pages() -> None:
    assert walked(some_rows(OLD, 6, prefix="a"), some_rows(OLD, 6, prefix="b")) == [True, False]


def test_rows_inside_the_window_never_end_it_however_well_known() -> None:
    assert walked(some_rows(INSIDE, 40, known=True), some_rows(INSIDE, 40, known=True, prefix="b")) == [True, True]


def test_undated_rows_end_it_when_they_are_known() -> None:
    assert walked(some_rows(None, 15, known=True)) == [False]
    assert walked(some_rows(None, 15)) == [True]


def test_a_page_that_shows_nothing_new_is_past_the_end() -> None:
    assert walked(some_rows(INSIDE, 5), some_rows(INSIDE, 5)) == [True, False]
    assert walked([]) == [False]


@pytest.mark.parametrize(("day", "held"), [(SINCE, True), (UNTIL, True), (OLD, False), (NEW, False), (None, True)])
def test_both_ends_of_a_window_are_inside(day: date | None, held: bool) -> None:
    assert Window(SINCE, UNTIL).holds(day) is held


PARTS = st.lists(st.text("ab.教%/:@?#&=; ~+1", max_size=6), max_size=5).map("/".join)


@given(PARTS, st.sampled_from(["http", "HTTPS"]), st.sampled_from(["X.example", "x.example:80", "x.example:8443"]))
def test_a_canonical_url_is_canonical(path: str, scheme: str, host: str) -> None:
    once = canonical_url(f"{scheme}://{host}/{path}")
    assert canonical_url(once) == once
    assert once.isascii() and " " not in once and "#" not in once and "/../" not in once
    assert once.split(":")[0] == scheme.lower()


def test_what_no_database_takes_is_no_key() -> None:
    with pytest.raises(ValueError, match="characters long"):
        canonical_url("http://x.example/" + "a" * 3000)
    assert plain("会\x00议\ud800 " + "长" * 600) == "会议 " + "长" * 497
    assert plain("\x00") is None
