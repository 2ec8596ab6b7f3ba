"""`edumeet show`: one meeting or one page, with the evidence of every fact."""

import click

from flows.cli.options import json_option, print_json, published, settings
from flows.errors import UserError


@click.command(short_help="Show a meeting or a page with the evidence of every fact.")
@click.argument("what")
@json_option
def show(what: str, as_json: bool) -> None:
    """Show a MEETING (its id) or a DOCUMENT (its id or URL): every fact with the passage that says it.

    Each page comes with the place of its archived bytes (WARC file and offset). The first eight characters of an id
    are enough. Ids: edumeet sql "select meeting_id, name from mart.meetings".
    """
    from flows.evidence import print_facts
    from warehouse.show import NotFound
    from warehouse.show import show as facts_of

    config = settings()
    try:
        with published() as con:
            found = facts_of(con, what)
    except NotFound as error:
        raise UserError(f'{error}; ids: edumeet sql "select meeting_id, name from mart.meetings"') from error
    if as_json:
        print_json(found)
    else:
        print_facts(found, config.archive)
