"""The sample newsroom: sites of every family in the layouts of real ones, generated from a seed and served on loopback.

A first crawl must work without reaching anybody's servers. Places are real divisions; persons and events are invented.
"""

from crawlers.newsroom.faults import Fault, FaultPlan
from crawlers.newsroom.newsroom import Newsroom
from crawlers.newsroom.registry import write_registry
from crawlers.newsroom.serving import Served, serve

__all__ = ["Fault", "FaultPlan", "Newsroom", "Served", "serve", "write_registry"]
