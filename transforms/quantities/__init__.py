"""Numbers said about education: value, unit, what is counted, comparator and deadline, with evidence."""

from transforms.quantities.reader import read_quantities

__all__ = ["read_quantities"]
