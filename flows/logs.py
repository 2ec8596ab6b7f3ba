"""What a run says while it works: to the error output (as text or JSON) and to Prefect, each line with its run.

LOG.warning("page not read", extra={"source": "gd-meixian", "url": "http://…", "reason": "no_body"})
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from crawlers.logs import JsonLines
from flows.settings import Settings
from flows.visible import one_line

LOG = logging.getLogger("edumeet")
FACTS = ("run", "source", "month", "url", "reason", "outcome")
_run: ContextVar[str | None] = ContextVar("edumeet_run", default=None)


@contextmanager
def run_named(run_id: str) -> Iterator[None]:
    """Let every line that is logged within say which run it belongs to."""
    token = _run.set(run_id)
    try:
        yield
    finally:
        _run.reset(token)


def configure(settings: Settings | None = None) -> None:
    """Set up the logger `edumeet` in this process, once; a second call changes nothing but the level.

    A process that only does a task for a run has no settings at hand: it reads them itself, at its first task.
    """
    if settings is None:
        if LOG.handlers:
            return
        settings = Settings()
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    here = next((each for each in LOG.handlers if isinstance(each, _Here)), None)
    if here is None:
        here = _Here(sys.stderr)
        here.setFormatter(JsonLines() if settings.log_format == "json" else _Text())
        LOG.addHandler(here)
        LOG.addHandler(_ToPrefect())
    here.setLevel(settings.log_level)


class _Here(logging.StreamHandler[Any]):
    def handle(self, record: logging.LogRecord) -> bool:
        _name_run(record)
        return bool(super().handle(record))


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = [f"{name}={value}" for name in FACTS if (value := getattr(record, name, None)) is not None]
        return one_line(" ".join([f"{self.formatTime(record)} {record.levelname} {record.getMessage()}", *told]))


class _ToPrefect(logging.Handler):
    """Hands lines to the logger of the Prefect run in which they are said; elsewhere they go nowhere."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(_Text())

    def emit(self, record: logging.LogRecord) -> None:
        from prefect.context import FlowRunContext, TaskRunContext
        from prefect.exceptions import MissingContextError
        from prefect.logging import get_run_logger

        if FlowRunContext.get() is None and TaskRunContext.get() is None:
            return
        _name_run(record)
        told = [f"{name}={value}" for name in FACTS if (value := getattr(record, name, None)) is not None]
        try:
            get_run_logger().log(record.levelno, "%s", " ".join([record.getMessage(), *told]))
        except MissingContextError:  # the run has ended since
            return


def _name_run(record: logging.LogRecord) -> None:
    if getattr(record, "run", None) is None and _run.get() is not None:
        record.run = _run.get()
