"""The command line `edumeet`.

A command's module imports what is heavy (Prefect, DuckDB, Scrapy) inside the command, so that `--help` and mistakes
are answered at once.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from flows.cli.alerts import alerts
from flows.cli.archive import archive
from flows.cli.backfill import backfill
from flows.cli.deploy import deploy
from flows.cli.docs import docs, examples
from flows.cli.export import export
from flows.cli.extract import extract
from flows.cli.ingest import ingest
from flows.cli.newsroom import newsroom
from flows.cli.publish import diff, publish
from flows.cli.quarantine import quarantine
from flows.cli.remove import remove
from flows.cli.replay import rebuild, replay
from flows.cli.report import report
from flows.cli.review import review
from flows.cli.run import run
from flows.cli.search import search
from flows.cli.serve import serve
from flows.cli.show import show
from flows.cli.sources import sources
from flows.cli.sql import sql
from flows.cli.status import status
from flows.cli.tour import tour
from flows.errors import RunFailed, UserError
from flows.streams import drop_unwritten, nobody_reads, prepare_streams
from flows.visible import one_line

INTERRUPTED = 130
UNREAD = 141
"""What the shell says of other programs whose output nobody reads any more."""


class Unread(Exception):
    """Nobody reads the output any more."""


@contextmanager
def _read_by_somebody() -> Iterator[None]:
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError as error:
        if nobody_reads():
            raise Unread from error
        raise RuntimeError("a pipe to another process broke") from error


class Commands(click.Group):
    """All commands. Click itself would take any broken pipe, also one to a child, for the end of a failed run."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the arguments, and print help where it is asked for. Raises Unread."""
        with _read_by_somebody():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises Unread."""
        with _read_by_somebody():
            return super().invoke(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="edumeet", prog_name="edumeet")
def edumeet() -> None:
    """Watch Chinese local sites for news of education meetings, and publish what they say as a warehouse.

    \b
    A first look, without reaching anyone's servers:
      edumeet run                                       crawl the sample newsroom, load, link, check, publish
      edumeet sql "select * from mart.meetings limit 5"  ask the published warehouse
      edumeet show MEETING                              one meeting with the evidence of every fact
      edumeet report                                    all of it as pages to look at, in Chinese and English
    \b
    Your own pages:
      edumeet extract page.html                         what one page says, as JSON
      edumeet ingest FOLDER                             the same, all the way into the warehouse

    State lives in $EDUMEET_HOME (default ./data). Every setting: see README, "Configuration".
    """


COMMANDS = (
    run, backfill, archive, replay, rebuild, extract, ingest, sources, sql, search, show, tour, examples, export, docs,
    report, review, publish, diff, quarantine, remove, status, newsroom, serve, deploy, alerts,
)  # fmt: skip
for command in COMMANDS:
    edumeet.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the run failed, 2 the user's mistake, 130 interrupted, 141 unread."""
    prepare_streams()
    try:
        edumeet.main(args=None if arguments is None else list(arguments), prog_name="edumeet", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(0)
    except click.ClickException as error:
        _complain(error.format_message())
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted; what was archived is safe, the same command goes on from there")
        sys.exit(INTERRUPTED)
    except (UserError, RunFailed) as error:
        from flows.machine import with_advice

        _complain(with_advice(error, _home()))
        sys.exit(error.exit_code)
    except Unread:
        drop_unwritten()
        sys.exit(UNREAD)
    except Exception as error:
        from flows.machine import fault_of

        fault = fault_of(error, _home())
        if fault is None:
            raise
        _complain(fault)
        drop_unwritten()
        sys.exit(RunFailed.exit_code)


def _home() -> Path:
    """Where the state lies, of settings that may be wrong themselves."""
    from flows.cli.options import settings

    try:
        return settings().root
    except UserError:
        return Path.cwd()


def _complain(message: str) -> None:
    click.echo(f"edumeet: {one_line(message)}", err=True)
