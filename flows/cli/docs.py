"""`edumeet docs` and `edumeet examples`: what the tables mean, and what can be asked of them."""

from pathlib import Path

import click

from flows.cli.options import published
from flows.errors import UserError


@click.command(short_help="Write the data dictionary, or print it.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write dictionary.md and .html here.")
def docs(out: Path | None) -> None:
    """Print the data dictionary of the warehouse (every table and column), or write it as Markdown and HTML."""
    from importlib.resources import files

    folder = files("warehouse")
    if out is None:
        click.echo(folder.joinpath("dictionary.md").read_text("utf-8"))
        return
    out.mkdir(parents=True, exist_ok=True)
    for name in ("dictionary.md", "dictionary.html"):
        (out / name).write_text(folder.joinpath(name).read_text("utf-8"), "utf-8")
        click.echo(str(out / name))


@click.command(short_help="List example questions, or ask one.")
@click.argument("number", required=False, type=click.IntRange(min=1))
def examples(number: int | None) -> None:
    """List the example questions; with NUMBER show that one's SQL and its answer."""
    import duckdb

    from flows.tables import print_table
    from warehouse.query import run
    from warehouse.schema import sql_files

    known = {int(name[:2]): text for name, text in sql_files("examples").items()}
    if number is None:
        for key, text in known.items():
            click.echo(f"{key:3}  {text.splitlines()[0].lstrip('- ')}")
        return
    if number not in known:
        raise UserError(f"there is no example {number}; there are {min(known)} to {max(known)}")
    click.echo(known[number])
    try:
        with published() as con:
            print_table(run(con, known[number]), limit=30)
    except duckdb.Error as error:
        raise UserError(f"SQL: {str(error).splitlines()[0]}") from error
