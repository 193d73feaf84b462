"""The shapes of the codebook: variables, code lists and codes. Plain frozen values; the loader makes them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from palermo.codebook.countries import Countries
from palermo.codebook.folding import fold
from palermo.codebook.labels import Labelled
from palermo.codebook.regions import RegionScheme
from palermo.codebook.suggesting import nearest

Unit = Literal["victim", "case", "event", "perpetrator", "reporting_entity", "programme"]
VariableType = Literal["code", "country", "integer", "decimal", "date", "text"]
FieldClass = Literal["public", "coded", "sensitive", "identifying", "privileged"]

UNITS: tuple[Unit, ...] = get_args(Unit)
TYPES: tuple[VariableType, ...] = get_args(VariableType)
FIELD_CLASSES: tuple[FieldClass, ...] = get_args(FieldClass)

# Classes whose answers may lie unencrypted in a case's facts document (security rule 1).
OPEN_CLASSES: frozenset[FieldClass] = frozenset({"public", "coded"})


@dataclass(frozen=True, slots=True)
class Section(Labelled):
    """A chapter of the variable catalogue."""

    code: str


@dataclass(frozen=True, slots=True)
class Code(Labelled):
    """One code of a list.

    *htcds* is the HTCDS v2.0 code, *ctdc_2017* and *ctdc_2024* the CTDC flag column (or, where the variable has one
    CTDC column with values, the value) that it is written to; empty when the standard has none. *parent* is the
    wider code of the same list, or empty.
    """

    code: str
    aliases: tuple[str, ...] = ()
    htcds: str = ""
    ctdc_2017: str = ""
    ctdc_2024: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CodeList(Labelled):
    """An ordered list of codes, with every spelling under which a code is recognised."""

    name: str
    codes: Mapping[str, Code]
    combinations: Mapping[str, tuple[str, ...]] = field(repr=False)
    _index: Mapping[str, Code] = field(repr=False)
    _order: Mapping[str, int] = field(repr=False)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __len__(self) -> int:
        return len(self.codes)

    def resolve(self, text: str) -> Code | None:
        """Find a code by its code, label or alias, whatever the case, accents, spaces, underscores and hyphens."""
        return self.codes.get(text) or self._index.get(fold(text))

    def resolve_all(self, text: str) -> tuple[Code, ...]:
        """Like :meth:`resolve`, but a printed category that stands for several codes at once (such as
        *Combined sexual & forced labour*) gives all of them. Empty when nothing matches."""
        found = self.resolve(text)
        if found is not None:
            return (found,)
        return tuple(self.codes[code] for code in self.combinations.get(fold(text), ()))

    def suggest(self, text: str, count: int = 3) -> list[str]:
        """Up to *count* codes whose code, label or alias is spelt nearly like *text*, nearest first."""
        return [code.code for code in nearest(fold(text), self._index, count)]

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """The given codes once each, in the order of the list."""
        return sorted(set(codes), key=self._order.__getitem__)

    def within(self, code: str, ancestor: str) -> bool:
        """True if *code* is *ancestor* or lies anywhere below it."""
        seen = self.codes.get(code)
        while seen is not None:
            if seen.code == ancestor:
                return True
            seen = self.codes.get(seen.parent)
        return False


@dataclass(frozen=True, slots=True)
class Variable(Labelled):
    """One thing that may be asked, of one unit of description.

    *minimum* and *maximum* bound numbers; for text *maximum* is the number of characters. *measure* is the unit of
    measurement (years, months, hours a day). *purpose* is a code of the list ``collection_purpose``: why it may be
    asked at all. *origin* is a code of the list ``source_material``: who named it first.
    """

    name: str
    unit: Unit
    section: str
    type: VariableType
    list: str
    multiple: bool
    minimum: float | None
    maximum: float | None
    measure: str
    field_class: FieldClass
    purpose: str
    origin: str
    htcds: tuple[str, ...] = ()
    ctdc_2017: tuple[str, ...] = ()
    ctdc_2024: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """True if answers may lie in a facts document; false if they belong in the vault."""
        return self.field_class in OPEN_CLASSES


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """Everything that the project knows about what may be asked and answered.

    *state_words* gives, for each folded word such as *not known*, the stored form of the answer state.
    """

    sections: Mapping[str, Section]
    variables: Mapping[str, Variable]
    lists: Mapping[str, CodeList]
    countries: Countries
    schemes: Mapping[str, RegionScheme]
    state_words: Mapping[str, str] = field(repr=False)

    def list_of(self, variable: Variable) -> CodeList:
        """The code list of a variable of type ``code``. KeyError for any other type."""
        return self.lists[variable.list]

    def variables_of(self, section: str) -> list[Variable]:
        """The variables of a section, in the order of the catalogue."""
        return [variable for variable in self.variables.values() if variable.section == section]
