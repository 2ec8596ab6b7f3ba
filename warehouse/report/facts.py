"""What several pages of the report count from, computed once: meetings, pages without their copies, places.

`prepare` makes temporary tables on the read-only connection; they live in memory and go with it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb

from warehouse.query import rows, run

TABLES = """
CREATE OR REPLACE TEMP TABLE told AS
SELECT t.* EXCLUDE (body), m.level AS meeting_level
FROM core.told_once AS t
LEFT JOIN core.meetings AS m USING (meeting_id);

CREATE OR REPLACE TEMP TABLE division AS
SELECT code, name, level, parent_code
FROM core.divisions
QUALIFY row_number() OVER (PARTITION BY code ORDER BY valid_to IS NULL DESC, valid_to DESC, valid_from DESC) = 1;

CREATE OR REPLACE TEMP TABLE place AS
SELECT
    jurisdiction_code AS code, left(jurisdiction_code, 2) AS province_code,
    any_value(province) AS province, any_value(city) AS city, any_value(county) AS county,
    concat_ws(' ', any_value(province), any_value(city), any_value(county)) AS name, count(*) AS meetings
FROM core.meetings
WHERE jurisdiction_code IS NOT NULL
GROUP BY ALL;
"""


def prepare(con: duckdb.DuckDBPyConnection, partitions: Sequence[Mapping[str, str]] = ()) -> None:
    """Make `told` (core.told_once without bodies, with the meeting's level), `division`, `place` and `partition`.

    `partition` holds what the ledger says of each source and month, or what is loaded where nothing was handed in.
    """
    con.execute(TABLES)
    con.execute("CREATE OR REPLACE TEMP TABLE partition (source_id VARCHAR, month VARCHAR, state VARCHAR)")
    if partitions:
        columns = [[each[name] for each in partitions] for name in ("source_id", "month", "state")]
        con.execute("INSERT INTO partition SELECT unnest(?), unnest(?), unnest(?)", columns)
    else:
        con.execute("INSERT INTO partition SELECT source_id, month, 'done' FROM ops.partitions")


def ask(con: duckdb.DuckDBPyConnection, sql: str, parameters: Any = None) -> list[dict[str, Any]]:
    """Rows of one statement as mappings, enums as text."""
    return rows(run(con, sql, parameters))


def one(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The only row of a statement."""
    return ask(con, sql)[0]


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the map of tiles: the first two digits of its code, short name, column and row."""

    code: str
    short: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Shaded:
    """A tile with its number and the step of the ramp that shows it."""

    tile: Tile
    number: float
    shade: int


@cache
def tiles() -> tuple[Tile, ...]:
    """The map of tiles (tiles.toml)."""
    found = tomllib.loads(files("warehouse.report").joinpath("tiles.toml").read_text("utf-8"))["tiles"]
    return tuple(Tile(code, each["short"], *each["at"]) for code, each in found.items())


def tile_map(numbers: Mapping[str, float], steps: Sequence[float]) -> list[Shaded]:
    """The tiles with their numbers (given by the first two digits of the code): what the macro `tiles` draws."""
    return [Shaded(t, numbers.get(t.code, 0), shade(numbers.get(t.code, 0), steps)) for t in tiles()]


def shade(value: float, steps: Sequence[float]) -> int:
    """The step of the ramp (0 for nothing, else 1 to 6) that shows a value; `steps` are the lower bounds of 2 to 6."""
    return 0 if value <= 0 else 1 + sum(value >= step for step in steps)
