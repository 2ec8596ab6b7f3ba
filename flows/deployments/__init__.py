"""Deployments: which flow runs when, on one machine (`edumeet serve`) or on a work pool (`deploy/prefect.yaml`)."""
