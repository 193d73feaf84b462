"""What can be wrong with a chain, said in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _


class FaultKind(Enum):
    """The value is stable, for programs."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    SWAPPED = "swapped"
    FORKED = "forked"
    HEAD = "head"
    ANCHOR = "anchor"
    NOTES = "notes"
    RESUMED = "resumed"
    SEAL = "seal"


_WORDS: dict[FaultKind, Any] = {
    FaultKind.CHANGED: _("Entry %(sequence)s is not as it was recorded."),
    FaultKind.MISSING: _("Entry %(sequence)s is missing."),
    FaultKind.INSERTED: _("Entry %(sequence)s was not recorded by Palermo; somebody put it there."),
    FaultKind.SWAPPED: _("Entries %(sequence)s and %(other)s have changed places."),
    FaultKind.FORKED: _(
        "Entry %(sequence)s is genuine, but does not follow the entry that stands before it."
    ),
    FaultKind.HEAD: _("The head of the chain does not fit its last entry, %(sequence)s."),
    FaultKind.ANCHOR: _("Entry %(sequence)s is not the one that was noted outside the database."),
    FaultKind.NOTES: _("The notes outside the database were altered; the entries up to %(sequence)s hold."),
    FaultKind.RESUMED: _(
        "The chain was resumed at entry %(sequence)s after its end was found broken: what was recorded before it may"
        " be lost."
    ),
    FaultKind.SEAL: _(
        "The file was changed after it was exported; its entries up to %(sequence)s are whole."
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where a chain is broken: ``sequence`` is the number that is wrong or missing there."""

    kind: FaultKind
    sequence: int
    other: int | None = None

    @property
    def sentence(self) -> str:
        return str(_WORDS[self.kind]) % {"sequence": self.sequence, "other": self.other}
