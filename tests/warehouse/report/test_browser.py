"""The report as a reader uses it, in Chromium, from disk: filter, search, open, share, switch language, print."""

import json
import random
from importlib.resources import files
from itertools import pairwise

import pytest

from tests.warehouse.report import site
from tests.warehouse.report.reader import PHONE, WIDE, Reader
from warehouse.report.shell import NAVIGATION

EVERY = [f"{folder}{name}.html" for folder in ("", "en/") for name in NAVIGATION]


@pytest.mark.parametrize("page", EVERY)
def test_every_page_opens_from_disk_without_a_complaint(reader: Reader, page: str) -> None:
    reader.open(page)
    assert reader.one("h1").text
    assert reader.one("html").get_attribute("lang") == ("en" if page.startswith("en/") else "zh-CN")
    assert not reader.planted()


@pytest.mark.parametrize("page", [*EVERY, "meeting.html"])
@pytest.mark.parametrize("dark", [False, True])
def test_every_page_can_be_read_by_everyone(reader: Reader, page: str, dark: bool) -> None:
    reader.dark(dark)
    reader.open(page if page != "meeting.html" else f"meeting.html#{meeting(reader, '梅县区2023年第24次')}")
    if page == "meeting.html":
        reader.until("main", "安全底线")
    reader.browser.execute_script(files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
    found = reader.browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(done)"
    )
    faults = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found["violations"]]
    assert faults == [], json.dumps(faults, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("page", [*EVERY, "meeting.html"])
def test_no_page_is_wider_than_a_phone(reader: Reader, page: str) -> None:
    reader.size(PHONE)
    reader.open(page if page != "meeting.html" else f"meeting.html#{meeting(reader, '梅县区2023年第24次')}")
    if page == "meeting.html":
        reader.until("main", "安全底线")
    else:
        reader.until("h1", "")
    wide = reader.browser.execute_script("return document.documentElement.scrollWidth")
    assert wide <= PHONE[0]
    reader.picture(f"phone-{page.removesuffix('.html').replace('/', '-')}")


@pytest.mark.parametrize("page", [*NAVIGATION, "en/index", "en/directives"])
def test_pictures(reader: Reader, page: str) -> None:
    reader.size(WIDE)
    reader.open(f"{page}.html")
    reader.until("h1", "")
    assert reader.picture(page.replace("/", "-")).stat().st_size > 10_000
    reader.dark(True)
    assert reader.picture(f"{page.replace('/', '-')}-dark").stat().st_size > 10_000


def meeting(reader: Reader, name: str) -> str:
    """Id of the meeting of that name, as the search finds it."""
    reader.open(f"meetings.html#q={name}")
    reader.until("#count", "共 1 场")
    address = reader.one("#found a").get_attribute("href")
    assert address
    return address.partition("#")[2]


def test_filter_by_place_year_kind_person_and_programme(reader: Reader) -> None:
    reader.open("meetings.html")
    reader.until("#count", "共 49 场会议")
    reader.choose("province", "44")
    reader.until("#count", "共 16 场会议")
    reader.choose("division", "441403")
    reader.until("#count", "共 8 场会议")
    reader.choose("year", "2023")
    reader.until("#count", f"共 {_expected('441403', 2023)} 场会议")
    reader.choose("year", "")
    reader.choose("kind", "annual_work_meeting")
    reader.until("#count", f"共 {_kinds('441403', 'annual_work_meeting')} 场会议")
    reader.one("button[type=reset]").click()
    reader.until("#count", "共 49 场会议")
    reader.choose("person", "林17")
    reader.until("#count", "共 1 场会议")
    assert "林17" in reader.one("#found li").text
    reader.one("button[type=reset]").click()
    reader.choose("programme", "双减")
    reader.until("#count", "共 49 场会议")


def _numbers(code: str) -> list[int]:
    return [number for number in range(48) if site.PLACES[number % len(site.PLACES)] == code]


def _expected(code: str, year: int) -> int:
    return sum(site.year_of(number) == year for number in _numbers(code))


def _kinds(code: str, kind: str) -> int:
    return sum(site.KINDS[number % 4] == kind for number in _numbers(code))


def test_search_finds_parts_of_chinese_words_and_marks_them(reader: Reader) -> None:
    reader.open("meetings.html")
    reader.until("#count", "共 49 场会议")
    reader.choose("q", "通渭 教育")
    reader.until("#count", "共 0 场会议")
    assert "没有符合条件的会议" in reader.one("#found").text
    reader.choose("q", "县区 第3")
    wanted = [n for n in range(48) if site.PLACES[n % 6] == "441403" and str(n).startswith("3")]
    reader.until("#count", f"共 {len(wanted)} 场会议")
    assert "县区" in reader.texts("#found mark")


def test_what_is_asked_can_be_shared_and_the_other_language_answers_the_same(reader: Reader) -> None:
    reader.open("meetings.html")
    reader.until("#count", "共 49 场会议")
    reader.choose("province", "44")
    reader.choose("q", "蕉岭")
    reader.until("#count", "共 8 场会议")
    address = reader.browser.current_url
    reader.browser.get("about:blank")
    reader.browser.get(address)
    reader.until("#count", "共 8 场会议")
    assert reader.one("#q").get_attribute("value") == "蕉岭"
    reader.one("a.switch").click()
    reader.until("#count", "8 meetings")
    assert reader.one("html").get_attribute("lang") == "en"
    assert "symposium" in reader.one("#found").text


def test_a_meeting_opens_and_its_facts_are_found_in_the_text(reader: Reader) -> None:
    reader.open("index.html")
    reader.choose("q", "梅县区2023年第24次")
    reader.one("#ask").submit()
    reader.until("#count", "共 1 场会议")
    reader.one("#found a").click()
    reader.until("main", "要守住校园安全底线")
    fact = next(each for each in reader.all("button.fact") if "安全底线" in each.text)
    fact.click()
    chosen = reader.texts("mark.chosen")
    assert "要守住校园安全底线，整改隐患24处。" in "".join(chosen)
    mark = reader.one("mark.chosen")
    assert mark.rect["y"] - reader.browser.execute_script("return scrollY") < WIDE[1]
    reader.picture("meeting-fact")


def test_pieces_of_a_text_are_the_text_however_facts_overlap(reader: Reader) -> None:
    chance = random.Random(7)
    cases = []
    for _ in range(150):
        size = chance.randint(0, 40)
        spans = [sorted((chance.randint(0, size), chance.randint(0, size))) for _ in range(chance.randint(0, 9))]
        cases.append([{"key": f"d{n}", "start": a, "end": b} for n, (a, b) in enumerate(spans)])
    reader.open(f"meeting.html#{meeting(reader, '梅县区2023年第24次')}")
    reader.until("main", "安全底线")
    cut = reader.browser.execute_script(
        "return arguments[0].map((facts) => edumeet.article.cut({ directives: facts }))", cases
    )
    for facts, pieces in zip(cases, cut, strict=True):
        assert all(start < end for start, end, _ in pieces)
        assert all(one[1] <= two[0] for one, two in pairwise(pieces))
        for fact in facts:
            covered = [spot for start, end, keys in pieces if fact["key"] in keys for spot in range(start, end)]
            assert covered == list(range(fact["start"], fact["end"]))


def test_a_cell_of_the_directives_shows_their_words(reader: Reader) -> None:
    reader.open("directives.html")
    reader.one("#by-year a[href='#topic=safety&year=2023']").click()
    reader.until("#chosen", "校园安全 · 2023")
    assert all("安全" in each for each in reader.texts("#quotes .what"))
    assert all("2023-" in each for each in reader.texts("#quotes .where"))
    reader.one("#by-level a[href='#topic=safety&level=county']").click()
    reader.until("#chosen", "校园安全 · 县级")


def test_a_province_of_the_matrix_opens_into_its_divisions(reader: Reader) -> None:
    reader.open("index.html")
    row = reader.one("#matrix tr[data-code='44']")
    row.find_element("css selector", "button").click()
    reader.until("#matrix tr[data-under='44'] a", "蕉岭县")
    row.find_element("css selector", "button").click()
    assert not reader.one("#matrix tr[data-under='44']").is_displayed()


def test_officials_of_a_division_over_time(reader: Reader) -> None:
    reader.open("officials.html#division=441427")
    reader.until("#count", "9 条")
    first = reader.texts("#people tbody tr")[0]
    assert "陈一心" in first or "林" in first
    reader.choose("name", "陈一心")
    reader.until("#count", "1 条")
    row = reader.one("#people tbody tr").text
    assert "副县长" in row and "主持" in row
    assert "8" in reader.texts("#people td.number")


def test_numbers_with_a_deadline(reader: Reader) -> None:
    reader.open("quantities.html#year=2023")
    reader.until("#count", "共 18 个数字")
    reader.choose("province", "44")
    reader.until("#count", f"共 {sum(_expected(code, 2023) for code in ('441403', '441427'))} 个数字")
    assert "2027" in reader.one("#found tbody tr").text


def test_the_backfill_grid_shows_what_the_ledger_says(reader: Reader) -> None:
    reader.open("sources.html")
    cells = dict(
        zip(reader.texts("#grid ~ div tbody th"), reader.texts("#grid ~ div tbody td span[aria-hidden]"), strict=True)
    )
    assert cells == {"bad": "・・・・◆・・・・・・・", "good": "■・×・・・・・・・・・"}


def test_scripts_in_crawled_text_stay_text(reader: Reader) -> None:
    address = meeting(reader, "坏县教育工作会议<script>")
    assert site.HOSTILE_NAME in reader.one("#found .what").text
    for page, said in (
        (f"meeting.html#{address}", site.SCRIPT),
        (f"en/meeting.html#{address}", site.SCRIPT),
        ("officials.html#division=620622", site.HOSTILE_PERSON),
        ("directives.html#topic=vocational&year=2024", site.SCRIPT),
        ("quantities.html#q=新增学位%22", "onerror"),
        ("meetings.html#person=王<script>", site.HOSTILE_PERSON),
        (f"meetings.html#q={site.IMAGE}", site.HOSTILE_NAME),
        ("sources.html", site.SCRIPT),
        ("quality.html", "onerror"),
        ("programmes.html", site.CLOSING),
    ):
        reader.open(page)
        reader.until("main", said)
        assert not reader.planted(), page
        assert not reader.all("main img, main script, main a[href^='javascript']"), page
    reader.open(f"meeting.html#{address}")
    reader.until("main", "要办好职业教育<script>")
    reader.picture("meeting-hostile")


def test_an_address_that_asks_for_nonsense_is_no_script_either(reader: Reader) -> None:
    for page in (
        "meeting.html#<script>window.planted=1</script>", "meetings.html#year=<img src=x>&division=%22%3E",
        "officials.html#division=..%2F..%2Fx", "directives.html#topic=%22%5D", "quantities.html#year=x",
    ):  # fmt: skip
        reader.open(page)
        reader.until("main", "")
        assert not reader.planted()
        reader._logs()  # a data file that is not there is told to the reader, and to the console


def test_the_keyboard_reaches_everything(reader: Reader) -> None:
    reader.open("meetings.html")
    reader.until("#count", "共 49 场会议")
    reached = reader.browser.execute_script(
        "const all = [...document.querySelectorAll('a, button, input, select')].filter((e) => e.offsetParent);"
        "return all.every((e) => e.tabIndex >= 0 || e.disabled)"
    )
    assert reached
    reader.one("a.skip").send_keys("\n")
    assert reader.browser.execute_script("return document.activeElement.id") == "main"


@pytest.mark.parametrize("page", ["index", "directives", "meeting"])
def test_pages_print(reader: Reader, page: str) -> None:
    reader.open(f"{page}.html" if page != "meeting" else f"meeting.html#{meeting(reader, '梅县区2023年第24次')}")
    reader.until("main", "安全" if page != "index" else "教育")
    assert reader.printed(page).startswith(b"%PDF")
