"""Which sources a run is about: the setting, resolved to registry entries."""

from collections.abc import Sequence
from pathlib import Path

from crawlers.registry import SOURCES, RegistryError, Source, load_sources
from flows.errors import UserError
from flows.settings import Settings
from transforms.page import SourceFacts

NEWSROOM = "newsroom"
BUILTIN = "builtin"
INGEST = "ingest"


def registry_path(setting: str) -> Path:
    """The file or folder that the setting `registry` means. Raises UserError where there is none."""
    path = SOURCES if setting == BUILTIN else Path(setting)
    if not path.exists():
        raise UserError(
            f"registry {setting!r}: no such file or folder; use newsroom, builtin, or a TOML file or folder"
        )
    return path


def read_registry(path: Path) -> dict[str, Source]:
    """The sources of a registry by id. Raises UserError with every mistake that is in it."""
    try:
        return load_sources([path])
    except RegistryError as error:
        raise UserError(str(error)) from error


def chosen(sources: dict[str, Source], only: Sequence[str]) -> list[Source]:
    """The sources named, or all that can be crawled. Raises UserError for a name that is not there."""
    if not only:
        return [source for source in sources.values() if source.crawlable]
    unknown = [name for name in only if name not in sources]
    if unknown:
        raise UserError(f"no source {', '.join(unknown)} in the registry; `edumeet sources list` shows all")
    return [sources[name] for name in only]


def known_sources(settings: Settings) -> dict[str, Source]:
    """The sources of the registry in force; none where the newsroom has never been served."""
    if settings.registry == NEWSROOM:
        written = settings.newsroom_registry
        return read_registry(written) if written.exists() else {}
    return read_registry(registry_path(settings.registry))


def facts_of(source_id: str, sources: dict[str, Source]) -> SourceFacts:
    """What the transform may know of a source; of one that is not in the registry (an import), its id alone."""
    source = sources.get(source_id)
    return source.facts() if source else SourceFacts(id=source_id)


def registry_for_reading(settings: Settings, asked: str | None) -> Path:
    """The registry that a listing is about: the one asked for or set, else the real sources.

    The newsroom's registry is written when the newsroom is served, so before a first run there is none.
    """
    setting = asked or settings.registry
    if setting == NEWSROOM:
        written = settings.newsroom_registry
        if written.exists():
            return written
        if asked:
            raise UserError("the newsroom has not been served yet: `edumeet run` or `edumeet newsroom serve` writes it")
        setting = BUILTIN
    return registry_path(setting)
