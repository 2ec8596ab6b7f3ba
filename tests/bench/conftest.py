"""A Prefect server for the runs of benchmarks: each would start one of its own."""

from tests.flows.conftest import prefect_api

__all__ = ["prefect_api"]
