"""A Prefect server for the runs of the soak."""

from tests.flows.conftest import prefect_api

__all__ = ["prefect_api"]
