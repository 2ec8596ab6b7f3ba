"""Traditional to Simplified: the oracle's output on every text, protected names aside; script by evidence."""

import random

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.text.sample_text import PARAGRAPHS, page
from transforms.text import restore
from transforms.text.conversion import Standard, decode, dictionary, encode, simplify

STANDARDS: tuple[tuple[Standard, str], ...] = (("t2s", "s2t"), ("tw2s", "s2tw"), ("hk2s", "s2hk"))


def _simplify(text: str, standard: Standard) -> str:
    return decode(simplify(text, encode(text), standard))


@pytest.mark.parametrize(("standard", "back"), STANDARDS)
def test_equals_the_oracle_on_running_text(standard: Standard, back: str) -> None:
    oracle, to_traditional = opencc.OpenCC(standard).convert, opencc.OpenCC(back).convert
    rng = random.Random(standard)
    for _ in range(12):
        text = to_traditional(page(rng, 2000))
        assert _simplify(text, standard) == oracle(text)


@pytest.mark.parametrize("standard", [s for s, _ in STANDARDS])
def test_equals_the_oracle_on_every_entry_of_the_dictionaries_and_beside_each_other(standard: Standard) -> None:
    oracle = opencc.OpenCC(standard).convert
    names = ("TSPhrases", "TSCharacters", "TWVariantsRevPhrases", "HKVariantsRevPhrases", "TWVariantsRev")
    entries = [key for name in names for key in dictionary(name)]
    rng = random.Random(1)
    rng.shuffle(entries)
    for start in range(0, len(entries), 40):
        text = "".join(entries[start : start + 40])
        assert _simplify(text, standard) == oracle(text)


_HEADS = sorted({char for key in dictionary("TSPhrases") for char in key})


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from([*_HEADS, "，", "-", " ", "a", "𫗴"]), max_size=30))
def test_equals_the_oracle_where_phrases_overlap(text: str) -> None:
    assert _simplify(text, "t2s") == _T2S(text)


_T2S = opencc.OpenCC("t2s").convert


def test_a_traditional_page_is_restored_as_the_oracle_would() -> None:
    to_traditional = opencc.OpenCC("s2t").convert
    rng = random.Random(2)
    for _ in range(10):
        text = to_traditional(page(rng, 1500).replace("乾安县", "永安县"))
        restored = restore(text)
        assert restored.script == "Hant"
        assert restored.text == _T2S(text)
        assert restored.converted == sum(a != b for a, b in zip(text, restored.text, strict=True))


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("吉林省乾安縣教育局召開會議", "吉林省乾安县教育局召开会议"),
        ("珠海市斗門區乾務鎮中心小學", "珠海市斗门区乾务镇中心小学"),
        ("杭州市臨安區於潛鎮學校開學", "杭州市临安区於潜镇学校开学"),
        ("陝西省乾縣實驗學校", "陕西省乾县实验学校"),
        ("溼地乾旱，衣服曬乾", "湿地干旱，衣服晒干"),
    ],
)
def test_division_names_keep_their_official_form(written: str, official: str) -> None:
    assert restore(written).text == official


def test_taiwan_and_hong_kong_forms() -> None:
    assert restore("他跟著老師學習，顯著進步，裡面說明為什麼。").text == "他跟着老师学习，显著进步，里面说明为什么。"
    assert restore("他跟着老師學習，裏面説明衞生設施。").text == "他跟着老师学习，里面说明卫生设施。"


def test_a_page_in_the_mirrors_table_without_annotations() -> None:
    text = "關于著力推進校園安全的通知，今后干部要對照示范標準，取得顯著成績，關于乾務鎮，后續里程。"
    want = "关于着力推进校园安全的通知，今后干部要对照示范标准，取得显著成绩，关于乾务镇，后续里程。"
    assert restore(text).text == want


def test_a_simplified_page_that_quotes_an_original_keeps_it() -> None:
    text = "\n".join(PARAGRAPHS[:6]) + "\n碑文写着“國泰民安，風調雨順”，旁边是“學而時習之”。"
    assert restore(text).text == text
    assert restore(text).script == "Hans"


def test_a_mixed_page_has_its_traditional_lines_converted() -> None:
    simple, other = PARAGRAPHS[0], PARAGRAPHS[6]
    text = f"{simple}\n{opencc.OpenCC('s2t').convert(other)}\n题词是“學貫中西”。"
    restored = restore(text)
    assert restored.script == "mixed"
    assert restored.text == f"{simple}\n{other}\n题词是“學貫中西”。"
    assert restore(restored.text).text == restored.text


def test_addresses_in_markup_stay_and_titles_are_converted() -> None:
    text = (
        '<meta name="ArticleTitle" content="教育工作會議"><a title="學校" href="/圖片/學校.html">學校開會</a>'
        "<p>會議總結了過去一年的工作。</p>"
    )
    want = (
        '<meta name="ArticleTitle" content="教育工作会议"><a title="学校" href="/圖片/學校.html">学校开会</a>'
        "<p>会议总结了过去一年的工作。</p>"
    )
    assert restore(text, markup=True).text == want


def test_radicals_become_the_characters_that_they_are_by_themselves_and_addresses_keep_theirs() -> None:
    """Parts that stand only within characters (⺡, ⺾) stay: a page about radicals means them."""
    text = '<a href="/⼈⺠.pdf">⻓⻔⻅⻋⼈⺠⽂⽔ \uf9e9\uf967</a>⺡⺾〇'
    assert restore(text, markup=True).text == '<a href="/⼈⺠.pdf">长门见车人民文水 里不</a>⺡⺾〇'
    everything = "".join(map(chr, (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))))
    assert len(restore(everything).text) == len(everything)
