"""`edumeet report`: the published warehouse as a folder of pages, for people who look before they query."""

from pathlib import Path

import click

from flows.cli.options import published, settings
from flows.errors import UserError


@click.command(short_help="Write the published warehouse as pages to look at.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the report. [default: $EDUMEET_HOME/report]")
def report(out: Path | None) -> None:
    """Write a static site from the published warehouse: overview, meetings with their evidence, programmes,
    directives, officials, numbers, sources, data quality; in Chinese, with an English switch.

    The folder needs nothing else: open its index.html from disk, or put it on any web server. A report that is there
    is replaced whole.
    """
    from flows.reporting import write
    from warehouse.report.writing import ReportError

    config = settings()
    target = (out or config.root / "report").expanduser().absolute()
    try:
        with published() as con:
            written = write(con, config, target)
    except ReportError as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise UserError(f"{target}: {error.strerror or error}") from error
    size = sum(each.stat().st_size for each in target.rglob("*") if each.is_file())
    click.echo(f"Report: {target / 'index.html'}")
    click.echo(f"{written} files, {size / 1e6:,.1f} MB; open it in a browser.")
