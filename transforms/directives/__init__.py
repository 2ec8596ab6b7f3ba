"""What was stressed, demanded or proposed, as a tree with speaker, verb, ordinal and exact span."""

from transforms.directives.reader import read_points
from transforms.directives.speakers import Cast, guess_cast
from transforms.record import Directive, DocType

__all__ = ["read_directives"]


def read_directives(body: str, people: object | None, doc_type: DocType) -> list[Directive]:
    """The directives of a restored, normalised body, in text order.

    A speech, a model text, a notice or a policy gives its numbered skeleton, speaker and verb unknown. A report gives
    numbered points and unnumbered ones under explicit 强调, 要求, 提出, 希望, 明确 (or 指出 + 要).
    """
    cast = guess_cast(body) if people is None else people
    assert isinstance(cast, Cast)
    return read_points(body, cast, doc_type)
