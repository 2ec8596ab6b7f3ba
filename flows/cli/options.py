"""What several commands share: the settings with their mistakes said in one line, and the JSON switch."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from flows.errors import RunFailed, UserError
from flows.machine import REBUILD
from flows.visible import escaped

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from flows.settings import Settings

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine to read.")


def settings(**overrides: Any) -> "Settings":
    """Read the settings; `overrides` are options given on the command line, None where not given."""
    from pydantic import ValidationError

    from flows.settings import Settings

    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UserError(f"setting EDUMEET_{name.upper()}: {first['msg']}") from error


@contextmanager
def published() -> "Iterator[DuckDBPyConnection]":
    """The published file, open read-only; where there is none, a UserError says how to get one.

    Raises RunFailed where it is damaged: that is no mistake of the user's.
    """
    from warehouse import PublishedDamagedError, PublishError
    from warehouse.query import open_published

    try:
        with open_published(settings().published) as con:
            yield con
    except PublishedDamagedError as error:
        raise RunFailed(f"{error}; `edumeet publish --rollback` brings the version before, {REBUILD}") from error
    except PublishError as error:
        raise UserError(f"{error}; `edumeet run` publishes one") from error


def print_json(value: Any) -> None:
    """Print a value as indented JSON, dates as ISO 8601."""
    click.echo(escaped(json.dumps(value, ensure_ascii=False, indent=2, default=str)))
