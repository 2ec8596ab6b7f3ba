"""Log lines as JSON: one object a line, with the run, the source and the URL that it is about."""

import json
import logging
from datetime import datetime

from crawlers.clock import SHANGHAI

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON: time, level, logger, message, and whatever was given as `extra`."""

    def __init__(self, **fixed: str | None) -> None:
        """`fixed` goes into every line: the run and the source of a crawl."""
        super().__init__()
        self._fixed = {name: value for name, value in fixed.items() if value}

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        said = {
            "time": datetime.fromtimestamp(record.created, SHANGHAI).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **self._fixed,
            **{name: value for name, value in vars(record).items() if name not in _STANDARD and value is not None},
        }
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)
