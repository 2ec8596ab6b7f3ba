"""`edumeet export`: tables as files."""

from pathlib import Path
from typing import Any

import click

from flows.cli.options import published
from flows.errors import UserError


@click.command(short_help="Write tables as Parquet, CSV or a workbook.")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["parquet", "csv", "xlsx"]), default="parquet", show_default=True)
@click.option("--table", "tables", multiple=True, metavar="NAME", help="mart.meetings … [default: all of mart]")
@click.option("--by-partition", is_flag=True, help="One file a partition: TARGET/TABLE/SOURCE/MONTH.parquet.")
@click.option("--partition", "partitions", multiple=True, metavar="SOURCE/MONTH", help="Only these partitions.")
def export(target: Path, form: Any, tables: tuple[str, ...], by_partition: bool, partitions: tuple[str, ...]) -> None:
    """Write tables of the published file to the folder TARGET, or to the workbook TARGET (xlsx).

    CSV is UTF-8 with a mark that spreadsheets know; text that a spreadsheet would run as a formula is made inert.
    """
    from warehouse.export import ExportError, export_partitions
    from warehouse.export import export as write

    try:
        with published() as con:
            if by_partition or partitions:
                files = export_partitions(con, target, form, tables or None, partitions or None)
            else:
                files = write(con, target, form, tables or None)
    except ExportError as error:
        raise UserError(str(error)) from error
    for file in files:
        click.echo(str(file))
