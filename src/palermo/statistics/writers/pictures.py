"""The figures as SVG and PNG, drawn by the same program that draws them in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import orjson
import vl_convert

from palermo.statistics.figures import on_paper
from palermo.statistics.results import Publication, ResultFigure

#: Pixels per unit of the specification: sharp on paper at half a page's width.
SCALE = 2
#: The version that the browser gets too (package.json).
VEGA_LITE = "6.4"


def write_figures(publication: Publication, folder: Path) -> list[Path]:
    """``figures/<figure>.svg``, ``.png`` and ``.vl.json`` (the specification)."""
    target = folder / "figures"
    target.mkdir(exist_ok=True)
    files = []
    for figure in publication.figures:
        for kind in ("svg", "png"):
            path = target / f"{figure.id}.{kind}"
            path.write_bytes(as_picture(figure, "svg" if kind == "svg" else "png"))
            files.append(path)
        specification = target / f"{figure.id}.vl.json"
        specification.write_bytes(orjson.dumps(on_paper(figure), option=orjson.OPT_INDENT_2))
        files.append(specification)
    return files


def as_picture(figure: ResultFigure, kind: Literal["svg", "png"]) -> bytes:
    """The figure, with title, facts and caveat inside, as the bytes of a picture. Fetches nothing."""
    specification = orjson.dumps(on_paper(figure)).decode()
    if kind == "svg":
        text: str = vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
        return text.encode()
    picture: bytes = vl_convert.vegalite_to_png(
        specification, vl_version=VEGA_LITE, scale=SCALE, allowed_base_urls=[]
    )
    return picture
