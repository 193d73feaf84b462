"""Columns of a caseload that identify the person: read into an identity, which goes to the vault and nowhere else.

A cell that cannot be taken is reported with its row and column, never with what stands in it: reports are files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from palermo.cases.actions.store_caseload_identities import packed
from palermo.codebook.folding import fold
from palermo.codebook.model import Codebook
from palermo.exchange.caseload.cells import unmarked
from palermo.exchange.caseload.table import REPORTED
from palermo.individuals.telling import FULL_NAME, VARIABLES, told_identity

__all__ = ["ALSO_CALLED", "FULL_NAME", "VARIABLES", "Flaw", "IdentityReader"]

#: What files also call them.
ALSO_CALLED: Mapping[str, str] = {
    "given_name": "first_name",
    "phone": "mobile_phone",
    "full_name": FULL_NAME,
    "name": FULL_NAME,
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell that cannot be taken: its column, and what was expected."""

    position: int
    expected: str


class _Refused(Exception):
    def __init__(self, name: str, expected: str) -> None:
        super().__init__(expected)
        self.name, self.expected = name, expected


class IdentityReader:
    """Reads the identity of a row. ``positions``: name of a variable -> column."""

    def __init__(self, positions: Mapping[str, int], codebook: Codebook) -> None:
        self.positions = dict(positions)
        self._codebook = codebook

    def read(self, cells: Sequence[str]) -> bytes | Flaw:
        """The identity as bytes for StagedRow, empty where nothing is said; or the first flaw."""
        try:
            said = {name: self._text(name, cells[at]) for name, at in self.positions.items()}
            return packed(told_identity(said, self._codebook, _refuse))
        except _Refused as refused:
            return Flaw(self.positions[refused.name], refused.expected)

    def _text(self, name: str, cell: str) -> str:
        if cell == REPORTED:
            raise _Refused(name, "")
        text = unmarked(cell)
        # Nobody knows, or nobody was told: then nothing is recorded.
        return "" if (fold(text) or text) in self._codebook.state_words else text


def _refuse(name: str, expected: str) -> NoReturn:
    """One flaw is enough for a row of a file."""
    raise _Refused(name, expected)
