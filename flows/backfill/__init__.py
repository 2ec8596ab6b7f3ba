"""Backfills: sources × months, planned against the ledger, resumable, each partition done once."""
