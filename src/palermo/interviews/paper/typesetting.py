"""From a sheet to a PDF: Typst sets it, and the places for answers become fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from palermo.interviews.paper.fillable import Place, make_fillable

TEMPLATE = Path(__file__).parent / "data/form.typ"
#: Part of the built assets, so that a sheet looks the same on every server, and Arabic is there.
FONTS = Path(__file__).parents[2] / "web/static/vendor/fonts"


def typeset(sheet: Mapping[str, Any]) -> bytes:
    """The PDF of a sheet as ``layout.sheet_of`` gives it, tagged and fillable. Needs the built assets."""
    setter = typst.Compiler(
        str(TEMPLATE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=False,
        sys_inputs={"sheet": json.dumps(sheet, ensure_ascii=False)},
    )
    pdf = setter.compile(format="pdf")
    if not isinstance(pdf, bytes):
        raise TypeError("The typesetter makes one document of a sheet.")
    answers = json.loads(setter.query("<answer>", field="value"))
    return make_fillable(pdf, [Place(**one) for one in answers], sheet["labels"])
