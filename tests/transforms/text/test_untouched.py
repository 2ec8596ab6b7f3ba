"""Text that is no mirror's comes back as it is, whatever brackets, readings and question marks it holds."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.text.sample_text import PARAGRAPHS, name, page
from transforms.text import restore

LESSON_HANS = """\
第三课 识字
学(xué) 习(xí) 书(shū) 门(mén) 开(kāi) 车(chē) 马(mǎ) 鸟(niǎo) 鱼(yú) 长(cháng)
会(huì)不会(huì)写？读一读，再组词：国(guó)家、问(wèn)好、关(guān)门、时(shí)间。
多音字：长(zhǎng)大、长(cháng)江；重(chóng)新、重(zhòng)要；行(háng)业、行(xíng)走；觉(jué)得、睡觉(jiào)。"""

LESSON_HANT = """\
第一課 我們的學校
學(xué) 校(xiào) 國(guó) 語(yǔ) 書(shū) 門(mén) 開(kāi) 車(chē) 馬(mǎ) 魚(yú) 會(huì) 說(shuō)
請把下面的字讀一讀，寫一寫，再用它們造句。"""

LESSON_DENSE = "我(wǒ)们(men)学(xué)习(xí)新(xīn)课(kè)文(wén)，请(qǐng)大(dà)家(jiā)打(dǎ)开(kāi)书(shū)。" * 4

GUIDE = """\
从成都(Chéngdū)坐火车到重庆(Chóngqìng)大约两个小时，洪崖洞(Hóngyá Dòng)的夜景很好看，亳(bó)州的药市也值得一去。
歙(shè)县、黟(yī)县、盱眙(xū yí)、涪(fú)陵、六(lù)安，这些地名容易读错。"""

NAMES = "获奖名单：陈翀(chōng)、赟(yūn)、李龘(dá)、王喆(zhé)、吴堃(kūn)、单(shàn)小龙、朴(piáo)志勇。"

ENGLISH = """\
肿瘤(tumor)与癌症(cancer)、肉瘤(sarcoma)不同；会议(meeting)、学习(study)、发展(development)。
The meeting (hui) was held in Beijing, wasn't it? Yes! Really?! He said: "no, never."
机器学习(ML)、自然语言处理(NLP)、会(can)、对(yes)、个(ge)。"""

CODE = """\
def f(x, y): return g(x)(y) if x else "?"
var a = b ? c(d) : e(f); // 说明(shuo ming)：调用 h(i)(j)
SELECT 学(xue) FROM t WHERE n=? AND m=?; 网址 http://example.cn/a?b=1&c=(2) 邮箱 li.wei@example.edu.cn"""

FORMULA = "设f(x)=a(x)+b(e)，当n(o)=1时成立(2023)；第(3)题：H(ao)2、O(u)、(一)(二)（三）。编号：粤教(2023)47号(试行)。"

QUESTIONS = "真的吗?!你确定??他愣住了?,然后说:“什么?。”…?!?!好吧?！这样？！行不行?(不行)好?(hǎo)不好?"

POEM = "床前明月光,疑是地上霜。\n举头望明月,低头思故乡。\n\n白日依山尽,黄河入海流。\n欲穷千里目,更上一层楼。"

TABLE = "序号\t姓名\t成绩(分)\n1\t李明\t98.5\n2\t王芳(女)\t97\n3\t\ufffd\t?\n合计(人)\t3\t(空)"

SIMPLIFIED_WITH_ODDITIES = (
    "\n".join(PARAGRAPHS) + "\n著名学者乾隆研究会在於潜镇举行，与会者有余、馀、後稷、鍾书、張大千（画家）、萬科。"
)

PAGES = {
    key: value
    for key, value in globals().copy().items()
    if key.isupper() and isinstance(value, str) and key not in ("LESSON_HANT",)
}


@pytest.mark.parametrize("kind", PAGES)
def test_comes_back_as_it_is(kind: str) -> None:
    restored = restore(PAGES[kind])
    assert restored.text == PAGES[kind]
    assert (restored.pinyin_removed, restored.bytes_repaired, restored.converted) == (0, 0, 0)


@pytest.mark.parametrize("kind", PAGES)
def test_comes_back_as_it_is_inside_a_longer_page(kind: str) -> None:
    text = "\n".join([*PARAGRAPHS, PAGES[kind], *PARAGRAPHS])
    assert restore(text).text == text


def test_a_traditional_lesson_keeps_its_readings() -> None:
    restored = restore(LESSON_HANT)
    assert restored.script == "Hant"
    assert restored.pinyin_removed == 0
    assert restored.text.count("(") == LESSON_HANT.count("(")


def _spiced(rng: random.Random, size: int) -> str:
    """Simplified text with readings, glosses, question marks and the like strewn in."""
    spices = (
        "(hǎo)",
        "(chóng)",
        "?!",
        "??",
        "?,",
        "(2023)",
        "(meeting)",
        "(huì)",
        "f(x)",
        "(一)",
        "?。",
        "（shì）",
        "(a)",
    )
    lines = []
    for line in page(rng, size).split("\n"):
        for _ in range(rng.randrange(3)):
            at = rng.randrange(len(line))
            line = line[:at] + rng.choice(spices) + line[at:]
        lines.append(line)
    return "\n".join(lines)


def test_a_million_characters_without_a_false_change() -> None:
    rng = random.Random(7)
    seen = 0
    while seen < 1_000_000:
        text = page(rng, 20_000) if rng.random() < 0.5 else _spiced(rng, 20_000)
        restored = restore(text, markup=rng.random() < 0.3)
        assert restored.text == text
        assert restored.script == "Hans"
        seen += len(text)


def test_a_name_with_its_reading_on_many_pages() -> None:
    rng = random.Random(8)
    for _ in range(300):
        person = name(rng)
        text = f"{page(rng, 300)}\n作者：{person[:-1]}{person[-1]}(hàn)，编辑：{name(rng)}(笔名)"
        assert restore(text).text == text


_HANZI = st.text(
    alphabet=st.sampled_from("的一会学发区业长门开著乾于后里国說會學發區業於後裡雲國?!,。(（)）“”húìxuéab1 \n"),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(_HANZI)
def test_restoring_twice_changes_nothing_more(text: str) -> None:
    once = restore(text).text
    assert restore(once).text == once


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_anything_at_all_is_survived(text: str) -> None:
    for markup in (False, True):
        restored = restore(text, markup=markup)
        assert restored.to_fetched(len(restored.text)) == len(text)
        offsets = [restored.to_fetched(k) for k in range(len(restored.text) + 1)]
        assert offsets == sorted(offsets)
        assert restore(restored.text, markup=markup).text == restored.text
