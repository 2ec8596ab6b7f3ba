"""CMS families: what many sites share in how they list and name their articles."""

from crawlers.families.base import Family, ListPage, Row

FAMILIES: dict[str, Family] = {}

__all__ = ["FAMILIES", "Family", "ListPage", "Row"]
