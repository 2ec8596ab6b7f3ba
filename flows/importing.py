"""Captures of others into archive and warehouse: WARC and WET files, chosen by registry and keywords."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from prefect import flow

from crawlers.captures import ImportBusy, Selection, SelectionError, import_files
from crawlers.ledger import LedgerError, open_ledger
from crawlers.registry import Source
from flows.daily import publish_staged
from flows.errors import UserError
from flows.progress import report
from flows.publishing import timed
from flows.registry import read_registry, registry_for_reading
from flows.running import begin, supervised, tell_of_crash
from flows.settings import Settings
from flows.summary import ImportOutcome, RunSummary
from flows.transforming import transform_changed

FILES = (".warc", ".warc.gz", ".wet", ".wet.gz")


@flow(name="archive-import", on_crashed=[tell_of_crash])
@supervised("archive-import")
def archive_import(
    files: Sequence[str], source: str = "auto", keywords: Sequence[str] = (), registry: str | None = None
) -> RunSummary:
    """Import WARC and WET files of others, and publish what they say. What was imported before stays as it is.

    Args:
        files: Files or folders on the worker.
        source: Id of the source whose captures are wanted, or auto: of every source of the registry, by its hosts.
        keywords: Only pages whose text holds any of these. None: those of the registry's entries, if they name any.
        registry: Where the sources come from: newsroom, builtin, or a TOML file or folder. None: as set.
    """
    settings = Settings()
    summary, began = begin("archive-import")
    known = sources_to_import(settings, registry)
    with timed(summary, "import"):
        paths = archive_files(Path(each) for each in files)
        summary.imported = import_captures(settings, paths, known, source, keywords, run_id=summary.run_id)
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)


def sources_to_import(settings: Settings, registry: str | None) -> dict[str, Source]:
    """The sources whose captures can be told from others. Raises UserError for a registry that is not there."""
    return read_registry(registry_for_reading(settings, registry))


def archive_files(given: Iterable[Path]) -> list[Path]:
    """The WARC and WET files that are named, and those in folders that are. Raises UserError where there is none."""
    files: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file() and each.name.lower().endswith(FILES))
            if not inside:
                raise UserError(f"{path}: no .warc[.gz] or .wet[.gz] file in this folder")
            files += inside
        elif path.is_file():
            files.append(path)
        else:
            raise UserError(f"{path}: no such file or folder")
    return list(dict.fromkeys(path.absolute() for path in files))


def import_captures(
    settings: Settings,
    files: Sequence[Path],
    sources: dict[str, Source],
    source: str,
    keywords: Sequence[str],
    *,
    run_id: str | None = None,
    dry_run: bool = False,
) -> list[ImportOutcome]:
    """Import into the archive only. Raises UserError for an unknown source, or where another import is under way."""
    total = sum(path.stat().st_size for path in files)
    before = 0

    def listener(path: Path, offset: int) -> None:
        report("import", before + offset, total)

    selection = _selection(sources, source, keywords)
    settings.root.mkdir(parents=True, exist_ok=True)
    try:
        ledger = open_ledger(settings.ledger_url)
    except LedgerError as error:
        raise UserError(str(error)) from error
    outcomes: list[ImportOutcome] = []
    try:
        done = import_files(
            ledger, settings.archive, files, selection, run_id=run_id, dry_run=dry_run, listener=listener
        )
        for path, counts in zip(files, done, strict=True):
            before += path.stat().st_size
            report("import", before, total)
            outcomes.append(ImportOutcome(**counts.to_dict()))
    except ImportBusy as error:
        raise UserError(str(error)) from error
    finally:
        ledger.close()
    return outcomes


def _selection(sources: dict[str, Source], source: str, keywords: Sequence[str]) -> Selection:
    try:
        return Selection(sources, source, keywords)
    except SelectionError as error:
        raise UserError(str(error)) from error
