"""Figures as Vega-Lite specifications: the same one in the browser and on paper.

Written as plain specifications, not through a drawing library (docs/decisions/0005): the definition in
``data/figures.json`` names a table and a kind of mark, and this file is the only place that knows what a kind looks
like. Colour is never the only carrier of meaning: every bar and part has its number and name beside it.
"""

from __future__ import annotations

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.statistics.about import snapshot_day
from palermo.statistics.model import MISSING, FigureDefinition
from palermo.statistics.results import ResultFigure, ResultTable, Row

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
ACCENT, QUIET, INK = "#0b6e6e", "#b8b2a7", "#2b2a27"
#: Distinguishable for the common forms of colour blindness, dark enough on white; the last is for "not known".
PARTS = ("#0b6e6e", "#d98324", "#5b5f97", "#8a9a5b", "#a23e48", "#4f9da6")
BAR_STEP = 30
FONT = "Noto Sans, Liberation Sans, Helvetica, Arial, sans-serif"


def draw(definition: FigureDefinition, table: ResultTable) -> ResultFigure:
    """The figure of ``definition`` over a computed table."""
    rows = [row for row in table.rows if row.kind == "body"]
    if definition.top:
        rows = [row for row in rows if row.category != MISSING][: definition.top]
    values = [_value(row, position, table.n) for position, row in enumerate(rows)]
    chart = _bars(values, table) if definition.mark == "bar" else _share(values, table)
    return ResultFigure(
        id=definition.id,
        number=definition.number,
        title=_(definition.title),
        description=_describe(definition, rows, table),
        spec={"$schema": SCHEMA, "config": CONFIG, "data": {"values": values}, **chart},
        table=table,
    )


def on_paper(figure: ResultFigure) -> dict[str, Any]:
    """The specification with title, facts and caveat inside the picture, at a fixed width in pixels."""
    inner = {key: value for key, value in figure.spec.items() if key not in {"$schema", "config", "data"}}
    inner["width"] = 520
    facts = figure.table.about
    head = f"{facts.period} · {unit_words(figure.table)} · n = {_number(figure.table.n)}"
    if figure.table.missing_total:
        head += " · " + _("not known %(number)s") % {"number": _number(figure.table.missing_total)}
    foot = [
        _("Source: %(source)s. Snapshot of %(day)s. %(scheme)s.")
        % {"source": facts.source, "day": snapshot_day(facts), "scheme": facts.scheme_label},
        _("Assisted people only; no measure of how many are trafficked."),
    ]
    if facts.is_fictional:
        foot.insert(0, _("Fictional demonstration data: nobody in it exists."))
    inner["title"] = {"text": foot, "orient": "bottom", "anchor": "start", "fontSize": 10, "fontWeight": "normal",
                      "color": "#5f5b53", "offset": 12, "lineHeight": 14}  # fmt: skip
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "background": "white",
        "padding": 16,
        "data": figure.spec["data"],
        "title": {"text": figure.title, "subtitle": head, "anchor": "start", "offset": 10},
        "vconcat": [inner],
    }


def unit_words(table: ResultTable) -> str:
    """What one unit of the count is."""
    return _("instances of assistance") if table.about.unit == "instances" else _("individuals")


CONFIG: dict[str, Any] = {
    "font": FONT,
    "view": {"stroke": None},
    "title": {
        "fontSize": 16,
        "subtitleFontSize": 12,
        "color": INK,
        "subtitleColor": "#5f5b53",
        "fontWeight": 600,
    },
    "axis": {"labelFontSize": 12, "labelColor": INK, "domain": False, "ticks": False, "grid": False},
    # Colours of words stand here and not in the marks, so that the dark page can put its own in their place.
    "text": {"color": INK},
    "legend": {"labelFontSize": 12, "labelColor": INK, "symbolType": "square", "symbolSize": 140},
}


def _value(row: Row, position: int, n: int) -> dict[str, Any]:
    share = row.count / n if n else 0
    return {
        "label": row.label,
        "count": row.count,
        "share": share,
        "text": f"{_number(row.count)} ({_percent(share)})",
        "order": position,
        "is_missing": row.category == MISSING,
    }


def _bars(values: list[dict[str, Any]], table: ResultTable) -> dict[str, Any]:
    y = {"field": "label", "type": "nominal", "sort": {"field": "order"}, "title": None,
         "axis": {"labelLimit": 220, "labelPadding": 8}}  # fmt: skip
    longest = max((value["count"] for value in values), default=1)
    x = {"field": "count", "type": "quantitative", "axis": None, "title": None,
         "scale": {"domain": [0, longest * 1.28]}}  # fmt: skip
    colour = {"condition": {"test": "datum.is_missing", "value": QUIET}, "value": ACCENT}
    return {
        "height": {"step": BAR_STEP},
        "width": "container",
        "encoding": {"y": y, "x": x, "tooltip": TOOLTIP},
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.72}},
                "encoding": {"color": colour},
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 6,
                    "fontSize": 12,
                },
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }


def _share(values: list[dict[str, Any]], table: ResultTable) -> dict[str, Any]:
    labels = [f"{value['label']} – {value['text']}" for value in values]
    for value, label in zip(values, labels, strict=True):
        value["legend"] = label
    colours = [QUIET if v["is_missing"] else PARTS[i % len(PARTS)] for i, v in enumerate(values)]
    return {
        "height": 56,
        "width": "container",
        "mark": {"type": "bar", "cornerRadius": 2, "stroke": "white", "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "count", "type": "quantitative", "stack": "normalize", "title": None,
                  "axis": {"format": ".0%", "tickCount": 4}},
            "order": {"field": "order", "type": "quantitative"},
            "color": {
                "field": "legend", "type": "nominal", "sort": labels,
                "scale": {"domain": labels, "range": colours},
                "legend": {"orient": "top", "title": None, "columns": 1, "labelLimit": 420, "direction": "vertical"},
            },
            "tooltip": TOOLTIP,
        },
    }  # fmt: skip


TOOLTIP = [
    {"field": "label", "type": "nominal", "title": " "},
    {"field": "text", "type": "nominal", "title": "n"},
]


def _describe(definition: FigureDefinition, rows: list[Row], table: ResultTable) -> str:
    """The figure in one sentence, for whoever does not see it."""
    parts = "; ".join(f"{row.label} {_number(row.count)}" for row in rows)
    whole = ngettext(
        "%(title)s, of %(number)s %(unit)s: %(parts)s.",
        "%(title)s, of %(number)s %(unit)s: %(parts)s.",
        table.n,
    )
    return whole % {
        "title": _(definition.title),
        "number": _number(table.n),
        "unit": unit_words(table),
        "parts": parts or _("nobody"),
    }


def _number(value: int) -> str:
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def _percent(share: float) -> str:
    if 0 < share < 0.0005:
        return _("less than 0.1%%") % {}
    return _("%(number)s%%") % {"number": formats.number_format(round(100 * share, 1), decimal_pos=1)}
