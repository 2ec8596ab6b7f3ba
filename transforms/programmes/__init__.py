"""Named policies, programmes, slogans and honours, with the members that the text lists."""

from transforms.programmes.reader import read_programmes

__all__ = ["read_programmes"]
