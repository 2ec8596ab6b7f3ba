"""`edumeet publish` and `edumeet diff`: versions of the published file."""

from dataclasses import asdict

import click

from flows.cli.options import json_option, print_json, settings
from flows.errors import RunFailed, UserError


@click.command(short_help="Check and publish the warehouse as it stands, or go back a version.")
@click.option("--rollback", is_flag=True, help="Publish the version before the current one again.")
@click.option("--version", type=click.IntRange(min=1), help="With --rollback: this version.")
@click.option("--list", "listed", is_flag=True, help="Only list the versions that are kept, and check them.")
def publish(rollback: bool, version: int | None, listed: bool) -> None:
    """Run the checks on the writer's warehouse and publish it; a failing blocking check leaves everything as it was.

    The last versions are kept (EDUMEET_KEEP_VERSIONS), each with its checksum beside it: one that is no longer what was
    published is not gone back to. A reader that has the old file open goes on reading it.
    """
    from warehouse import (
        AuditFailed,
        LakeError,
        PublishedDamagedError,
        PublishError,
        SchemaError,
        WarehouseBusy,
        current_version,
        published_versions,
        verify_version,
    )
    from warehouse import publish as publish_warehouse
    from warehouse import rollback as roll_back
    from warehouse.store import open_store

    config = settings()
    if version and not rollback:
        raise UserError("--version goes with --rollback")
    try:
        if listed:
            current = current_version(config.published)
            damaged: list[str] = []
            for number in published_versions(config.published):
                try:
                    verify_version(config.published, number)
                except PublishedDamagedError as damage:
                    damaged.append(str(damage))
                click.echo(f"{number}{'  current' if number == current else ''}")
            if damaged:
                raise RunFailed("; ".join(damaged))
        elif rollback:
            click.echo(f"version {roll_back(config.published, version)}: {config.published}")
        else:
            if not config.store.exists():
                raise UserError(f"there is no warehouse at {config.store}; `edumeet run` makes one")
            with open_store(config.store) as writer, writer.alone():
                done = publish_warehouse(writer.con, config.published, keep=config.keep_versions)
            click.echo(f"version {done.version}: {done.path}")
    except (PublishError, LakeError, SchemaError, WarehouseBusy, AuditFailed) as error:
        raise RunFailed(str(error)) from error


@click.command(short_help="Say what differs between two published versions.")
@click.argument("old", type=click.IntRange(min=1))
@click.argument("new", type=click.IntRange(min=1))
@click.option("--sample", type=click.IntRange(min=0), default=3, show_default=True, help="Rows shown of each table.")
@json_option
def diff(old: int, new: int, sample: int, as_json: bool) -> None:
    """Count, by table, the rows that version NEW added, removed and changed over version OLD, and show the first.

    `edumeet publish --list` says which versions are kept; a DuckLake also remembers those that are not.
    """
    from flows.tables import print_differences
    from warehouse import LakeError, PublishError, SchemaError, WarehouseBusy, published_versions
    from warehouse.diff import diff as differences
    from warehouse.diff import diff_in_lake
    from warehouse.store import open_store

    config = settings()
    try:
        if config.store.is_lake and not {old, new} <= set(published_versions(config.published)):
            with open_store(config.store) as writer:
                found = diff_in_lake(writer.con, old, new, sample=sample)
        else:
            found = differences(config.published, old, new, sample=sample)
    except PublishError as error:
        raise UserError(str(error)) from error
    except (LakeError, SchemaError, WarehouseBusy) as error:
        raise RunFailed(str(error)) from error
    if as_json:
        print_json([asdict(table) for table in found])
    else:
        print_differences(found)
