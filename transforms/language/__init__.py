"""What every reader needs to know of written Chinese: paragraphs, sentences, clauses, marks, numerals.

All offsets are character offsets into the text given, so a span of one reader is a span of all. Nothing here knows
education, meetings or people.
"""

from transforms.language.cover import Cover
from transforms.language.marks import Enclosed, blank, brackets, enclosed, quotes, titles
from transforms.language.numerals import NUMERAL, numeral_value
from transforms.language.scan import Places, Scanner
from transforms.language.spans import (
    Span,
    clauses,
    outer,
    paragraphs,
    parts,
    sentence_at,
    sentences,
    sentences_between,
    stripped,
)
from transforms.language.words import WordIndex

__all__ = [
    "NUMERAL",
    "Cover",
    "Enclosed",
    "Places",
    "Scanner",
    "Span",
    "WordIndex",
    "blank",
    "brackets",
    "clauses",
    "enclosed",
    "numeral_value",
    "outer",
    "paragraphs",
    "parts",
    "quotes",
    "sentence_at",
    "sentences",
    "sentences_between",
    "stripped",
    "titles",
]
