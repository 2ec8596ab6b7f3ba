"""Pure functions from the bytes of a page to its record: no I/O, no clock, no network."""
