"""`edumeet review`: check what was extracted, page by page, and keep the verdicts as gold."""

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.options import json_option, print_json, published, settings
from flows.errors import UserError

if TYPE_CHECKING:
    from flows.review.results import Results
    from flows.settings import Settings
    from warehouse.review.sample import Drawn


@click.command(short_help="Check extracted facts in the browser; verdicts become gold lines.")
@click.option("--sample", "number", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many pages.")
@click.option("--source", help="Only pages of this source (its id).")
@click.option("--kind", help="Only this kind of meeting or of page (annual_work_meeting, notice …).")
@click.option("--meeting", help="The pages of this meeting, or one page (id or URL), instead of a sample.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed draws other pages.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File of the verdicts. [default: $EDUMEET_HOME/reviews.jsonl]",
)
@click.option("--reviewer", help="Name that goes with the verdicts. [default: the login name]")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on this machine. [default: a free one]")
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
@click.option("--list", "listing", is_flag=True, help="Print what the reviews say so far, and start nothing.")
@json_option
def review(
    number: int, source: str | None, kind: str | None, meeting: str | None, seed: int, out: Path | None,
    reviewer: str | None, port: int, no_browser: bool, listing: bool, as_json: bool,
) -> None:  # fmt: skip
    """Open pages with their facts marked, and say of each fact whether it is right, wrong, or missing.

    Pages with more to doubt (uncertain repairs, disagreement, few facts) are drawn more often. The same call goes on
    where the last one stopped; pages that were reviewed are left out. Every saved page is one line of the file: its
    record as corrected (fields that were not judged are left out), and the verdicts under "_review". The review is
    served to this machine alone, until Ctrl-C.
    """
    from flows.review.results import Results

    config = settings()
    results = Results((out or config.root / "reviews.jsonl").expanduser().absolute())
    if listing:
        _print_tally(results, as_json)
        return
    session = _session(config, results, _drawn(number, source, kind, meeting, seed), reviewer or getpass.getuser())
    _serve(session, port, no_browser)
    click.echo(f"\n{len(results.lines)} pages reviewed: {results.path}", err=True)


def _drawn(number: int, source: str | None, kind: str | None, meeting: str | None, seed: int) -> "list[Drawn]":
    from warehouse.review.sample import draw, pages_of
    from warehouse.show import NotFound

    with published() as con:
        if meeting is None:
            found = draw(con, number, seed=seed, source=source, kind=kind)
            if not found:
                raise UserError(
                    'no page fits: edumeet sql "select source_id, doc_type, count(*) from core.documents group by all"'
                )
            return found
        try:
            return pages_of(con, meeting)
        except NotFound as error:
            raise UserError(f'{error}; ids: edumeet sql "select meeting_id, name from mart.meetings"') from error


def _session(config: "Settings", results: "Results", drawn: "list[Drawn]", reviewer: str) -> Any:
    from flows.review.session import Session
    from flows.settings import TIMEZONE
    from warehouse.report.meeting_data import documents

    reviewed = results.reviewed
    if all(each.version_id in reviewed for each in drawn):
        raise UserError(f"all {len(drawn)} pages are reviewed in {results.path}; --seed or --sample draws others")
    left = [each for each in drawn if each.version_id not in reviewed]
    with published() as con:
        pages = dict(documents(con, "SELECT unnest(?::VARCHAR[]) AS version_id", [[each.version_id for each in left]]))
    archive = config.archive
    return Session(
        left, pages, results, reviewer, _naming(archive), _unrestored(archive), lambda: datetime.now(TIMEZONE)
    )  # fmt: skip


def _naming(archive: Path) -> Any:
    """How a page is called by `edumeet extract`, so that `id` matches: the file's name, or the WARC record's id."""

    def name(page: dict[str, Any]) -> str:
        from crawlers.archive import read_at

        url = str(page["url"])
        where = page["archived"]
        if url.startswith("file:") or not where["file"]:
            return url.removeprefix("file:")
        try:
            return read_at(archive / where["file"], where["offset"]).record_id.strip("<>")
        except (OSError, ValueError):  # the archive was moved away: the address still names the page
            return url

    return name


def _unrestored(archive: Path) -> Any:
    """How a page's paragraphs stood before restoration; none where the archive was moved away."""

    def paragraphs(page: dict[str, Any]) -> list[tuple[int, str]]:
        from flows.review.fetched import fetched_paragraphs

        where = page["archived"]
        try:
            return fetched_paragraphs(archive / where["file"], where["offset"], page["body"]) if where["file"] else []
        except (OSError, ValueError):
            return []

    return paragraphs


def _serve(session: Any, port: int, no_browser: bool) -> None:
    import webbrowser

    from flows.review.server import ReviewServer, serve
    from flows.settings import TIMEZONE

    try:
        server = ReviewServer(session, datetime.now(TIMEZONE), port)
    except OSError as error:
        raise UserError(f"port {port}: {error.strerror or error}") from error

    def ready(address: str) -> None:
        click.echo(f"{len(session.drawn)} pages to review: {address}")
        click.echo("Ctrl-C ends the review; every saved page is on the disk.", err=True)
        sys.stdout.flush()
        if not no_browser:
            webbrowser.open(address)

    serve(server, ready)


def _print_tally(results: "Results", as_json: bool) -> None:
    import pyarrow as pa

    from flows.screen import Screen
    from flows.tables import print_table
    from warehouse.review.tally import tally

    counted = tally(verdict for line in results.lines for verdict in line["_review"]["verdicts"])
    if as_json:
        pages = [
            {"id": line["id"], **{key: line["_review"][key] for key in ("version_id", "url", "reviewer", "at")}}
            for line in results.lines
        ]
        print_json({"file": str(results.path), "pages": pages, "fields": counted})
        return
    Screen().print(f"{len(results.lines)} pages reviewed: {results.path}", soft_wrap=True, highlight=False)
    if counted:
        print_table(pa.Table.from_pylist([dict(row) for row in counted]), len(counted))
