"""The crawl of one source, in a process of its own: a Twisted reactor does not start twice."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from flows.errors import UserError
from flows.summary import CrawlOutcome

LAST_LINES = 5
EXIT_USAGE = 2
EXIT_BUSY = 75


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


def crawl_source(order: CrawlOrder, home: Path, ledger_url: str, run_id: str, contact: str = "") -> CrawlOutcome:
    """Crawl one source in a child process and return how it went; raises what `crawl_in_child` raises."""
    began = perf_counter()
    try:
        said = crawl_in_child(order, home, ledger_url, run_id, contact)
    except SourceBusy as why:
        return CrawlOutcome(order.source, "skipped", message=str(why))
    return CrawlOutcome(
        source=order.source,
        outcome=said["outcome"],
        new=said["new"],
        known=said["known"],
        changed=said["changed"],
        unchanged=said["unchanged"],
        gone=said["missing"],
        failed=said["failed"],
        seconds=round(perf_counter() - began, 1),
        message=said["reason"] or "",
    )


def crawl_in_child(
    order: CrawlOrder, home: Path, ledger_url: str, run_id: str, contact: str, options: Sequence[str] = ()
) -> dict[str, Any]:
    """Crawl one source in a child process and return the summary that it prints.

    Raises UserError where the order cannot be carried out (no contact set, say), SourceBusy where it cannot be now,
    CrawlerDied where the child did not say how it went.
    """
    command = [sys.executable, "-m", "crawlers.crawl", "--source", order.source, "--registry", str(order.registry)]
    command += ["--home", str(home), "--run-id", run_id, "--json", *order.options, *options]
    if order.since:
        command += ["--since", order.since.isoformat()]
    if order.until:
        command += ["--until", order.until.isoformat()]
    if contact:
        command += ["--contact", contact]
    # By the environment: whoever may list processes sees their arguments, and the URL may hold a password.
    said_to = os.environ | {"EDUMEET_LEDGER": ledger_url}
    child = subprocess.run(command, env=said_to, capture_output=True, text=True, check=False)
    if child.returncode == EXIT_USAGE:
        raise UserError(_last_line(child.stderr))
    if child.returncode == EXIT_BUSY:
        raise SourceBusy(_last_line(child.stderr))
    try:
        said: dict[str, Any] = json.loads(child.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError) as error:
        last = " | ".join(child.stderr.strip().splitlines()[-LAST_LINES:])
        raise CrawlerDied(f"{order.source}: the crawler ended with {child.returncode}: {last}") from error
    return said


def _last_line(said: str) -> str:
    return said.strip().splitlines()[-1].removeprefix("edumeet crawl: ")
