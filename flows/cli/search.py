"""`edumeet search`: full text over what the pages say."""

from dataclasses import asdict

import click

from flows.cli.options import json_option, print_json, published
from flows.errors import UserError


@click.command(short_help="Find pages by words in headline, body and directives.")
@click.argument("query")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True)
@click.option("--copies", is_flag=True, help="Show copies of a page too.")
@json_option
def search(query: str, limit: int, copies: bool, as_json: bool) -> None:
    """Find the pages that hold every word of QUERY, in headline, body or directives; any substring is a word.

    Words are apart at blanks, together in quotation marks. A query in Traditional characters finds Simplified text.
    """
    from opencc import OpenCC
    from rich.text import Text

    from flows.screen import Screen
    from transforms.text import restore
    from warehouse.search import search as find

    if not query.strip():
        raise UserError("the query is empty: edumeet search 县管校聘")
    with published() as con:
        hits = find(con, restore(query).text, limit=limit, copies=copies)
        if not hits:
            # Too short to tell its script by: 後勤 is Traditional, 乾安 a name that must stay.
            hits = find(con, OpenCC("t2s").convert(query), limit=limit, copies=copies)
    if as_json:
        print_json([asdict(hit) for hit in hits])
        return
    console = Screen()
    for hit in hits:
        console.print(Text(f"{hit.published_on or '          '}  {hit.title or '(no headline)'}", "bold"))
        console.print(Text(f"            {hit.snippet}"), soft_wrap=True)
        known = f"meeting {hit.meeting_id}" if hit.meeting_id else f"page {hit.document_id}"
        console.print(Text(f"            {known}  {hit.url}", "bright_black"), soft_wrap=True)
    if not hits:
        console.print("Nothing found.")
