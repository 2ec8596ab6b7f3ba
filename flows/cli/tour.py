"""`edumeet tour`: three questions to the published warehouse, with their SQL."""

import click

from flows.cli.options import published, settings

QUESTIONS = (
    (
        "Which education meetings were held last, and how many pages report each?",
        "SELECT held_on, name, county, speakers, document_count AS pages FROM mart.meetings\n"
        "WHERE held_on IS NOT NULL ORDER BY held_on DESC, name LIMIT 5",
    ),
    (
        "Which programmes are spoken of at the most meetings?",
        "SELECT term, sum(meetings)::INT AS meetings, max(divisions) AS divisions FROM mart.programmes\n"
        "GROUP BY term ORDER BY meetings DESC, term LIMIT 5",
    ),
    (
        "What did people demand at the newest meeting?",
        "SELECT held_on, speaker, ordinal, text FROM mart.directives\n"
        "WHERE held_on IS NOT NULL ORDER BY held_on DESC, meeting_id, seq LIMIT 5",
    ),
)


@click.command(short_help="Ask the published warehouse three questions, and show their SQL.")
def tour() -> None:
    """Ask the published warehouse three questions, and show the SQL that answers them."""
    from flows.tables import print_table
    from warehouse.query import run

    with published() as con:
        for question, statement in QUESTIONS:
            click.echo(f"\n-- {question}\n{statement};\n")
            print_table(run(con, statement), limit=20)
    click.echo(f'\nAsk yourself: .venv/bin/edumeet sql "show all tables"; the file is {settings().published}')
    click.echo("Look at it: .venv/bin/edumeet report writes pages that open from disk")
