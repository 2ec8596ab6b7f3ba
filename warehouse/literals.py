"""Words as they stand in a query's text: as constants they let DuckDB skip the row groups that hold none of them."""

from collections.abc import Iterable


def literal(word: str) -> str:
    """A word between quotation marks."""
    return "'" + word.replace("'", "''") + "'"


def listed(words: Iterable[str]) -> str:
    """Words as the list that follows IN, to be put into brackets."""
    return ", ".join(map(literal, words))
