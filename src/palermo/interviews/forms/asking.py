"""How one question is asked: its type, choices, limits, and the words for an answer that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from palermo.codebook import Codebook, Variable
from palermo.codebook.answers import TEXT_LIMIT
from palermo.interviews.forms.choosing import COUNTRY, all_choices, list_names, standing_alone
from palermo.interviews.forms.languages import Words, filled
from palermo.interviews.forms.model import SourceRow
from palermo.interviews.forms.reading import common_words

#: From so many choices on, a list is searched and not read.
LONG_LIST = 25
#: Text of more letters gets several lines.
LONG_TEXT = 500
#: Longest side of a photograph: enough for a travel document, little enough for a slow link.
IMAGE_PIXELS = 1600

#: A year, a month of it, or a day that there is: short months and leap years are written out, because programs differ
#: in what ``date()`` makes of the 29th of February 2001.
_PART_DATE = (
    "regex(., '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?"
    "|-(0[13-9]|1[0-2])-(29|30)|-(0[13578]|1[02])-31)?"
    "|(19(0[48]|[2468][048]|[13579][26])|20([02468][048]|[13579][26]))-02-29)$')"
)
_CHECKS = {"past": ". <= today()", "phone": r"regex(., '^\+?[1-9][0-9]{1,14}$')"}
#: Types of XLSForm that fit a variable's type; the first is used where the source leaves it to the codebook.
FITTING: Mapping[str, tuple[str, ...]] = {
    "code": ("select_one", "select_multiple"),
    "country": ("select_one", "select_multiple"),
    "integer": ("integer",),
    "decimal": ("decimal",),
    "date": ("text", "date"),
    "text": ("text", "image"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Cells of a question. *list* is empty for a question without choices."""

    type: str
    list: str = ""
    constraint: str = ""
    message: Words = field(default_factory=dict)
    appearance: str = ""
    hint: Words = field(default_factory=dict)
    parameters: str = ""


def asked(row: SourceRow, variable: Variable | None, codebook: Codebook) -> Asked:
    """How the question of *row* is asked. Raises FormSourceError where row and codebook do not fit."""
    kind, _, name = (_derived(variable) if row.type == "variable" and variable else row.type).partition(" ")
    if kind.startswith("select_"):
        _check_list(row, name, variable, codebook)
        return _choosing(kind, name, codebook)
    if variable and kind not in FITTING[variable.type]:
        raise row.problem(f"{variable.name} is of type {variable.type} and cannot be asked as {kind}")
    if row.check:
        if row.check not in _CHECKS:
            raise row.problem(f"there is no check {row.check!r}")
        return Asked(kind, constraint=_CHECKS[row.check], message=common_words()[row.check])
    if kind in ("integer", "decimal"):
        return _counting(kind, variable)
    if kind == "text":
        return _writing(variable)
    if kind == "image":
        return Asked(kind, parameters=f"max-pixels={IMAGE_PIXELS}")
    if kind != "date":
        raise row.problem(f"questions of type {row.type!r} are not foreseen")
    return Asked(kind)


def _derived(variable: Variable) -> str:
    kind = FITTING[variable.type][1 if variable.multiple else 0]
    if variable.type in ("code", "country"):
        return f"{kind} {variable.list or COUNTRY}"
    return FITTING[variable.type][0]


def _check_list(row: SourceRow, name: str, variable: Variable | None, codebook: Codebook) -> None:
    if name not in list_names(codebook):
        raise row.problem(f"there is no list {name!r}")
    if variable and name != (variable.list or COUNTRY):
        raise row.problem(f"{variable.name} is answered from the list {variable.list or COUNTRY}")
    if variable and not variable.multiple and row.type.startswith("select_multiple"):
        raise row.problem(f"{variable.name} has one answer only")


def _choosing(kind: str, name: str, codebook: Codebook) -> Asked:
    appearance = "minimal autocomplete" if len(all_choices(name, codebook)) >= LONG_LIST else ""
    if kind == "select_one":
        return Asked(f"{kind} {name}", name, appearance=appearance)
    alone = " or ".join(f"selected(., '{code}')" for code in standing_alone(name, codebook))
    constraint = f"not(({alone}) and count-selected(.) > 1)"
    return Asked(f"{kind} {name}", name, constraint, common_words()["alone"], appearance)


def _counting(kind: str, variable: Variable | None) -> Asked:
    low = 0 if variable is None or variable.minimum is None else int(variable.minimum)
    high = 1_000_000 if variable is None or variable.maximum is None else int(variable.maximum)
    words = common_words()["number" if kind == "integer" else "amount"]
    return Asked(
        kind, constraint=f". >= {low} and . <= {high}", message=filled(words, minimum=low, maximum=high)
    )


def _writing(variable: Variable | None) -> Asked:
    words = common_words()
    if variable and variable.type == "date":
        return Asked("text", constraint=_PART_DATE, message=words["part_date"], hint=words["part_date_hint"])
    limit = int(variable.maximum or TEXT_LIMIT) if variable else TEXT_LIMIT
    return Asked(
        "text",
        constraint=f"string-length(.) <= {limit}",
        message=filled(words["length"], maximum=limit),
        appearance="multiline" if limit >= LONG_TEXT else "",
    )
