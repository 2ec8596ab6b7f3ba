"""A page as a review is given it, from a warehouse with one meeting."""

import json
from pathlib import Path
from typing import Any

import duckdb

from tests.warehouse.pages import page, record
from warehouse import link, load_partition, load_sources, write_partition
from warehouse.report.meeting_data import documents


def loaded(con: duckdb.DuckDBPyConnection, folder: Path, *records: Any) -> dict[str, dict[str, Any]]:
    """Load records (the one of tests.warehouse.pages where none is given); their facts by URL."""
    load_sources(con, [{"source_id": "qingshan", "name": "青山县人民政府", "kind": "government"}])
    pages = [page(each) for each in records or (record(),)]
    load_partition(con, write_partition(folder, "qingshan", "2024-05", pages))
    link(con)
    told = [json.loads(text) for _, text in documents(con, "SELECT version_id FROM core.current_documents")]
    return {each["url"]: each for each in told}
