"""Names of things: hashes that are the same on every machine and in every run.

No mutable field enters a key. Sixteen hex digits (64 bits) keep the chance of one collision among ten million pages
under one in three hundred thousand, and are still short enough to type after `edumeet show`.
"""

import hashlib


def digest(*parts: str) -> str:
    """Sixteen hex digits of the SHA-256 over the parts, which are kept apart by a character no URL or name holds."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def document_id(canonical_url: str) -> str:
    """Id of a page: its canonical URL as it stands, raw, so that a better normalisation never moves old pages."""
    return digest("document", canonical_url)


def version_id(document: str, content_hash: str) -> str:
    """Id of a content version of a page: the page and the hash of the bytes under which the text first came."""
    return digest("version", document, content_hash)


def programme_id(term: str) -> str:
    """Id of a programme: its name."""
    return digest("programme", term)


def partition_id(source: str, month: str) -> str:
    """Name of a partition, readable: source and month."""
    return f"{source}/{month}"
