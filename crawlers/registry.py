"""The source registry: one TOML entry a site, validated, with errors that say what to do.

A file holds `[[source]]` entries. Relative order does not matter; ids are unique over all files of one run.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from crawlers.families import FAMILIES
from transforms.page import SourceFacts

SOURCES = Path(__file__).with_name("sources")

Kind = Literal["government", "education_bureau", "media", "school", "doc_library"]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
DivisionCode = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5}$")]


class RegistryError(ValueError):
    """A registry file cannot be used. The message has one line a fault: file, entry, field, what to do."""


def _check_url(value: Any) -> str:
    wrong = f"{value!r} is no http(s) URL: write it in full, e.g. https://www.example.gov.cn/jydt/"
    if not isinstance(value, str):
        raise ValueError(wrong)
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise ValueError(wrong) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError(wrong)
    if "@" in parts.netloc:
        raise ValueError(
            f"{parts.hostname}: an address has a name or password in it: public pages need none, remove it"
        )
    return value


Url = Annotated[str, BeforeValidator(_check_url)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Endpoint(_Strict):
    """Where the site's lists are (or were) in a span of days; a move or a new CMS is a new endpoint, not a new source.

    `valid_from` and `valid_to` are the first and the last day (both included); None is open. `family` is None where
    it is the source's.
    """

    lists: tuple[Url, ...] = Field(min_length=1)
    family: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("valid_from is after valid_to: swap them")
        return self


class Expectations(_Strict):
    """What a healthy crawl of this source looks like. A crawl below the minimum is reported, never hidden."""

    min_rows_per_list_page: int = Field(default=1, ge=0)
    dated_rows: bool | None = Field(default=None, description="whether the list shows dates; None: not known")
    newest_within_days: int | None = Field(default=None, ge=1)
    read_share: float = Field(
        default=0.8, ge=0, le=1, description="share of articles with a title, with a date, with a body: each at least"
    )


class Night(_Strict):
    """Hours of the day (Asia/Shanghai) in which the source may be crawled; it may span midnight."""

    start: time
    end: time

    def holds(self, clock: time) -> bool:
        """Whether `clock` (local time of day) lies in the window, start included, end not."""
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


class Schedule(_Strict):
    """How often the source is crawled, and when it may be."""

    every: Literal["hourly", "daily", "weekly", "monthly", "manual"] = "daily"
    window: Night | None = None


class Reach(NamedTuple):
    """A list and its family, with the days (both included) that it is asked about."""

    url: str
    family: str
    since: date
    until: date


class Source(_Strict):
    """One site (or one part of a site) that is crawled as a unit.

    `lists` are the list pages as of today; `endpoints` hold earlier ones. `local` marks a source on the machine
    itself (the sample newsroom): only then may requests reach a loopback address, and only the hosts and ports named
    here. `hosts` are further hosts whose articles the lists link to. `params` is what the family needs beyond URLs.
    `derived` names the fields that follow from a family's rule and were never opened; `note` says what was seen.
    """

    id: Slug
    name: str = Field(min_length=1)
    kind: Kind
    division: DivisionCode | None = None
    family: str
    home: Url | None = None
    lists: tuple[Url, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    hosts: tuple[str, ...] = ()
    params: dict[str, str | int | bool] = Field(default_factory=dict)
    local: bool = False
    keywords: tuple[str, ...] = ()
    sample: Url | None = None
    expect: Expectations = Expectations()
    schedule: Schedule = Schedule()
    derived: tuple[str, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for family in {self.family, *(point.family for point in self.endpoints)} - {None}:
            if family not in FAMILIES:
                raise ValueError(f"family {family!r} is not known: use one of {', '.join(sorted(FAMILIES))}")
        if not (self.lists or self.endpoints or self.home or self.sample):
            raise ValueError("nothing to start from: give lists, endpoints, home or sample")
        for url in (*self.lists, *(each for point in self.endpoints for each in point.lists)):
            host = urlsplit(url).hostname or ""
            if not self.local and (host == "localhost" or host.startswith("127.")):
                raise ValueError(f"{url} is on this machine: set local = true if that is meant")
        return self

    @property
    def crawlable(self) -> bool:
        """Whether any list page is known; without one the entry is a lead, not yet a source to crawl."""
        return bool(self.lists or self.endpoints)

    def lists_between(self, since: date, until: date) -> list[tuple[str, str]]:
        """List URLs that may show rows of the days `since` to `until` (both included), each with its family."""
        return list(dict.fromkeys((reach.url, reach.family) for reach in self.reaches(since, until)))

    def reaches(self, since: date, until: date) -> list[Reach]:
        """The lists of the days `since` to `until`, each with those of the days on which it was the site's.

        A newspaper that closed in 2019 has no issue to ask for after that day.
        """
        found = {(url, self.family): Reach(url, self.family, since, until) for url in self.lists}
        for point in self.endpoints:
            first, last = max(since, point.valid_from or since), min(until, point.valid_to or until)
            if first <= last:
                for url in point.lists:
                    family = point.family or self.family
                    found.setdefault((url, family), Reach(url, family, first, last))
        return list(found.values())

    def all_hosts(self) -> frozenset[str]:
        """Hosts (lower case, without port) that belong to the source, each with and without `www.`."""
        urls = (*self.lists, *(each for point in self.endpoints for each in point.lists), self.home, self.sample)
        named = {urlsplit(url).hostname or "" for url in urls if url} | {host.lower() for host in self.hosts}
        bare = {host.removeprefix("www.") for host in named}
        return frozenset(named | bare | {f"www.{host}" for host in bare if _may_have_www(host)})

    def all_netlocs(self) -> frozenset[tuple[str, int]]:
        """Host and port pairs that the entry names: all that a local source may reach."""
        urls = (*self.lists, *(each for point in self.endpoints for each in point.lists), self.home)
        parts = [urlsplit(url) for url in urls if url]
        return frozenset((part.hostname or "", part.port or (443 if part.scheme == "https" else 80)) for part in parts)

    def facts(self) -> SourceFacts:
        """What the transform is told of the source."""
        return SourceFacts(self.id, self.name, self.kind, self.division, self.family)


def load_sources(paths: Iterable[Path | str] = (SOURCES,)) -> dict[str, Source]:
    """Read registry files (or folders of `*.toml`) into sources by id, in the files' order.

    Raises `RegistryError` naming every fault found: file, entry, field, and what to do.
    """
    faults: list[str] = []
    sources: dict[str, Source] = {}
    came_from: dict[str, Path] = {}
    for file in _files(paths, faults):
        for number, entry in enumerate(_entries(file, faults), start=1):
            label = f"{file}: source {number}" + (f" ({entry['id']})" if isinstance(entry.get("id"), str) else "")
            try:
                source = Source.model_validate(entry)
            except ValidationError as error:
                faults += [f"{label}: {_said(each)}" for each in error.errors()]
                continue
            if source.id in sources:
                faults.append(f"{label}: id: already used in {came_from[source.id]}: choose another")
                continue
            sources[source.id], came_from[source.id] = source, file
    if faults:
        raise RegistryError("\n".join(faults))
    return sources


def _files(paths: Iterable[Path | str], faults: list[str]) -> Sequence[Path]:
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(path.glob("*.toml"))
            if not inside:
                faults.append(f"{path}: no *.toml in this folder: point to a registry file or its folder")
            files += inside
        elif path.is_file():
            files.append(path)
        else:
            faults.append(f"{path}: no such file or folder: check the registry path")
    return files


def _entries(file: Path, faults: list[str]) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))  # some editors write a mark before it
    except UnicodeDecodeError as error:
        faults.append(f"{file}: is not UTF-8 (at byte {error.start}): save it as UTF-8")
        return []
    except (tomllib.TOMLDecodeError, OSError) as error:
        faults.append(f"{file}: cannot be read as TOML: {error}: correct that place")
        return []
    unknown = sorted(content.keys() - {"source"})
    if unknown:
        faults.append(f"{file}: unknown key {', '.join(unknown)}: entries are [[source]] tables")
    entries = content.get("source", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.append(f"{file}: source is not a list of tables: write [[source]] with two brackets")
        return []
    return entries


def _may_have_www(host: str) -> bool:
    return "." in host and not re.fullmatch(r"[\d.]+|\[?[0-9a-f:]+\]?", host)


_ADVICE = {
    "missing": "is missing: add it",
    "extra_forbidden": "is not a known field: remove it or correct its spelling",
    "literal_error": "has a value that is not allowed",
    "string_pattern_mismatch": "has the wrong shape",
}


def _said(error: Any) -> str:
    field = ".".join(str(part) for part in error["loc"]) or "entry"
    advice = _ADVICE.get(error["type"])
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] in ("missing", "extra_forbidden"):
        return f"{field}: {advice}"
    got = "" if "password" in message else f" (got {error['input']!r})"
    return f"{field}: {advice + ': ' if advice else ''}{message}{got}"[:400]
