"""Fetching: spiders by CMS family, source registry, politeness, archive, ledger, sample newsroom."""
