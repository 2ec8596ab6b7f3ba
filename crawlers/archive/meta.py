"""What the archive knows of a fetched page beside its bytes: enough to rebuild the ledger from the archive alone."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Literal, Self

Role = Literal["list", "detail", "robots", "other", "import"]
Verdict = Literal["ok", "not_modified", "redirect", "missing", "blocked", "error"]
"""What one response is, by status, headers and bytes alone; `missing` is 404 or 410, `error` any other failure."""


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier response that an exact repeat refers to. `file` is relative to the archive's root."""

    file: str
    offset: int
    record_id: str
    url: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Capture:
    """Where an imported page was found: name of the file, offset and id of the record in it.

    `kind` is its WARC type: `conversion` is the text of a page (WET), all others are the page itself.
    """

    file: str
    offset: int
    record_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class PageMeta:
    """The content of a metadata record.

    `partition` is the month "YYYY-MM" that the page belongs to for good; `listed_at` the ISO date beside its link;
    `canonical_url` the key under which the page is known (of the link that was followed, before any redirect);
    `list_url` the list page that showed it. `content_hash` is the SHA-256 (hex) of the body without its content coding.
    `original` is set on a repeat, `capture` on what was captured by others.
    """

    source: str
    partition: str
    role: Role = "detail"
    canonical_url: str | None = None
    listed_at: str | None = None
    listed_title: str | None = None
    list_url: str | None = None
    run_id: str | None = None
    family: str | None = None
    verdict: Verdict = "ok"
    content_hash: str | None = None
    original: Original | None = None
    capture: Capture | None = None

    def to_json(self) -> bytes:
        """UTF-8 JSON, keys in the order of the fields, unknown ones left out."""
        known = {name: value for name in _NAMES if (value := getattr(self, name)) is not None}
        for name in ("original", "capture"):
            if name in known:
                known[name] = asdict(known[name])
        return json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read what `to_json` wrote; keys of a later version are passed over. ValueError if it is no such JSON."""
        raw = json.loads(content)
        if not isinstance(raw, dict) or "source" not in raw or "partition" not in raw:
            raise ValueError("not the metadata of an edumeet archive")
        known = {name: raw[name] for name in (each.name for each in fields(cls)) if name in raw}
        try:
            if "original" in known:
                known["original"] = Original(**known["original"])
            if "capture" in known:
                known["capture"] = Capture(**known["capture"])
        except TypeError as error:
            raise ValueError("not the metadata of an edumeet archive") from error
        return cls(**known)


_NAMES = tuple(each.name for each in fields(PageMeta))
