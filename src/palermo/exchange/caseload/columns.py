"""Reads the columns of a caseload together: the facts documents of a row, and what is promoted from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import getitem, itemgetter

from django.utils.translation import gettext as _

from palermo.cases.actions.store_caseload_rows import document
from palermo.cases.derive import Promoted, band_bounds, main_code, majority
from palermo.codebook.errors import AnswerError
from palermo.codebook.model import Codebook, Variable
from palermo.exchange.caseload.cells import (
    REMEMBERED,
    REMEMBERED_LENGTH,
    Bad,
    Remembering,
    answer_reader,
    fragment_reader,
    unmarked,
)
from palermo.exchange.caseload.table import REPORTED

Cells = Sequence[str]


class Document:
    """The columns whose answers make one facts document."""

    def __init__(self, variables: Sequence[tuple[int, Variable]], codebook: Codebook) -> None:
        # In the order of names, so that equal facts give equal bytes whatever the order of the columns.
        ordered = sorted(variables, key=lambda placed: placed[1].name)
        self.names = tuple(variable.name for _position, variable in ordered)
        self.columns = {
            position: Remembering(fragment_reader(variable, codebook)) for position, variable in ordered
        }
        self._memories = tuple(self.columns.values())
        self._pick = _picker(tuple(self.columns))

    def read(self, cells: Cells) -> bytes | None:
        """The document, empty when there is no answer at all; None when a cell cannot be taken."""
        pieces: list[bytes] = list(filter(None, map(getitem, self._memories, self._pick(cells))))  # type: ignore[arg-type]
        try:
            return document(pieces) if pieces else b""
        except TypeError:
            # A Bad cell is no piece of a document; asking each cell beforehand would take longer than reading it.
            return None


def _picker(positions: tuple[int, ...]) -> Callable[[Cells], Sequence[str]]:
    if not positions:
        return lambda _cells: ()
    if len(positions) == 1:
        only = positions[0]
        return lambda cells: (cells[only],)
    return itemgetter(*positions)


class Promotion:
    """The promoted columns of a row, and whether its age fits its age band."""

    def __init__(self, variables: Sequence[tuple[int, Variable]], codebook: Codebook) -> None:
        self._places = {variable.name: position for position, variable in variables}
        self._readers = {
            variable.name: answer_reader(variable, codebook) for _position, variable in variables
        }
        self._codes = [
            (self._places.get(name), Remembering(self._main_code_reader(name)))
            for name in ("sex", "nationality", "exploitation_country")
        ]
        self._age, self._band = self._places.get("age"), self._places.get("age_band")
        self._ages: dict[tuple[str, str], str | Bad] = {}

    def _main_code_reader(self, name: str) -> Callable[[str], str]:
        read = self._readers.get(name)
        return lambda text: main_code(read(text)) if read else ""

    def read(self, cells: Cells) -> Promoted | Bad:
        """What is promoted; Bad when the age lies outside the band. The cells must be good, each by itself."""
        age = self.age(cells)
        if type(age) is Bad:
            return age
        sex, nationality, country = [
            memory[cells[place]] if place is not None else "" for place, memory in self._codes
        ]
        return Promoted(sex, age, nationality, country)  # type: ignore[arg-type]

    def age(self, cells: Cells) -> str | Bad:
        """The majority that age and band give, or Bad (of the band's cell) when they contradict each other."""
        pair = (
            cells[self._age] if self._age is not None else "",
            cells[self._band] if self._band is not None else "",
        )
        known = self._ages.get(pair)
        if known is None:
            known = self._age_of(*pair)
            if len(self._ages) < REMEMBERED and len(pair[0]) + len(pair[1]) <= REMEMBERED_LENGTH:
                self._ages[pair] = known
        return known

    def _age_of(self, age_text: str, band_text: str) -> str | Bad:
        age, band = self._answer("age", age_text), self._answer("age_band", band_text)
        bounds = band_bounds(band) if isinstance(band, str) else None
        if isinstance(age, int) and bounds is not None and not bounds[0] <= age <= bounds[1]:
            return Bad(_("the band of the age in the same row, which is %(age)d") % {"age": age})
        return majority(age, band)

    def _answer(self, name: str, text: str) -> object:
        read = self._readers.get(name)
        try:
            return read(unmarked(text)) if read and text != REPORTED else None
        except AnswerError:
            return None
