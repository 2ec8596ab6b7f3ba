"""The DuckDB warehouse: schema, load, linking, checks, publication, search, report."""
