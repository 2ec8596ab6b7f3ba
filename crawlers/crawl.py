"""Crawl one source in a process of its own: `python -m crawlers.crawl --source ID --home DIR --since DAY --until DAY`.

Exit codes: 0 ok or empty; 10 unreachable; 11 blocked; 12 broken; 2 a mistake in the call or the registry; 74 the
archive or the ledger could not be written; 75 not now (another process crawls the source, or it is outside its hours);
143 stopped by a signal (what was fetched is kept, the rest is not lost: the next crawl asks for it). The summary is
written to `<home>/runs/<run id>/crawl-<source>.json` in every case but 2 and 75.
"""

import argparse
import fcntl
import json
import logging
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawlers.archive import ArchiveWriter, Lost, Original
from crawlers.clock import now
from crawlers.context import Context
from crawlers.expectations import unmet
from crawlers.health import HISTORY, judge_source
from crawlers.ledger import Ledger, LedgerAddressError, LedgerError, enter_archive, find_original, open_ledger
from crawlers.ledger.crawls import Crawl, crawls_since, record_crawl
from crawlers.ledger.reconcile import told
from crawlers.logs import JsonLines
from crawlers.registry import SOURCES, RegistryError, Source, load_sources
from crawlers.secrets import Masking
from crawlers.walk import Window

EXIT = {"ok": 0, "empty": 0, "unreachable": 10, "blocked": 11, "broken": 12}
EXIT_USAGE, EXIT_DISK, EXIT_BUSY, EXIT_STOPPED = 2, 74, 75, 143
MOST_TOLD = 20
"""Damaged places that a summary names; the log names all."""
_EVER = date(1990, 1, 1)  # older than any page


def main(arguments: list[str] | None = None) -> int:
    """Run the crawl and return the exit code."""
    given = _parser().parse_args(arguments)
    if given.watch_input:
        threading.Thread(target=_stop_at_end_of_input, daemon=True).start()
    try:
        source = chosen_source(given)
        contact = _contact(given, source)
        window = chosen_window(given)
        night = source.schedule.window
        if night and not night.holds(now().time()) and not given.any_time:
            raise _NotNowError(
                f"{source.id} is crawled from {night.start:%H:%M} to {night.end:%H:%M} only, or --any-time"
            )
        given.home.mkdir(parents=True, exist_ok=True)
        ledger = open_ledger(given.ledger or given.home / "ledger.sqlite")
    except (RegistryError, UsageError, LedgerAddressError) as error:
        print(f"edumeet crawl: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    except (LedgerError, OSError) as error:
        print(f"edumeet crawl: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_DISK
    except _NotNowError as error:
        print(f"edumeet crawl: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_BUSY
    try:
        return _crawl(given, source, window, contact, ledger)
    except (LedgerError, OSError) as error:
        print(f"edumeet crawl: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_DISK
    finally:
        ledger.close()


def _stop_at_end_of_input() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _crawl(given: argparse.Namespace, source: Source, window: Window, contact: str, ledger: Ledger) -> int:
    archive = given.home / "archive"
    lock = _locked(archive / source.id, given.wait)
    if lock is None:
        print(f"edumeet crawl: {source.id} is being crawled by another process; try again later", file=sys.stderr)  # noqa: T201
        return EXIT_BUSY
    try:
        return _crawl_alone(given, source, window, contact, ledger, archive)
    finally:
        os.close(lock)


def _crawl_alone(
    given: argparse.Namespace, source: Source, window: Window, contact: str, ledger: Ledger, archive: Path
) -> int:
    started = now()

    def repeated(digest: str) -> Original | None:
        return find_original(ledger, source.id, digest)

    # What a killed crawl archived but did not enter is entered now, so that nothing is fetched twice.
    lost: list[Lost] = []
    entered = enter_archive(ledger, archive, source.id, lost=lost.append)
    with ArchiveWriter(archive, source.id, find_original=repeated) as writer:
        context = Context(
            source=source,
            window=window,
            run_id=given.run_id,
            ledger=ledger,
            writer=writer,
            local=source.all_netlocs() if source.local else None,
            started_at=started,
            max_list_pages=given.max_list_pages,
            recheck=given.recheck,
            limit=given.limit,
            pages=tuple(given.page),
            resweep=given.resweep,
        )
        context.tally.warnings += _damage(lost)
        lines = JsonLines if given.log_format == "json" else None
        _run_scrapy(context, contact, given.log_level, lines, given.timeout)
    if context.fatal is not None and not isinstance(context.fatal, (LedgerError, OSError)):
        raise context.fatal
    context.tally.warnings += [f"what was torn at the end of a file is kept as {each}" for each in writer.put_aside]
    summary, code = _summary(context, entered)
    _write_summary(given.home / "runs" / given.run_id / f"crawl-{source.id}.json", summary)
    print(json.dumps(summary, ensure_ascii=False) if given.json else _line(summary))  # noqa: T201
    if context.fatal is not None:
        print(f"edumeet crawl: {context.fatal}", file=sys.stderr)  # noqa: T201
    return code


def _damage(lost: Sequence[Lost]) -> list[str]:
    """What of the archive is lost, a line each, as far as anybody reads them."""
    for each in lost:
        told(each)
    lines = [f"the archive is damaged: {each}" for each in lost[:MOST_TOLD]]
    return lines + ([f"the archive is damaged in {len(lost) - MOST_TOLD} more places"] if len(lost) > MOST_TOLD else [])


def _locked(folder: Path, wait: float) -> int | None:
    """Hold the source for this process, as long as it lives; None if another holds it for `wait` seconds more.

    Two crawls of one source would ask its site for the same pages twice, and twice as fast as is polite.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / ".crawling", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(lock)
                return None
            time.sleep(0.2)
        else:
            return lock


def _run_scrapy(
    context: Context, contact: str, log_level: str, lines: type[JsonLines] | None, timeout: float | None
) -> None:
    from crawlers.known import KnownSpider
    from crawlers.process import PatientProcess
    from crawlers.settings import settings_for
    from crawlers.spider import ListSpider

    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    settings = settings_for(context.local, contact, log_level=log_level, timeout=timeout)
    # Not Scrapy's own handler: it makes a new one when the crawl begins, which knows nothing of ours.
    handler = logging.StreamHandler()
    handler.setLevel(log_level)
    text = logging.Formatter(settings["LOG_FORMAT"])
    handler.setFormatter(text if lines is None else lines(run=context.run_id, source=context.source.id))
    handler.addFilter(Masking())
    logging.basicConfig(level=logging.NOTSET, handlers=[handler])
    process = PatientProcess(settings | {"LOG_INSTALL_ROOT_HANDLER": False})
    process.crawl(KnownSpider if context.recheck == "only" else ListSpider, context=context)
    process.start()


def _summary(context: Context, entered: int) -> tuple[dict[str, Any], int]:
    ended = now()
    outcome, reason = context.tally.outcome()
    stopped = context.closed not in ("finished", "refused", None) or context.fatal is not None
    health = context.tally.health(ended.date())
    missed = unmet(context.source.expect, context.tally, health)
    context.tally.warnings += missed
    code = EXIT_DISK if context.fatal else EXIT_STOPPED if stopped else EXIT[outcome]
    summary = {
        "source": context.source.id,
        "run_id": context.run_id,
        "family": context.source.family,
        "since": context.window.since.isoformat(),
        "until": context.window.until.isoformat(),
        "outcome": outcome,
        "reason": str(context.fatal) if context.fatal else reason,
        "complete": context.tally.complete and not stopped,
        "stopped": context.closed if stopped else None,
        "started_at": context.started_at.isoformat(),
        "finished_at": ended.isoformat(),
        "duration_s": round((ended - context.started_at).total_seconds(), 3),
        "reconciled": entered,
        **context.tally.to_json(),
        "health": health,
    }
    if not stopped:
        summary |= _judged(context, summary, missed, ended)
    return summary, code


def _judged(context: Context, summary: dict[str, Any], missed: list[str], ended: datetime) -> dict[str, Any]:
    """Enter the crawl in the source's history, and say how the source is doing."""
    source, window = context.source, context.window
    crawl = Crawl(
        source=source.id,
        run_id=context.run_id,
        kind="recheck" if context.recheck == "only" else "resweep" if context.resweep else "walk",
        started_at=context.started_at,
        finished_at=ended,
        since=window.since,
        until=window.until,
        outcome=summary["outcome"],
        reason=summary["reason"],
        counts={name: summary[name] for name in ("new", "known", "changed", "unchanged", "missing", "failed")},
        signs=summary["health"] | {"unmet": missed},
    )
    record_crawl(context.ledger, crawl)
    history = crawls_since(context.ledger, ended - 2 * HISTORY, source.id)[source.id]
    judged = judge_source(history, source.expect, source.schedule, ended)
    return {"verdict": judged.verdict, "alerts": list(judged.reasons), "recovered": judged.recovered}


def _line(summary: dict[str, Any]) -> str:
    if summary["due"] is not None:
        told = (
            f"{summary['source']}: {summary['outcome']} — {summary['due']} due, {summary['unchanged']} unchanged,"
            f" {summary['changed']} changed, {summary['missing']} gone, {summary['failed']} failed,"
            f" {summary['duration_s']} s"
        )
        return f"{told}\n  {summary['reason']}" if summary["reason"] else told
    told = (
        f"{summary['source']}: {summary['outcome']}"
        f" — {summary['list_pages']} list pages, {summary['rows']} rows, {summary['new']} new,"
        f" {summary['known']} known, {summary['changed']} changed, {summary['failed']} failed,"
        f" {summary['duration_s']} s"
    )
    return f"{told}\n  {summary['reason']}" if summary["reason"] else told


def _write_summary(path: Path, summary: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    beside.write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    beside.replace(path)


class _NotNowError(Exception):
    """The source may not be crawled at this hour."""


class UsageError(ValueError):
    """The call cannot be carried out; the message says why and what to do."""


def chosen_source(given: argparse.Namespace) -> Source:
    """The source that was asked for. Raises RegistryError or UsageError."""
    sources = load_sources(given.registry or [SOURCES])
    source = sources.get(given.source)
    if source is None:
        near = ", ".join(sorted(sources)[:8])
        raise UsageError(
            f"no source {given.source!r} in the registry; it knows {near}{' …' if len(sources) > 8 else ''}"
        )
    if not source.crawlable:
        raise UsageError(f"source {source.id} has no list page yet: add lists to its registry entry")
    return source


def _contact(given: argparse.Namespace, source: Source) -> str:
    contact: str | None = given.contact or os.environ.get("EDUMEET_CONTACT")
    if contact:
        return contact
    if source.local:
        return "this machine"
    raise UsageError(
        "say who is crawling: set EDUMEET_CONTACT (or --contact) to a mail address or page where site owners reach you"
    )


def chosen_window(given: argparse.Namespace) -> Window:
    """The window that was asked for. Raises UsageError."""
    until = given.until or now().date()
    since = given.since or (_EVER if getattr(given, "recheck", None) == "only" else date(until.year, until.month, 1))
    if since > until:
        raise UsageError(f"--since {since} is after --until {until}: swap them")
    return Window(since, until)


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day of the calendar") from error


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number from 1")
    return int(text)


def _run_id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][\w.:+-]{0,99}", text):
        raise argparse.ArgumentTypeError(f"{text!r} cannot name a run: use letters, digits, . _ : + -")
    return text


def add_window(parser: argparse.ArgumentParser) -> None:
    """Options that say which source, and which days of it."""
    parser.add_argument("--source", required=True, help="id of the source in the registry")
    parser.add_argument("--registry", type=Path, nargs="+", action="extend", help="registry files or folders")
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("EDUMEET_HOME", "data")), help="data folder")
    parser.add_argument("--since", type=_day, help="first day of the window (default: first of the month of --until)")
    parser.add_argument("--until", type=_day, help="last day of the window, included (default: today)")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crawlers.crawl", description="Crawl one source.")
    add_window(parser)
    parser.add_argument(
        "--ledger",
        default=os.environ.get("EDUMEET_LEDGER"),
        help="URL of the ledger, or EDUMEET_LEDGER, which shows nobody a password (default: ledger.sqlite in --home)",
    )
    parser.add_argument("--run-id", type=_run_id, default=f"crawl-{datetime.now().astimezone():%Y%m%dT%H%M%S}")
    parser.add_argument("--max-list-pages", type=int, default=500, help="list pages per list at most")
    parser.add_argument(
        "--recheck",
        choices=["due", "all", "none", "only"],
        default="due",
        help="known articles to ask for again, if changed: those of the lists whose time has come, all in the window,"
        " none; only: those whose time has come, wherever they stand, and no list",
    )
    parser.add_argument("--limit", type=_count, default=1_000_000, help="articles that --recheck only asks for at most")
    parser.add_argument(
        "--page",
        action="append",
        default=[],
        metavar="URL",
        help="with --recheck only: this known article, whether its time has come or not; may be repeated",
    )
    parser.add_argument(
        "--resweep", action="store_true", help="walk lists through the whole window, past rows that are known"
    )
    parser.add_argument(
        "--wait", type=float, default=600, help="seconds to wait while another process crawls the source"
    )
    parser.add_argument(
        "--timeout", type=float, help="seconds that one answer may take to its end (default: 60, of this machine 20)"
    )
    parser.add_argument("--any-time", action="store_true", help="crawl also outside the hours that the registry names")
    parser.add_argument("--contact", help="mail address or page where site owners reach you (or EDUMEET_CONTACT)")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument(
        "--watch-input",
        action="store_true",
        help="stop in good order when the standard input closes: a crawl started by a program then ends with it",
    )
    parser.add_argument("--log-format", default="text", choices=["text", "json"])
    parser.add_argument("--log-level", default="WARNING", choices=["DEBUG", "INFO", "WARNING", "ERROR"])
    return parser


if __name__ == "__main__":
    sys.exit(main())
