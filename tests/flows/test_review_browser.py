"""A reviewer in Chromium: judges, corrects, adds what is missing, saves, and sees how the extraction does."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.chromium import chromium
from tests.conftest import ROOT
from tests.flows.reviewing import Review, reviewing
from tests.warehouse.pages import meeting, page, record
from warehouse import link, load_partition, load_sources, open_writer, publish, write_partition

PICTURES = Path(os.environ.get("EDUMEET_SCREENSHOTS", ROOT / "build" / "screenshots"))
PLANT = "<img src=x onerror='window.planted=1'><script>window.planted=1</script>"
POINT = "要提高认识，把教育摆在优先发展的位置。"
RARE = "\U0002cb29"
"""A character that takes two units of UTF-16: offsets behind it are those of characters all the same."""
BODY = (
    f"4月19日，青山县召开2024年教育工作会议。会议由副县长王{RARE}主持，县委副书记李明华出席会议并讲话。\n"
    f"李明华强调，一是{POINT}二是要抓好“双减”工作，到2025年新增学位3000个。\n"
    f"各乡镇负责人、县直学校校长参加会议。{PLANT}"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder whose published file holds one meeting, reported by a page full of planted markup."""
    folder = tmp_path_factory.mktemp("home")

    def spanned(words: str, /, **facts: Any) -> dict[str, Any]:
        at = BODY.index(words)
        return facts | {"start": at, "end": at + len(words)}

    made: Any = record(
        "javascript:window.planted=1", title=f"青山县召开会议{PLANT}", body=BODY, source_label=PLANT,
        meeting=meeting(venue=PLANT),
        participants=[
            spanned(f"副县长王{RARE}", name=f"王{RARE}", title="副县长", organisation=None, roles=["chair"]),
            spanned("县委副书记李明华", name="李明华", title="县委副书记", organisation=None, roles=["attendee"]),
        ],
        attending_groups=[spanned("县直学校校长", text="县直学校校长")],
        agenda=[spanned("李明华出席会议并讲话", act="speech", actor="李明华", object=PLANT)],
        directives=[spanned(POINT, id="d1", parent=None, speaker="李明华", verb=PLANT, ordinal="一是", text=POINT)],
        programmes=[spanned("双减", term="双减", members=[PLANT])],
        quantities=[
            spanned("新增学位3000个", value=3000, unit="个", subject="新增学位", comparator="=", deadline=None),
        ],
        credits=[{"role": "editor", "name": PLANT}],
    )  # fmt: skip
    with open_writer(folder / "w.duckdb") as con:
        load_sources(con, [{"source_id": "qingshan", "name": f"青山{PLANT}", "kind": "government"}])
        load_partition(con, write_partition(folder / "staging", "qingshan", "2024-05", [page(made)]))
        link(con)
        publish(con, folder / "published.duckdb")
    (folder / "published").mkdir()
    shutil.copyfile(folder / "published.duckdb", folder / "published" / "edumeet.duckdb")
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        opened.set_window_size(1280, 1000)
        yield opened


@pytest.fixture
def review(home: Path, tmp_path: Path, browser: webdriver.Chrome) -> Iterator[Review]:
    with reviewing(home, "--out", str(tmp_path / "gold.jsonl")) as running:
        browser.get_log("browser")
        yield running
        assert browser.execute_script("return window.planted") is None, "a crawled text ran as a script"
        assert browser.get_log("browser") == []


def one(browser: webdriver.Chrome, selector: str) -> WebElement:
    return WebDriverWait(browser, 20).until(lambda b: b.find_element(By.CSS_SELECTOR, selector), selector)


def press(browser: webdriver.Chrome, selector: str) -> None:
    element = one(browser, selector)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def select(browser: webdriver.Chrome, text: str) -> None:
    """Select words of the article as a hand does, and wait for the bar."""
    browser.execute_script(
        """
        const article = document.querySelector(".article"), at = article.textContent.indexOf(arguments[0]);
        const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT), range = document.createRange();
        let passed = 0;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const end = at + arguments[0].length;
          if (passed <= at && at < passed + node.length) range.setStart(node, at - passed);
          if (passed < end && end <= passed + node.length) range.setEnd(node, end - passed);
          passed += node.length;
        }
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        """,
        text,
    )
    WebDriverWait(browser, 10).until(lambda b: b.find_element(By.CSS_SELECTOR, ".adder").is_displayed())


def type_into(browser: webdriver.Chrome, label: str, text: str) -> None:
    """Replace what stands in the field of the open form."""
    field = browser.find_element(
        By.XPATH, f"//dialog//label[starts-with(normalize-space(.), '{label}')]//*[self::input or self::textarea]"
    )
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(text)


def saved(file: Path) -> dict[str, Any]:
    (line,) = file.read_text("utf-8").splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def test_a_page_is_judged_corrected_completed_and_saved(
    review: Review, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    browser.get(review.address)
    press(browser, "[data-judge=p1] .wrong")
    press(browser, "[data-judge=p2] .mend")
    type_into(browser, "职务", "县委书记")
    press(browser, "dialog button[value=apply]")
    assert "县委书记" in one(browser, "[data-judge=p2] .now").text
    press(browser, "section[data-field=participant] .rest")
    select(browser, "各乡镇负责人")
    Select(one(browser, ".adder select")).select_by_value("group")
    press(browser, "#add")
    press(browser, "dialog button[value=apply]")
    assert "各乡镇负责人" in one(browser, "section[data-field=group] .added").text
    press(browser, "section[data-field=group] .rest")
    press(browser, "[data-judge='meeting.mode'] .mend")
    Select(one(browser, "dialog select")).select_by_value("video")
    press(browser, "dialog button[value=apply]")
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser.save_screenshot(str(PICTURES / "review.png"))
    press(browser, "#save")
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".finished"))
    told = {
        row.text.split()[0]: row.text.split()[1:] for row in browser.find_elements(By.CSS_SELECTOR, "#tally tbody tr")
    }
    assert told["参会人员"] == ["0", "2", "0", "0.000"] and told["参会单位与人群"] == ["1", "0", "1", "1.000"]
    line = saved(tmp_path / "gold.jsonl")
    person = "县委副书记李明华"
    assert line["participants"] == [
        {"name": "李明华", "title": "县委书记", "organisation": None, "roles": ["attendee"],
         "start": BODY.index(person), "end": BODY.index(person) + len(person)},
    ]  # fmt: skip
    assert [BODY[g["start"] : g["end"]] for g in line["attending_groups"]] == ["各乡镇负责人", "县直学校校长"]
    assert line["meeting"] == {"mode": "video"}
    assert "title" not in line and "directives" not in line, "what was not judged is not gold"
    assert {(v["field"], v["key"], v["verdict"]) for v in line["_review"]["verdicts"]} == {
        ("participant", "p1", "wrong"), ("participant", "p2", "wrong"), ("group", "g1", "right"),
        ("group", None, "missing"), ("meeting.mode", "meeting.mode", "missing"),
    }  # fmt: skip


def test_the_rest_of_the_page_at_one_press_in_english_on_a_phone(
    review: Review, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    browser.set_window_size(500, 900)
    try:
        browser.get(review.address)
        press(browser, "a.switch")
        WebDriverWait(browser, 20).until(lambda b: "Extracted" in b.page_source or "extracted" in b.page_source)
        press(browser, "#save")
        assert one(browser, ".told").text == "Nothing has been judged yet."
        press(browser, "#all")
        assert one(browser, "[data-judge=body] .right").get_attribute("aria-pressed") == "true"
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth"), (
            "it scrolls sideways"
        )
        browser.save_screenshot(str(PICTURES / "review-phone.png"))
        press(browser, "#save")
        WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".finished"))
    finally:
        browser.set_window_size(1280, 1000)
    line = saved(tmp_path / "gold.jsonl")
    assert line["body"] == BODY
    assert {p["name"] for p in line["participants"]} == {f"王{RARE}", "李明华"}
    assert line["programmes"][0]["members"] == [PLANT]
    assert line["meeting"]["venue"] == PLANT


def test_the_article_is_its_text_and_keys_work(review: Review, browser: webdriver.Chrome) -> None:
    browser.get(review.address)
    article = one(browser, ".article")
    assert browser.execute_script("return arguments[0].textContent", article) == BODY
    for key, words in {"p1": f"副县长王{RARE}", "a1": "李明华出席会议并讲话", "q1": "新增学位3000个"}.items():
        said = browser.execute_script(
            "return edumeet.article.pieces(arguments[0], arguments[1]).map((m) => m.textContent).join('')", article, key
        )
        assert said == words
    mark = one(browser, "mark[data-f~=q1]")
    browser.execute_script("arguments[0].focus()", mark)
    assert "新增学位" in one(browser, "#tip").text and "数字与目标" in one(browser, "#tip").text
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    assert "chosen" in (one(browser, "[data-key=q1]").get_attribute("class") or "")
    assert not browser.find_elements(By.CSS_SELECTOR, "a[href^='javascript']")
    review.interrupt()
    press(browser, "[data-judge=p1] .right")
    press(browser, "#save")
    WebDriverWait(browser, 20).until(lambda b: "没有回应" in b.find_element(By.CSS_SELECTOR, ".told").text)
    complaints = browser.get_log("browser")
    assert all("verdicts" in entry["message"] for entry in complaints), complaints
