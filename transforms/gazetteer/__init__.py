"""Administrative divisions of China (GB/T 2260) with their history, and where a text names them.

    by_code("510132")                      -> 新津县, ended 2020-06-05, successor 510118
    by_code("510118", on="2014-03-01")     -> None: there was no such code yet
    as_of(by_code("510132"), "2024-04-01") -> 新津区 510118: the same place, as it is on that day
    named_in("珠海市斗门区召开会议")        -> 珠海市 (0, 3), 斗门区 (3, 6)
    resolve("西湖区", within="360000")     -> [西湖区 360103]

The tables are read on first use, not on import. Sources and licences: data/NOTICE.md; built by
scripts/build_gazetteer.py.
"""

from transforms.gazetteer.divisions import Chain, Division, Level, all_divisions, as_of, by_code, chain, is_within
from transforms.gazetteer.names import Named, named_in, names_with, resolve
from transforms.gazetteer.towns import counties_with, towns_in
from transforms.gazetteer.zones import Zone, zone_named, zones_in

__all__ = [
    "Chain", "Division", "Level", "Named", "Zone", "all_divisions", "as_of", "by_code", "chain", "counties_with",
    "is_within", "named_in", "names_with", "resolve", "towns_in", "zone_named", "zones_in",
]  # fmt: skip
