"""The article of a page: headline, dates, credits, publisher, body, and what stands around them."""

from transforms.article.model import Article, ChallengeError, UnreadableError
from transforms.article.read import read_article

__all__ = ["Article", "ChallengeError", "UnreadableError", "read_article"]
