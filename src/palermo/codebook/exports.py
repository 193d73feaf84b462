"""The codebook as rows of plain values, for a page, a CSV or JSON file, or a workbook. Nothing is written here.

Keys are the column names of the data files. With ``translated`` labels and definitions are in the active language;
without it they are the English of the data files, which is what other programs should read.
"""

from collections.abc import Iterator

from palermo.codebook.labels import Labelled
from palermo.codebook.model import Codebook
from palermo.codebook.standards import STANDARDS, load_standards, mapped_names

Cell = str | int | float | bool | None
RowDict = dict[str, Cell]

_JOIN = "|"


def variable_rows(codebook: Codebook, *, translated: bool = False) -> list[RowDict]:
    """One row a variable, in the order of the catalogue. Numbers without a bound are None."""
    return [
        {
            "name": variable.name,
            **_words(variable, translated),
            "unit": variable.unit,
            "section": variable.section,
            "type": variable.type,
            "list": variable.list,
            "multiple": variable.multiple,
            "minimum": variable.minimum,
            "maximum": variable.maximum,
            "measure": variable.measure,
            "field_class": variable.field_class,
            "purpose": variable.purpose,
            "origin": variable.origin,
            "htcds": _JOIN.join(variable.htcds),
            "ctdc_2017": _JOIN.join(variable.ctdc_2017),
            "ctdc_2024": _JOIN.join(variable.ctdc_2024),
        }
        for variable in codebook.variables.values()
    ]


def code_rows(codebook: Codebook, *, translated: bool = False) -> list[RowDict]:
    """One row a code, list by list."""
    return [
        {
            "list": code_list.name,
            "code": code.code,
            **_words(code, translated),
            "aliases": _JOIN.join(code.aliases),
            "htcds": code.htcds,
            "ctdc_2017": code.ctdc_2017,
            "ctdc_2024": code.ctdc_2024,
            "parent": code.parent,
        }
        for code_list in codebook.lists.values()
        for code in code_list
    ]


def country_rows(codebook: Codebook) -> list[RowDict]:
    """One row a country, with its names in six languages."""
    return [
        {
            "code": country.code,
            "alpha2": country.alpha2,
            "numeric": country.numeric,
            **{f"name_{language}": name for language, name in country.names.items()},
            "m49_region": country.m49_region,
            "m49_subregion": country.m49_subregion,
            "kind": country.kind,
            "successors": _JOIN.join(country.successors),
            "aliases": _JOIN.join(country.aliases),
        }
        for country in codebook.countries
    ]


def region_rows(codebook: Codebook, *, translated: bool = False) -> list[RowDict]:
    """One row an assignment of a country to a region. Open ends are None, other days are ISO dates."""
    return [
        {
            "scheme": scheme.code,
            "region": spell.region,
            "label": _words(scheme.regions[spell.region], translated)["label"],
            "country": country,
            "valid_from": spell.valid_from.isoformat() if spell.valid_from else None,
            "valid_to": spell.valid_to.isoformat() if spell.valid_to else None,
            "basis": spell.basis,
        }
        for scheme in codebook.schemes.values()
        for country, spells in scheme.assignments.items()
        for spell in spells
    ]


def mapping_rows(codebook: Codebook) -> list[RowDict]:
    """One row a name of a standard: where it is mapped from, or why it is not."""
    standards = load_standards()
    rows: list[RowDict] = []
    for standard in STANDARDS:
        sources: dict[str, list[str]] = {}
        for where, name in mapped_names(codebook, standard):
            sources.setdefault(name, []).append(where)
        rows += [
            {
                "standard": standard,
                "name": key,
                "core": name.core,
                "mapped_from": _JOIN.join(sources.get(key, ())),
                "reason": standards.unmapped[standard].get(key, ""),
            }
            for key, name in standards.names[standard].items()
        ]
    return rows


def message_ids(codebook: Codebook) -> Iterator[tuple[str, str]]:
    """Yield (where it stands, English text) for everything in the data files that people read, for translators.

    The same text may come several times.
    """
    things: list[tuple[str, Labelled]] = [
        *((f"sections/{name}", section) for name, section in codebook.sections.items()),
        *((f"variables/{name}", variable) for name, variable in codebook.variables.items()),
        *((f"lists/{name}", code_list) for name, code_list in codebook.lists.items()),
        *((f"codes/{each.name}/{code.code}", code) for each in codebook.lists.values() for code in each),
        *((f"schemes/{name}", scheme) for name, scheme in codebook.schemes.items()),
        *(
            (f"regions/{scheme.code}/{region.code}", region)
            for scheme in codebook.schemes.values()
            for region in scheme.regions.values()
        ),
    ]
    for where, thing in things:
        yield where, thing.label
        yield where, thing.definition


def _words(thing: Labelled, translated: bool) -> dict[str, str]:
    if translated:
        return {"label": thing.display, "definition": thing.explanation}
    return {"label": thing.label, "definition": thing.definition}
