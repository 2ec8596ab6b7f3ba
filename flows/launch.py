"""Starting a flow from the command line: Prefect prepared first, mistakes of the room's own kinds said plainly."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.children import prepare_crawls
from flows.collector import resting_collector
from flows.errors import RunFailed, UserError
from flows.orchestrator import prepare
from flows.own_server import own_server
from flows.registry import NEWSROOM, chosen, read_registry, registry_path
from flows.settings import Settings
from flows.shared_server import somebody_watches
from flows.summary import RunSummary

if TYPE_CHECKING:
    from flows.replaying import Replayed


def launch_daily(
    settings: Settings, *, sources: Sequence[str], since: date | None, until: date | None, crawl: bool
) -> RunSummary:
    """Run the daily flow in this process."""
    if since and until and since > until:
        raise UserError(f"--since {since} is after --until {until}")
    if settings.registry != NEWSROOM:
        chosen(read_registry(registry_path(settings.registry)), sources)
    return _run(settings, "daily", "daily", list(sources), settings.registry, since, until, crawl, crawls=crawl)


def launch_ingest(settings: Settings, inputs: Sequence[Path], source: str) -> RunSummary:
    """Run the ingest flow in this process."""
    for given in inputs:
        if not given.exists():
            raise UserError(f"{given}: no such file or folder")
    return _run(settings, "daily", "ingest", [given.absolute() for given in inputs], source)


def launch_backfill(settings: Settings, options: dict[str, Any]) -> RunSummary:
    """Run the backfill flow in this process; `options` are its parameters."""
    if options["until"] and options["since"] > options["until"]:
        raise UserError(f"--since {options['since']} is after --until {options['until']}")
    if settings.registry != NEWSROOM:
        chosen(read_registry(registry_path(settings.registry)), options["sources"])
    return _run(settings, "backfill.flow", "backfill", registry=settings.registry, crawls=True, **options)


def launch_import(
    settings: Settings, files: Sequence[Path], source: str, keywords: Sequence[str], registry: str | None
) -> RunSummary:
    """Run the import of captures in this process."""
    from flows.importing import archive_files, sources_to_import

    known = sources_to_import(settings, registry)
    if source != "auto":
        chosen(known, [source])
    paths = [str(path) for path in archive_files(files)]
    return _run(settings, "importing", "archive_import", paths, source, list(keywords), registry)


def launch_replay(settings: Settings, sources: Sequence[str], months: Sequence[str], *, publish: bool) -> "Replayed":
    """Read the archive again beside the version in force, in this process."""
    with resting_collector():
        from flows.replaying import check_comparable, replay_here
    check_comparable(settings)
    prepare(settings)
    if _is_watched(settings):
        done: Replayed = _worked(settings, "scheduled", "replay", list(sources), list(months), publish)
        return done
    _read_files(settings)
    with _failures_told():
        return replay_here(settings, sources, months, publish_it=publish)


def launch_reread(settings: Settings, partitions: Sequence[tuple[str, str]]) -> RunSummary:
    """Read partitions again from the archive, in this process."""
    return _run(settings, "daily", "reread", list(partitions))


def launch_rebuild(settings: Settings) -> RunSummary:
    """Put ledger, staging and warehouse aside, and make them anew from the archive."""
    with resting_collector():
        from flows.rebuilding import put_aside_and_enter, rebuild_here
    if not any(settings.archive.glob("*/*.warc.gz")):
        raise UserError(f"there is no archive at {settings.archive}: nothing to rebuild from")
    for path in (*settings.archive.glob("*"), *settings.archive.glob("*/*")):
        if not path.exists():
            raise UserError(f"{path}: a link that leads nowhere: what it held would be missing (is its disk mounted?)")
    _read_files(settings)
    prepare(settings)
    if not _is_watched(settings):
        with _failures_told():
            return rebuild_here(settings)
    damage = put_aside_and_enter(settings)
    summary = _run(settings, "scheduled", "rebuild")
    summary.damage = damage
    return summary


def _is_watched(settings: Settings) -> bool:
    """Whether a run that reads the archive is to be one of Prefect's: where people look for its runs, and for Dask.

    Else it does without: until a server of its own has started, a thousand pages are read, and it takes memory too.
    """
    return settings.runner != "processes" or somebody_watches(settings)


def _run(settings: Settings, module: str, flow: str, *parameters: Any, **named: Any) -> RunSummary:
    summary: RunSummary = _worked(settings, module, flow, *parameters, **named)
    return summary


def _worked(settings: Settings, module: str, flow: str, *parameters: Any, crawls: bool = False, **named: Any) -> Any:
    """Run a flow of the module in this process; with `crawls`, what its crawls need is started meanwhile."""
    prepare(settings)
    server = own_server(settings)
    if crawls and not settings.crawl_deployment:
        prepare_crawls()
    with resting_collector():
        started = _imported(settings, module, flow)
    if server is not None:
        server.wait()
    with _failures_told():
        return started(*parameters, **named)


@contextmanager
def _failures_told() -> Iterator[None]:
    """Let what a run can fail of be one line."""
    from crawlers.ledger import LedgerError
    from warehouse import LakeError, PublishError, SchemaError, StagingError, WarehouseBusy

    try:
        yield
    except (LedgerError, LakeError, WarehouseBusy, SchemaError, StagingError, PublishError) as error:
        raise RunFailed(str(error)) from error


def _imported(settings: Settings, module: str, flow: str) -> Any:
    """The flow, which imports Prefect and all that a run needs; the files that people write have been read before it.

    Raises UserError where they are wrong.
    """
    _read_files(settings)
    return getattr(import_module(f"flows.{module}"), flow)


def _read_files(settings: Settings) -> None:
    """Read the files that people write. Raises UserError where they are wrong."""
    from flows.removals import removed_urls
    from warehouse.decisions import DecisionError, read_decisions

    removed_urls(settings.removed_file)
    try:
        read_decisions(settings.decisions_file)
    except DecisionError as error:
        raise UserError(str(error)) from error
