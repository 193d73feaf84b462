"""Forms for the tests of this folder, compiled once a process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pyxform.xls2xform import convert

from palermo.interviews.forms import compile_form, load_form
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.reading import read_xform


@cache
def own_xml(name: str) -> str:
    """The XForm of a form of the project, in English alone."""
    return compile_form(load_form(name, ("en",))).xform


def own_form(name: str) -> XForm:
    """The same, read."""
    return read_xform(own_xml(name))


def xml_of(survey: Iterable[dict[str, str]], choices: Iterable[dict[str, str]] = (), **settings: str) -> str:
    """The XForm of rows as they stand in a spreadsheet."""
    rows = [{key: value for key, value in row.items() if value} for row in survey]
    sheets = {
        "survey": rows,
        "survey_header": [dict.fromkeys(key for row in rows for key in row)],
        "choices": list(choices),
        "settings": [{"form_id": "example", "version": "1", **settings}],
    }
    return str(convert(xlsform=sheets, validate=False, form_name="data").xform)


def form_of(
    survey: Iterable[dict[str, str]], choices: Iterable[dict[str, str]] = (), **settings: str
) -> XForm:
    """The same, read."""
    return read_xform(xml_of(survey, choices, **settings))


def question(kind: str, name: str, **cells: str) -> dict[str, str]:
    """One row of a survey."""
    return {"type": kind, "name": name, "label": name, **cells}
