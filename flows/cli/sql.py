"""`edumeet sql`: ask the published warehouse."""

import sys
from pathlib import Path

import click

from flows.cli.options import published
from flows.errors import UserError
from flows.visible import Escaping, visible

ROWS_SHOWN = 100


@click.command(short_help="Ask the published warehouse in SQL.")
@click.argument("statement", required=False)
@click.option("--csv", "form", flag_value="csv", help="Print CSV; cells that a sheet would run are made inert.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object a row.")
@click.option("--parquet", type=click.Path(path_type=Path, dir_okay=False), help="Write the result to this file.")
@click.option("--limit", type=click.IntRange(min=1), default=ROWS_SHOWN, show_default=True, help="Rows of the table.")
def sql(statement: str | None, form: str | None, parquet: Path | None, limit: int) -> None:
    """Run one SQL STATEMENT (or what comes on standard input) on the published file, which is opened read-only.

    \b
      edumeet sql "select name, held_on, county from mart.meetings order by held_on desc limit 10"
      edumeet sql "show all tables"
      edumeet sql --csv "from mart.directives" > directives.csv

    DuckDB's SQL: duckdb.org/docs. The tables and their columns: `edumeet sql "from duckdb_columns()"`.
    """
    import duckdb

    from warehouse.query import run, to_csv, write_csv, write_jsonl, write_parquet

    if statement is None:
        if sys.stdin.isatty():
            raise UserError('no statement: edumeet sql "select …", or pipe one in')
        statement = sys.stdin.read()
    try:
        with published() as con:
            table = run(con, statement)
    except duckdb.Error as error:
        raise UserError(f"SQL: {str(error).splitlines()[0]}") from error
    if parquet is not None:
        write_parquet(table, parquet)
        click.echo(f"{table.num_rows} rows: {parquet}", err=True)
    elif form == "csv":
        if sys.stdout.isatty():
            click.echo(visible(to_csv(table)), nl=False)  # in a file the cells are what they are
        else:
            write_csv(table, sys.stdout)
    elif form == "json":
        write_jsonl(table, Escaping(sys.stdout))
    else:
        from flows.tables import print_table

        print_table(table, limit)
