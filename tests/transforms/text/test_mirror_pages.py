"""Mirror pages made by the simulator come back; the sister noises too."""

import random

import pytest

from tests.transforms.text.mirror_simulator import damage_line, damage_text, fresh_annotations, known_annotations
from tests.transforms.text.round_trip import FOLD, RoundTrip
from tests.transforms.text.sample_text import PARAGRAPHS, page
from transforms.text import restore
from transforms.text.annotations import toneless
from transforms.text.lexicon import mirror_table, readings


def _lines(size: int, seed: int) -> list[str]:
    return page(random.Random(seed), size).split("\n")


@pytest.mark.parametrize("fold", [True, False])
def test_list_prefixes_of_every_length_come_back_exactly_where_nothing_was_lost(fold: bool) -> None:
    annotations = known_annotations()
    trip = RoundTrip()
    for length in range(1, len(annotations) + 1):
        trip.add(_lines(450, seed=length), annotations[:length], fold=fold)
    assert trip.places >= 20
    assert trip.wrong_without_loss == 0
    assert trip.accuracy >= 0.9995


def test_lists_never_seen_come_back_nearly_exactly() -> None:
    rng = random.Random(11)
    trip = RoundTrip()
    for seed in range(5):
        trip.add(_lines(3000, seed=1000 + seed), fresh_annotations(rng, rng.randint(100, 250)))
    assert trip.wrong_without_loss == 0
    assert trip.accuracy >= 0.999


def test_what_was_lost_is_mostly_found_or_among_the_candidates() -> None:
    rng = random.Random(5)
    trip = RoundTrip()
    for seed in range(9):
        annotations = known_annotations() if seed % 3 == 0 else fresh_annotations(rng, rng.randint(100, 250))
        trip.add(_lines(2500, seed=2000 + seed), annotations, slip=0.5, seed=seed)
    assert trip.lost >= 25
    assert trip.first_right / trip.lost >= 0.75
    assert trip.among_candidates / trip.lost >= 0.85


def test_what_slips_took_is_found_or_among_the_candidates() -> None:
    annotations = known_annotations()
    trip = RoundTrip()
    for seed in range(30):
        trip.add(_lines(4000, seed=6000 + seed), annotations[: 4 * seed + 8], slip=0.2, seed=seed, fold=seed % 2 == 0)
    assert trip.lost >= 25
    assert trip.first_right / trip.lost >= 0.85
    assert trip.among_candidates / trip.lost >= 0.95


def _noisy(text: str, every: dict[str, str]) -> str:
    return "".join(char + every.get(char, "") for char in text)


def _without_loss() -> list[str]:
    """Our own paragraphs that the whole list leaves without loss."""
    return [p for p in PARAGRAPHS if not damage_line(p, known_annotations())[1].lost]


SIMPLIFIED = "\n".join(_without_loss()[:8])
TRADITIONAL = "\n".join("".join(mirror_table().forward.get(c, c) for c in p) for p in SIMPLIFIED.split("\n"))


def test_doubled_toneless_readings_go() -> None:
    first = readings().first
    noise = {c: f"({toneless(first[c])})" * 2 for c in "會開學說對個時來過上人的"}
    restored = restore(_noisy(TRADITIONAL, noise))
    assert restored.text == SIMPLIFIED
    assert restored.pinyin_removed == 2 * sum(TRADITIONAL.count(c) for c in noise)


def test_single_toneless_readings_go() -> None:
    first = readings().first
    noise = {c: f"({toneless(first[c])})" for c in "會開學說對個時來過"}
    assert restore(_noisy(TRADITIONAL, noise)).text == SIMPLIFIED


def test_blanks_inside_a_reading_do_not_save_it() -> None:
    first = readings().first
    noise = {c: f"({first[c]} )" for c in "會開學說對個時來過"}
    assert restore(_noisy(TRADITIONAL, noise)).text == SIMPLIFIED


def test_annotations_on_a_simplified_page_go() -> None:
    table, first = mirror_table().forward, readings().first
    noise = {c: f"({first[table[c]]})" for c in "会开学说对个时来过"}
    restored = restore(_noisy(SIMPLIFIED, noise))
    assert restored.text == SIMPLIFIED
    assert restored.script == "Hans"


def test_a_comma_doubled_before_another_mark_goes() -> None:
    page_text, _ = damage_text(SIMPLIFIED, known_annotations(), fold=False)
    assert restore(page_text.replace("。", ",。").replace("，", "，，")).text == SIMPLIFIED


def test_a_slip_that_ate_the_character_behind_a_full_stop() -> None:
    # 作。縣 = D7F7 A1A3 BF68: the decoder slipped before A3BF, which reads as ?
    text = "要全力抓好教育工作。县委书记对学校建设和农业发展作了部署。\n" + SIMPLIFIED
    shown, _ = damage_text(text, known_annotations())
    broken = shown.replace("工作。縣", "工作??h", 1)
    assert broken != shown
    assert restore(broken).text == text.translate(FOLD)
    assert restore(broken).bytes_repaired == restore(shown).bytes_repaired + 1


@pytest.mark.parametrize("fold", [True, False])
def test_a_slip_inside_a_clause_is_no_full_stop(fold: bool) -> None:
    # 粒扣 = C1A3 BFDB: a slip before A3BF; 。 = A1A3 would fit the bytes as well
    text = "要帮助学生扣好人生第一粒扣子；培养德智体美劳全面发展的接班人。"
    rest, _ = damage_text(SIMPLIFIED, known_annotations()[:80], fold=fold)
    shown, damage = damage_line(text, known_annotations()[:80], slip=1.0, rng=random.Random(1), fold=fold)
    assert damage.slipped
    restored = restore(f"{rest}\n{shown}")
    assert restored.text.split("\n")[-1] == (text.translate(FOLD) if fold else text)
    (doubt,) = (u for u in restored.uncertain if u["candidates"][0] == "粒")
    assert restored.text[doubt["start"] : doubt["end"]] == "粒"
    assert "。" in doubt["candidates"]


def test_damage_that_ate_a_tag_is_repaired_in_markup() -> None:
    # 化。”</strong>: a slip before A3A1, then the second quotation mark took the bracket of the tag with it
    first = "<p><strong>要推动教育发展“数字化。”</strong></p>"
    lines = [first, *(f"<p>{line}</p>" for line in SIMPLIFIED.split("\n"))]
    shown, _ = damage_text("\n".join(lines), known_annotations(), fold=False)
    broken = shown.replace("化。”</strong>", "化?！?/strong>", 1)
    assert broken != shown
    assert restore(broken, markup=True).text == "\n".join(lines)


def test_a_letter_taken_for_a_second_byte_keeps_its_place() -> None:
    # 阷T: a listed character's code may end in a letter that stands for itself
    text = "他在家A门口等车，学校开会讨论发展问题，业务部门统筹协调，节约环保养成习惯。\n" + SIMPLIFIED
    shown, damage = damage_text(text, known_annotations(), fold=False)
    assert restore(shown).text.split("\n")[0] == text.split("\n")[0] or damage[0].lost


def test_offsets_of_a_damaged_page_lead_back_to_it() -> None:
    shown, _ = damage_text("\n".join(PARAGRAPHS), known_annotations())
    restored = restore(shown)
    table = mirror_table().forward
    same = 0
    for k, char in enumerate(restored.text):
        there = shown[restored.to_fetched(k)]
        same += there in (char, table.get(char, char))
    assert same / len(restored.text) > 0.97
    assert restored.to_fetched(len(restored.text)) == len(shown)
    assert [restored.to_fetched(k) for k in range(len(restored.text))] == sorted(
        restored.to_fetched(k) for k in range(len(restored.text))
    )


def test_uncertain_places_hold_their_first_candidate() -> None:
    rng = random.Random(3)
    checked = 0
    for seed in range(3):
        lines = _lines(2500, seed=3000 + seed)
        shown, _ = damage_text("\n".join(lines), fresh_annotations(rng, 250))
        restored = restore(shown)
        for place in restored.uncertain:
            stands = restored.text[place["start"] : place["end"]]
            assert stands == place["candidates"][0].translate(FOLD)
            assert len(set(place["candidates"])) == len(place["candidates"]) > 1
            checked += 1
    assert checked


@pytest.mark.parametrize(
    ("shown", "want"),
    [
        ("大家關注燃?xì)狻⒔ㄖ┕さ戎攸c領域", "大家关注燃气、建筑施工等重点领域"),
        ("與當(dāng)?shù)鼐用竦臎_突", "与当地居民的冲突"),
        ("把資源變?yōu)楫a(chǎn)業", "把资源变为产业"),
        ("據日?qǐng)?bào)報道", "据日报报道"),
        ("會議真的結束了嗎?!他問", "会议真的结束了吗?!他问"),
    ],
)
def test_damage_as_other_mirrors_show_it(shown: str, want: str) -> None:
    around, _ = damage_text(SIMPLIFIED, known_annotations()[:60])
    assert restore(f"{around}\n{shown}").text.split("\n")[-1] == want
