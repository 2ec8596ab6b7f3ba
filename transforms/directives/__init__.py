"""What was stressed, demanded or proposed, as a tree with speaker, verb, ordinal and exact span."""

from transforms.directives.reader import read_points
from transforms.directives.speakers import Cast
from transforms.people import People
from transforms.record import Directive, DocType

__all__ = ["read_directives"]


def read_directives(body: str, people: People, doc_type: DocType, heading: str = "") -> list[Directive]:
    """The directives of a restored, normalised body, in text order.

    `heading` are the headline and the lines around the article, which may name the giver of a printed speech.
    A speech, a model text, a notice or a policy gives its numbered skeleton, speaker and verb unknown. A report gives
    numbered points and unnumbered ones under explicit 强调, 要求, 提出, 希望, 明确 (or 指出 + 要).
    """
    return read_points(body, Cast(people), doc_type, heading)
