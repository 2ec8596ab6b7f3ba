"""Paragraphs, sentences and clauses as spans."""

import re
from bisect import bisect_left, bisect_right
from functools import cache
from typing import NamedTuple

from transforms.language.marks import blank, enclosed
from transforms.remembering import remembered

# Begins with a class of characters, and not with alternatives: the engine skips to those.
_SENTENCE_END = re.compile(
    r"[。！？!?…—\n](?:(?<=\n)|(?:(?<=[。！？!?])[。！？!?]*|(?<=…)…?|(?<=—)—$)(?P<close>[”’」』）]*))"
)
_CLAUSE_END = re.compile(r"[，,；;：:。！？!?\n]+[”’」』）]*")


class Span(NamedTuple):
    """A stretch of the text: `text[start:end]`."""

    start: int
    end: int


def stripped(text: str, start: int, end: int) -> Span:
    """The span without white space (and ideographic space) at its ends; empty spans keep their start."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def paragraphs(text: str) -> list[Span]:
    """One span a line that holds something, without the line break and without white space at its ends."""
    found: list[Span] = []
    at = 0
    for line in text.split("\n"):
        span = stripped(text, at, at + len(line))
        if span.end > span.start:
            found.append(span)
        at += len(line) + 1
    return found


@remembered(8)
def sentences(text: str) -> tuple[Span, ...]:
    """Sentences with their closing mark and closing quotation mark; a line break always ends one.

    A full stop inside brackets or a 《title》 ends none. A ！ or ？ that closes a quoted slogan in the middle of a
    sentence ends none either (开展“强国有我！”主题演讲), a full stop there does.
    """
    hidden = blank(text, ((pair.start, pair.end) for pair in enclosed(text) if pair.kind != "quote"))
    found: list[Span] = []
    at = 0
    for match in _SENTENCE_END.finditer(hidden):
        if match.group() == "\n":
            end = match.start()
        else:
            end = match.end()
            mark, close = hidden[match.start()], match.group("close")
            if mark in "！？!?…" and close and hidden[end : end + 1] not in ("", "\n"):
                opened = max(hidden.rfind("“", at, match.start()), hidden.rfind("‘", at, match.start()))
                if opened > at and hidden[opened - 1] not in "：:。！？":
                    continue
            if mark == "…" and not close and hidden[end : end + 1] not in ("", "\n"):
                continue
        span = stripped(text, at, end)
        if span.end > span.start:
            found.append(span)
        at = match.end()
    span = stripped(text, at, len(text))
    if span.end > span.start:
        found.append(span)
    return tuple(found)


@remembered(8)
def _starts(text: str) -> tuple[int, ...]:
    return tuple(span.start for span in sentences(text))


def sentence_at(text: str, offset: int) -> Span | None:
    """The sentence that holds an offset; None between sentences."""
    index = bisect_right(_starts(text), offset) - 1
    if index < 0 or sentences(text)[index].end <= offset:
        return None
    return sentences(text)[index]


def sentences_between(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The sentences that share a character with `text[start:end]`, in order."""
    first = max(0, bisect_right(_starts(text), start) - 1)
    found = sentences(text)[first : bisect_left(_starts(text), end)]
    return found[1:] if found and found[0].end <= start else found


@remembered(8)
def outer(text: str) -> str:
    """The text with the insides of brackets, 《titles》 and short quotations hidden, at the same length.

    A quotation of more than sixty characters or with a full stop inside is speech, and stays to be read.
    """
    return blank(
        text,
        (
            (pair.start, pair.end)
            for pair in enclosed(text)
            if pair.kind != "quote" or (pair.end - pair.start <= 60 and "。" not in text[pair.start : pair.end - 1])
        ),
    )


@cache
def _mark_class(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(marks)}]")


def parts(text: str, start: int, end: int, marks: str = "，；：。！？") -> list[Span]:
    """The span cut after each of `marks` that stands outside brackets, 《》 and short quotations; the mark stays with
    what it closes."""
    found: list[Span] = []
    at = start
    for match in _mark_class(marks).finditer(outer(text), start, end):
        found.append(Span(at, match.end()))
        at = match.end()
    if at < end:
        found.append(Span(at, end))
    return found


def clauses(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Clauses of a span: cut after ，；：。！？ and line breaks wherever they stand, closing quotation marks kept with
    what they close."""
    end = len(text) if end is None else end
    found: list[Span] = []
    at = start
    for match in _CLAUSE_END.finditer(text, start, end):
        span = stripped(text, at, match.end())
        if span.end > span.start:
            found.append(span)
        at = match.end()
    span = stripped(text, at, end)
    if span.end > span.start:
        found.append(span)
    return found
