"""Thin Prefect flows and the command line: the only place that knows all the other rooms."""
