"""The crawl of one source, in a process of its own."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from crawlers.registry import Source
from flows.children import CalledOffError, called_off, run_crawl
from flows.errors import RunFailed, UserError
from flows.logs import LOG
from flows.settings import Settings
from flows.slots import turn
from flows.summary import CrawlOutcome

LAST_LINES = 5
EXIT_USAGE = 2
EXIT_DISK = 74
EXIT_BUSY = 75
STOPPED = "shutdown"


class CrawlerDied(RuntimeError):
    """The crawl's process ended without saying how the crawl went: a bug, or somebody killed it."""


class SourceBusy(RuntimeError):
    """Another process crawls the source now, or it is outside the hours in which it may be crawled."""


@dataclass(frozen=True, slots=True)
class CrawlOrder:
    """What to crawl: a source of a registry, and the window of publication days (both ends included; None is open).

    `options` are further ones of `python -m crawlers.crawl`.
    """

    source: str
    registry: Path
    since: date | None
    until: date | None
    options: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


def hosts_of(source: Source) -> tuple[str, ...]:
    """The hosts that a crawl of the source asks, as its slots are called: two sources of one site take turns."""
    if source.local:
        return tuple(sorted(f"host/{host}:{port}" for host, port in source.all_netlocs()))
    names = {host.removeprefix("www.") for host, _ in source.all_netlocs()}
    return tuple(sorted(f"host/{name}" for name in names))


def crawl_source(order: CrawlOrder, settings: Settings, run_id: str) -> CrawlOutcome:
    """Crawl one source in a child process and return how it went; raises what `crawl_in_child` raises."""
    began = perf_counter()
    try:
        said = crawl_in_child(order, settings, run_id)
    except SourceBusy as why:
        return CrawlOutcome(order.source, "skipped", message=str(why))
    outcome = outcome_of(order.source, said, perf_counter() - began)
    level = logging.INFO if outcome.good else logging.WARNING
    facts = {"run": run_id, "source": order.source, "outcome": outcome.outcome, "reason": outcome.message or None}
    LOG.log(level, "crawled: %d new, %d changed, %d failed", outcome.new, outcome.changed, outcome.failed, extra=facts)
    return outcome


def outcome_of(source: str, said: dict[str, Any], seconds: float) -> CrawlOutcome:
    """What a child's summary says, in short."""
    return CrawlOutcome(
        source=source,
        outcome=said["outcome"],
        new=said["new"],
        known=said["known"],
        changed=said["changed"],
        unchanged=said["unchanged"],
        gone=said["missing"],
        failed=said["failed"],
        seconds=round(seconds, 1),
        message=said["reason"] or "",
        warnings=said["warnings"],
        verdict=said.get("verdict", ""),
        alerts=said.get("alerts", []),
        recovered=said.get("recovered"),
    )


def crawl_in_child(
    order: CrawlOrder, settings: Settings, run_id: str, *, home: Path | None = None, options: Sequence[str] = ()
) -> dict[str, Any]:
    """Crawl one source in a child process and return the summary that it prints.

    `home` is a folder of its own (with a ledger of its own) for a crawl that is only to be looked at. What the child
    logs is kept as `runs/<run>/crawl-<source>.log`. Raises UserError where the order cannot be carried out (no
    contact set, say), SourceBusy where it cannot be now, RunFailed where archive or ledger could not be written,
    CrawlerDied where the child did not say how it went, and CalledOffError where the run was called off meanwhile.
    """
    settings.root.mkdir(parents=True, exist_ok=True)
    with turn(settings.ledger_url, order.hosts, settings.wait_seconds) as mine:
        if not mine:
            raise SourceBusy(f"another crawl was asking {', '.join(order.hosts)} for {settings.wait_seconds} s")
        return _crawl_now(order, settings, run_id, home, options)


def _crawl_now(
    order: CrawlOrder, settings: Settings, run_id: str, home: Path | None, options: Sequence[str]
) -> dict[str, Any]:
    root = home or settings.root
    arguments = ["--source", order.source, "--registry", str(order.registry), "--home", str(root), "--run-id", run_id]
    arguments += ["--json", "--watch-input", "--log-format", settings.log_format]
    arguments += [*order.options, *options]
    if order.since:
        arguments += ["--since", order.since.isoformat()]
    if order.until:
        arguments += ["--until", order.until.isoformat()]
    if settings.contact:
        arguments += ["--contact", settings.contact]
    # Not as an argument, which every user of the machine can read: the address of the ledger may hold a password.
    environment = {"EDUMEET_LEDGER": f"sqlite:///{root / 'ledger.sqlite'}" if home else settings.ledger_url}
    log = root / "runs" / run_id / f"crawl-{order.source}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w+", encoding="utf-8") as errors:
        child = run_crawl(arguments, errors, environment)
        errors.seek(0)
        complaints = errors.read().strip().splitlines()
    last = complaints[-1].removeprefix("edumeet crawl: ") if complaints else ""
    if child.code == EXIT_USAGE:
        raise UserError(last)
    if child.code == EXIT_BUSY:
        raise SourceBusy(last)
    if child.code == EXIT_DISK:
        raise RunFailed(f"{order.source}: {last}")
    try:
        said: dict[str, Any] = json.loads(child.output.strip().splitlines()[-1])
    except (IndexError, ValueError) as error:
        if called_off():
            raise CalledOffError(f"{order.source}: called off before it had begun") from None
        told = " | ".join(complaints[-LAST_LINES:])
        raise CrawlerDied(f"{order.source}: the crawler ended with {child.code}: {told}") from error
    if said["stopped"] == STOPPED:
        raise CalledOffError(f"{order.source}: stopped before its end; what was fetched is kept")
    return said
