"""The names of the standards that the codebook is mapped to, and how completely it is.

HTCDS v2.0 and the two public CTDC data sets, as lists of names only; the definitions in this project are our own.
Every name is mapped from a variable or a code, or stands in ``unmapped.csv`` with the reason: nothing is lost
silently. Attribution: ``data/standards/ATTRIBUTION.md``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from palermo.codebook.loader import DATA
from palermo.codebook.model import Code, Codebook, Variable
from palermo.codebook.tables import Row, read_table

Standard = Literal["htcds_v2", "ctdc_2017", "ctdc_2024"]
Kind = Literal["field", "code", "column", "value"]

STANDARDS: tuple[Standard, ...] = ("htcds_v2", "ctdc_2017", "ctdc_2024")
_FILES: Mapping[Standard, tuple[str, ...]] = {
    "htcds_v2": ("kind", "field", "name", "label", "core", "status", "code_standard", "also_spelt"),
    "ctdc_2017": ("kind", "column", "name", "also_spelt"),
    "ctdc_2024": ("kind", "column", "name", "also_spelt"),
}


@dataclass(frozen=True, slots=True)
class StandardName:
    """One name of a standard: a field or column, or a code or value that belongs to one (*of*).

    *spellings* are other forms of the name that are met in its own templates and codebooks. *code_standard* names
    the outer list (ISO 3166, ISO 639-2) whose codes a field takes.
    """

    standard: Standard
    kind: Kind
    of: str
    name: str
    core: bool
    code_standard: str
    spellings: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name with the field or column it belongs to, as written in unmapped.csv."""
        return f"{self.of}/{self.name}" if self.of else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Standards:
    """All names, by standard and key, and the reasons for those that are deliberately not mapped."""

    names: Mapping[Standard, Mapping[str, StandardName]]
    unmapped: Mapping[Standard, Mapping[str, str]]

    def field(self, standard: Standard, spelling: str) -> StandardName | None:
        """Find a field or column by its name or a known misspelling of it."""
        found = self.names[standard].get(spelling)
        if found is not None and not found.of:
            return found
        fields = (name for name in self.names[standard].values() if not name.of)
        return next((name for name in fields if spelling in name.spellings), None)


@lru_cache(maxsize=1)
def load_standards() -> Standards:
    """Read the name lists, once for the life of the process. Raises CodebookError."""
    return read_standards(DATA / "standards")


def read_standards(folder: Path) -> Standards:
    """Read and validate the name lists of a folder. Raises CodebookError."""
    names: dict[Standard, Mapping[str, StandardName]] = {}
    for standard, columns in _FILES.items():
        known: dict[str, StandardName] = {}
        for row in read_table(folder / f"{standard}_names.csv", columns):
            name = _name(standard, row)
            if name.of and name.of not in known:
                raise row.problem(f"there is no {name.of!r} above this line")
            if known.setdefault(name.key, name) is not name:
                raise row.problem(f"{name.key!r} stands in the file twice")
        names[standard] = MappingProxyType(known)
    unmapped: dict[Standard, dict[str, str]] = {standard: {} for standard in STANDARDS}
    for row in read_table(folder / "unmapped.csv", ("standard", "name", "reason")):
        standard = row.choice("standard", STANDARDS)
        unmapped[standard][row.one_of("name", names[standard])] = row.text("reason")
    return Standards(MappingProxyType(names), MappingProxyType(unmapped))


def _name(standard: Standard, row: Row) -> StandardName:
    htcds = standard == "htcds_v2"
    kinds: tuple[Kind, ...] = ("field", "code") if htcds else ("column", "value")
    return StandardName(
        standard=standard,
        kind=row.choice("kind", kinds),
        of=row.text("field" if htcds else "column", required=False),
        name=row.text("name"),
        core=htcds and row.choice("core", ("yes", "no")) == "yes",
        code_standard=row.text("code_standard", required=False) if htcds else "",
        spellings=row.words("also_spelt"),
    )


def variable_names(variable: Variable, standard: Standard) -> tuple[str, ...]:
    """The fields or columns of a standard that a variable is mapped to."""
    return {
        "htcds_v2": variable.htcds,
        "ctdc_2017": variable.ctdc_2017,
        "ctdc_2024": variable.ctdc_2024,
    }[standard]


def code_name(code: Code, standard: Standard) -> str:
    """The code, value or flag column of a standard that a code is written as; empty when there is none."""
    return {"htcds_v2": code.htcds, "ctdc_2017": code.ctdc_2017, "ctdc_2024": code.ctdc_2024}[standard]


def mapped_names(
    codebook: Codebook, standard: Standard, standards: Standards | None = None
) -> Iterator[tuple[str, str]]:
    """Yield (where, key of the standard's name) for every mapping in the codebook.

    What a code is written as is either one of the columns that its variable names (a flag), or a code or value of
    one of them. A list may serve several variables; only those that name a field of the standard are mapped. A field
    that takes the codes of an outer list (languages, countries) has no code names to map.
    """
    known = (standards or load_standards()).names[standard]
    for variable in codebook.variables.values():
        fields = variable_names(variable, standard)
        for name in fields:
            yield variable.name, name
        outer = any(known[name].code_standard for name in fields if name in known)
        if variable.type != "code" or not fields or outer:
            continue
        for code in codebook.list_of(variable):
            written = code_name(code, standard)
            if written:
                keys = [f"{field}/{written}" for field in fields]
                value = next((key for key in keys if key in known), keys[0])
                yield f"{variable.name}={code.code}", written if written in fields else value
