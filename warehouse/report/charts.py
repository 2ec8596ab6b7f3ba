"""Charts as SVG: Vega-Lite specifications rendered by vl-convert, trimmed, for use inside a page.

Colours are those of assets/report.css, where rules turn each value into a variable: so charts follow the dark scheme
and print. A chart is a picture for the eye: the template gives it a name (`aria-label`) and a table beside it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import vl_convert
from lxml import etree
from markupsafe import Markup

MUTED, LINE, ACCENT = "#59636f", "#dcd9d0", "#1d5c7a"
RAMP = ("#f2f0ea", "#dbe7ec", "#b3cfdb", "#7fadc2", "#46839f", "#1d5c7a", "#0c3d55")
"""From nothing to most: --r0 to --r6."""

CONFIG: dict[str, Any] = {
    "aria": False,
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "domainColor": MUTED, "tickColor": MUTED, "gridColor": LINE, "labelPadding": 4,
    },
}  # fmt: skip
DROPPED = frozenset(("role", "aria-roledescription", "aria-hidden", "class", "pointer-events", "style", "version"))
"""Attributes that a picture inside a page does not need."""

Rows = Sequence[Mapping[str, Any]]


def svg(spec: Mapping[str, Any], values: Rows) -> Markup:
    """A Vega-Lite chart over `values` as an SVG element without width and height, which the page's style gives it."""
    text = vl_convert.vegalite_to_svg({**spec, "data": {"values": list(values)}, "config": CONFIG})
    drawn = etree.fromstring(text)
    for element in list(drawn.iter()):
        above = element.getparent()
        if above is not None and element.get("class") in ("background", "foreground"):
            above.remove(element)
            continue
        keep = {name: value for name, value in element.attrib.items() if name not in DROPPED}
        element.attrib.clear()
        element.attrib.update(keep)
    for name in ("width", "height"):
        del drawn.attrib[name]
    drawn.set("focusable", "false")
    etree.cleanup_namespaces(drawn)
    return Markup(etree.tostring(drawn, encoding="unicode"))


def months(values: Rows) -> Markup:
    """Bars of `meetings` by `month` (its first day, ISO)."""
    return svg(
        {
            "width": 900,
            "height": 150,
            "mark": {"type": "bar", "color": ACCENT, "width": {"band": 0.85}},
            "encoding": {
                "x": {
                    "field": "month", "type": "temporal", "timeUnit": "utcyearmonth",
                    "axis": {"title": None, "format": "%Y", "tickCount": "year", "grid": False, "labelAlign": "left"},
                },
                "y": {
                    "field": "meetings", "type": "quantitative",
                    "axis": {"title": None, "tickCount": 3, "domain": False, "ticks": False, "format": ",d"},
                },
            },
        },
        values,
    )  # fmt: skip


def by_month_and_province(values: Rows, provinces: Sequence[str], steps: Sequence[float]) -> Markup:
    """Cells of `meetings` by `month` and `province`, provinces from top to bottom in the order given."""
    return svg(
        {
            "width": 900,
            "height": {"step": 17},
            "mark": {"type": "rect"},
            "encoding": {
                "x": {
                    "field": "month", "type": "temporal", "timeUnit": "utcyearmonth",
                    "axis": {"title": None, "format": "%Y", "tickCount": "year", "grid": False, "labelAlign": "left"},
                },
                "y": {
                    "field": "province", "type": "nominal", "sort": list(provinces),
                    "axis": {"title": None, "ticks": False, "domain": False},
                },
                "color": _colour("meetings", steps),
            },
        },
        values,
    )  # fmt: skip


def year_bars(numbers: Mapping[int, int], years: Sequence[int], *, width: int = 220, height: int = 56) -> Markup:
    """Small bars by year; every year of `years` has its place, first and last are written."""
    values = [{"year": year, "n": numbers.get(year, 0)} for year in years]
    ends = [years[0], years[-1]]
    return svg(
        {
            "width": width,
            "height": height,
            "mark": {"type": "bar", "color": ACCENT},
            "encoding": {
                "x": {
                    "field": "year", "type": "ordinal", "scale": {"padding": 0.15},
                    "axis": {"title": None, "labelAngle": 0, "ticks": False, "values": ends, "labelOverlap": False},
                },
                "y": {"field": "n", "type": "quantitative", "axis": None},
            },
        },
        values,
    )  # fmt: skip


def numbered_bars(values: Rows, x: str, n: str, *, width: int = 900, height: int = 130) -> Markup:
    """Bars by the values of `x`, each with its number above it."""
    encoding = {
        "x": {"field": x, "type": "ordinal", "scale": {"padding": 0.2},
              "axis": {"title": None, "labelAngle": 0, "ticks": False, "labelOverlap": True}},
        "y": {"field": n, "type": "quantitative", "axis": None},
    }  # fmt: skip
    said = {**encoding, "text": {"field": n, "type": "quantitative", "format": ",d"}}
    layers = [
        {"mark": {"type": "bar", "color": ACCENT}, "encoding": encoding},
        {"mark": {"type": "text", "dy": -7, "color": MUTED, "fontSize": 12}, "encoding": said},
    ]
    return svg({"width": width, "height": height, "layer": layers}, values)


def sideways(values: Rows) -> Markup:
    """Bars of `n` by `name`, from left to right, the names as they come, each with its number behind it."""
    encoding = {
        "y": {"field": "name", "type": "nominal", "sort": None,
              "axis": {"title": None, "ticks": False, "domain": False, "labelLimit": 260}},
        "x": {"field": "n", "type": "quantitative", "axis": None},
    }  # fmt: skip
    said = {**encoding, "text": {"field": "n", "type": "quantitative", "format": ",d"}}
    layers = [
        {"mark": {"type": "bar", "color": ACCENT, "height": {"band": 0.7}}, "encoding": encoding},
        {"mark": {"type": "text", "dx": 6, "align": "left", "color": MUTED, "fontSize": 12}, "encoding": said},
    ]
    return svg({"width": 600, "height": {"step": 24}, "layer": layers}, values)


def _colour(field: str, steps: Sequence[float]) -> dict[str, Any]:
    """The ramp as a scale: nothing, then the steps of `facts.shade`."""
    least = min(0.5, steps[0] / 2)
    return {
        "field": field, "type": "quantitative", "legend": None,
        "scale": {"type": "threshold", "domain": [least, *steps], "range": list(RAMP)},
    }  # fmt: skip


@cache
def steps_to(most: int) -> tuple[float, ...]:
    """Lower bounds of the ramp's steps 2 to 6 for numbers up to `most`: roughly each twice the one before."""
    if most <= 6:
        return (2, 3, 4, 5, 6)
    ratio = (most / 1.2) ** (1 / 5)
    found: list[float] = []
    for power in range(1, 6):
        found.append(max(round(ratio**power), (found[-1] + 1) if found else 2))
    return tuple(found)
