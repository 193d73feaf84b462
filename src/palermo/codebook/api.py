"""The codebook for programs: which variables there are, and what may be answered."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from palermo.codebook.loader import load_codebook
from palermo.codebook.model import FieldClass, Unit, Variable, VariableType

router = Router(tags=["codebook"])


class VariableOut(Schema):
    """One thing that may be asked. ``codes`` are the exact codes of a coded answer; countries are ISO 3166 alpha-3."""

    name: str
    label: str
    definition: str
    unit: Unit
    section: str
    type: VariableType
    multiple: bool
    field_class: FieldClass
    codes: list[str]


@router.get(
    "/variables",
    response=list[VariableOut],
    operation_id="list_variables",
    summary="Variables of the codebook",
)
def list_variables(request: HttpRequest) -> list[VariableOut]:
    """Every variable, in the order of the catalogue, in the reader's language."""
    return [_variable(variable) for variable in load_codebook().variables.values()]


def _variable(variable: Variable) -> VariableOut:
    codes = list(load_codebook().list_of(variable).codes) if variable.type == "code" else []
    return VariableOut(
        name=variable.name,
        label=variable.display,
        definition=variable.explanation,
        unit=variable.unit,
        section=variable.section,
        type=variable.type,
        multiple=variable.multiple,
        field_class=variable.field_class,
        codes=codes,
    )
