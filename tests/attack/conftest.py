"""The Prefect server that the runs of these tests are told to."""

from tests.flows.conftest import cli, prefect_api

__all__ = ["cli", "prefect_api"]
