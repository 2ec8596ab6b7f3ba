"""Days that several flows mean by the same name."""

from datetime import date

EVER = date(1990, 1, 1)
"""Before any page of the web: a window from here on is one without a beginning."""
