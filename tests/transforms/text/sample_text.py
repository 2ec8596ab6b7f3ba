"""Chinese text of our own for tests: a seeded grammar of local news, and paragraphs of many kinds."""

import random
from pathlib import Path

_HERE = Path(__file__).parent
_ROWS = (line.split("\t") for line in (_HERE / "vocabulary.tsv").read_text(encoding="utf-8").splitlines()[1:])
_WORDS = {key: words.split(" ") for key, words in _ROWS}
_SIGNS = "。。。。。。；！？"
_JOINS = ["，", "，", "，", "、", "，并", "，同时", "，对此", "，随后", "，从而", "，其间", "："]

# Written after restoration was tuned, in the manner of real pages, and never looked at while tuning.
HELD_OUT = (_HERE / "held_out.txt").read_text(encoding="utf-8").splitlines()
PARAGRAPHS = (_HERE / "paragraphs.txt").read_text(encoding="utf-8").splitlines()


def name(rng: random.Random) -> str:
    """An invented person's name."""
    return rng.choice(_WORDS["surnames"]) + "".join(rng.sample(_WORDS["given"], rng.choice((1, 2, 2))))


def _clause(rng: random.Random) -> str:
    def pick(key: str) -> str:
        return rng.choice(_WORDS[key])

    kind = rng.randrange(9)
    if kind == 0:
        return f"{pick('places')}{pick('orgs')}{pick('verbs')}{pick('nouns')}"
    if kind == 1:
        return f"{pick('places')}{pick('titles')}{name(rng)}{pick('adj')}{pick('verbs')}{pick('things')}"
    if kind == 2:
        return f"要{pick('adj')}{pick('verbs')}“{pick('quoted')}”{rng.choice(('工作', '行动', '品牌', '机制', ''))}"
    if kind == 3:
        return f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日{rng.choice(['上午', '下午', '晚', ''])}"
    if kind == 4:
        return f"共有{rng.randint(2, 9800)}名{pick('people')}参加了{pick('nouns')}"
    if kind == 5:
        return f"{pick('people')}对{pick('things')}、{pick('things')}和{pick('things')}提出了意见"
    if kind == 6:
        return f"《{pick('places')}{pick('nouns')}{rng.choice(('方案', '条例', '规划', '办法'))}》已经{pick('verbs')}"
    if kind == 7:
        return f"{pick('nouns')}比上年增长{rng.randint(1, 99)}.{rng.randint(0, 9)}%"
    return f"{pick('adj')}{pick('verbs')}{pick('nouns')}，{pick('adj')}{pick('verbs')}{pick('things')}"


def paragraph(rng: random.Random) -> str:
    """One invented paragraph: a grammar's, or one of our own with its sentences shuffled."""
    if rng.random() < 0.35:
        sentences = [s + "。" for s in rng.choice(PARAGRAPHS).rstrip("。").split("。")]
        rng.shuffle(sentences)
        return "".join(sentences)
    out = []
    for _ in range(rng.randint(1, 5)):
        clauses = [_clause(rng) for _ in range(rng.randint(1, 4))]
        sentence = clauses[0]
        for clause in clauses[1:]:
            sentence += rng.choice(_JOINS) + clause
        out.append(sentence + rng.choice(_SIGNS))
    return "".join(out)


def page(rng: random.Random, size: int) -> str:
    """Paragraphs, one a line, of about `size` characters together."""
    lines: list[str] = []
    while sum(map(len, lines)) < size:
        lines.append(paragraph(rng))
    return "\n".join(lines)
