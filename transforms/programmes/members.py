"""Members of counted sets: what the text lists before or after 三个能力提升, “四个更好” or “12345”."""

import re

from transforms.language import numeral_value, parts, sentence_at, sentences_between
from transforms.programmes.quoted import COUNTED, Name, count_of

_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,4}[是要、]|（[一二三四五六七八九十]{1,4}）")
_AND = re.compile(r"、|以及|和|(?<!普)及|与")
_LEAD = re.compile(
    r"^.*?(?:按照|做好|抓好|抓实|抓牢|坚持|建立健全|建立|健全|完善|推进|推动|落实|实施|加强|强化|办好|建好|构建|打造|突出|聚焦|紧扣|围绕|包括|即|为|涵盖|实现|形成|深化|开展|县域内|注重|统筹|提升|培育|争做|争当|做到|实行|推行|执行|采取|压实|狠抓|紧盯)(?=[一-鿿“])"
)


def members(body: str, name: Name, names: list[Name]) -> list[str]:
    """The members of a counted set that the text lists; [] where the name counts none or lists none."""
    if re.fullmatch(r"[1-9]{2,6}", name.term):
        return _digits(name, names)
    count = count_of(name.term)
    if count is None:
        return []
    for way in (_numbered, _ending, _colon, _points, _quoted_after, _led, _before):
        found = way(body, name, count)
        if len(found) == count:
            return _without_verb(found, name)
    return []


def _ending(body: str, name: Name, count: int) -> list[str]:
    """“三集中”“三到位”，即时间集中、…，责任落实到位、…: the parts that end with the counted word."""
    word = _word(name.term)
    if len(word) < 2 or count < 2:
        return []
    told = re.search(r"(?:，即|，也就是|：|（即)", body[name.end : _sentence(body, name.end)])
    if told is None:
        return []
    pieces = re.split(r"[、，；。（）]", body[name.end + told.end() : _sentence(body, name.end)])
    found = [piece for piece in pieces if piece.endswith(word) and len(piece) > len(word)]
    return found if len(found) == count else []


def _led(body: str, name: Name, count: int) -> list[str]:
    """做有理想、有道德、有学识、有爱心的“四有”教师: the parts before that begin with the counted character."""
    match = COUNTED.fullmatch(name.term)
    word = match.group("what") if match else ""
    if len(word) != 1 or count < 2:
        return []
    start = max(0, name.start - 80, *(body.rfind(m, max(0, name.start - 80), name.start) + 1 for m in "。；，\n"))
    found = re.findall(
        rf"(?:(?<=[、做当为])|^){word}[^、，。“”的{word}]{{1,10}}(?=[、的“]|$)", body[start : name.start]
    )
    return found if len(found) == count else []


def _without_verb(found: list[str], name: Name) -> list[str]:
    """打好控辍保学攻坚战, 打好平安校园攻坚战: members of 八大攻坚战, named without the verb they all begin with."""
    match = COUNTED.fullmatch(name.term)
    what = match.group("what") if match else ""
    bare = [_VERB.sub("", member) for member in found]
    if len(what) > 1 and all(b != m and b.endswith(what) and b != what for b, m in zip(bare, found, strict=True)):
        return bare
    return found


_VERB = re.compile(r"^(?:切实|着力|坚决)?(?:抓好|抓实|打好|打赢|建强|建好|实施|推进|开展)")


def _digits(name: Name, names: list[Name]) -> list[str]:
    """“12345”: later names that begin with one, two, three …, in order."""
    found: list[str] = []
    for digit in name.term:
        later = next((n.term for n in names if n.start > name.start and count_of(n.term) == int(digit)), None)
        if later is None:
            return []
        found.append(later)
    return found


def _sentence(body: str, offset: int) -> int:
    sentence = sentence_at(body, offset)
    return sentence.end if sentence else len(body)


def _colon(body: str, name: Name, count: int) -> list[str]:
    """“四个准确把握”：准确把握…，准确把握…; the colon may stand after a clause more."""
    stop = _sentence(body, name.end)
    colon = body.find("：", name.end, stop)
    if colon < 0:
        return []
    for marks in ("；。", "，；。", "、，；。"):
        found = [_first(body[p.start : p.end]) for p in parts(body, colon + 1, stop, marks)]
        word = _word(name.term)
        led = [member for member in found if member.startswith(word)] if word else []
        if len(led) == count:
            return led
        if len(found) == count:
            return found
    return []


_NUMBERED = re.compile(r"(?:^|(?<=[：。；，\n”]))(?P<n>[一二三四五六七八九十]{1,2})[是要](?P<said>[^，。；：\n]{2,40})")


def _numbered(body: str, name: Name, count: int) -> list[str]:
    """做到“四个聚焦”：一是聚焦公平，…。二是聚焦质量，…: the first clauses of a numbered list that follows."""
    if not re.match(r"”?[^，。；：“”\n]{0,10}[：。]\s*一[是要]", body[name.end : name.end + 20]):
        return []
    found: list[str] = []
    for match in _NUMBERED.finditer(body, name.end, min(len(body), name.end + 1500)):
        if numeral_value(match.group("n")) != len(found) + 1:
            break
        found.append(match.group("said"))
        if len(found) == count:
            break
    return found


def _points(body: str, name: Name, count: int) -> list[str]:
    """抓牢“两个根本”。一手抓牢A，…；一手抓牢B，…。: the parts of the next sentence."""
    following = _after(body, name)
    if following is None or count < 2:
        return []
    if _ORDINAL.match(body, following[0]) and body[following[0]] != "一":
        return []  # 抓牢“两个关键”。三是…: the next point is none of its members
    sections = [body[p.start : p.end] for p in parts(body, following[0], following[1], "；")]
    found = [re.sub(r"^一手抓[牢好实紧]?", "", _first(section)) for section in sections]
    return found if len(found) == count else []


def _quoted_after(body: str, name: Name, count: int) -> list[str]:
    """围绕“四个更好”。…让“A、B、C、D”: a quoted list of as many parts in the next sentence, or right after （即…）."""
    following = _after(body, name)
    if following and _ORDINAL.match(body, following[0]):
        following = None
    spans = [(name.end, _sentence(body, name.end))] + ([following] if following else [])
    for start, end in spans:
        for match in re.finditer(r"“([^”“]{2,80})”", body[start:end]):
            found = [part.strip() for part in match.group(1).split("、")]
            if len(found) == count and (count > 1 or start != name.end):
                return found
    led = re.match(r"”，([^。；，“”]{4,90})[。；]", body[name.end : name.end + 100])
    if led and count > 1:  # “四个带头”，带头进课堂、带头搞教研、…
        found = led.group(1).split("、")
        if len(found) == count and all(part.startswith(_word(name.term) or "，") for part in found):
            return found
    bracket = re.match(
        r"”?(?:（(?:即|指)?[：:]?|，(?:即|就是|分别是|也就是))([^）。；，]{4,90})[）。；，]",
        body[name.end : name.end + 100],
    )
    if bracket:
        found = [part.strip("“”") for part in re.split(r"[、，；]", bracket.group(1))]
        if len(found) == count:
            return found
    return []


_EACH_ITS_VERB = re.compile(r"(?:增强|坚定|做到|树牢|树立|捍卫|拥护|领悟|践行|坚持|落实)“[两三四五六七八九]个")


_OTHER_THING = re.compile(r"^(?:安排|部署|研究|确保|总结)|[省市县区校]$")


def _before(body: str, name: Name, count: int) -> list[str]:
    """校长、骨干教师、班主任“三个能力提升”, A、B、C的“三位一体”; or the list of the clause before."""
    if count < 2:
        return []
    start = max(0, name.start - 200, *(body.rfind(m, max(0, name.start - 200), name.start) + 1 for m in "。；\n"))
    clauses = re.split(r"，", body[start : name.start - 1])
    for clause in reversed(clauses[-2:]):
        if _EACH_ITS_VERB.search(clause):
            continue  # 增强“四个意识”、坚定“四个自信”、做到“两个维护”
        if clause is not clauses[-1] and "等" in clause:
            continue
        if clause is not clauses[-1] and _OTHER_THING.search(clauses[-1]):
            continue  # 贯彻省、市有关会议精神，部署我县“两考”
        said = re.sub(r"(?:的|等|这|充分发挥[一-鿿]{0,4})+$", "", clause)
        said = said.replace("“", "").replace("”", "")
        pieces = [piece for piece in _AND.split(said) if piece]
        if len(pieces) > count:
            # An earlier coordination belongs to something else: 按照做好A、B和C的要求…D、E和F
            pieces = pieces[-count:]
        if len(pieces) == count:
            first = pieces[0]
            word = _word(name.term)
            if len(word) > 1 and all(piece.startswith(word) for piece in pieces[1:]) and word in first:
                return [first[first.index(word) :], *pieces[1:]]  # 以聚焦公平、聚焦质量“两个聚焦”
            while (cut := _LEAD.sub("", first)) != first:
                first = cut
            return [first, *pieces[1:]]
    return []


def _after(body: str, name: Name) -> tuple[int, int] | None:
    """The sentence after the one that the name closes."""
    stop = _sentence(body, name.end)
    if body[name.end + 1 : stop].strip("。，；：”") != "":
        return None
    after = [s for s in sentences_between(body, stop, stop + 400) if s.start >= stop]
    return (after[0].start, after[0].end) if after else None


def _first(text: str) -> str:
    """The first clause, without its mark."""
    return re.sub(
        r"^(?:[一二三四五六七八九十]+[是要]|（[一二三四五六七八九十\d]+）)", "", re.split(r"[，。；]", text.strip())[0]
    ).strip("、 ")


def _word(term: str) -> str:
    match = COUNTED.fullmatch(term)
    return match.group("what")[:2] if match else ""


def list_name(body: str, end: int) -> tuple[str, int] | None:
    """After a list of quoted names: 等五项工程 is the name of the set; returns name and count."""
    match = re.match(
        r"等?(?P<name>(?P<n>[二两三四五六七八九十]|\d{1,2})(?:个|项|大|支|种|类)(?P<what>[一-鿿]{1,6}?))(?=[，。；、！\n]|的|建设|工作|任务|为|开展|活动|，)",
        body[end : end + 14],
    )
    if match is None:
        return None
    value = numeral_value(match.group("n"))
    return (match.group("name"), int(value)) if value else None
