"""Checking the extraction by eye: which pages are worth a look, and what verdicts make of a page's record."""
