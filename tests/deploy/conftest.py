"""What tests of the deployment share with those of the flows."""

from tests.flows.conftest import prefect_api

__all__ = ["prefect_api"]
