"""What goes into and comes out of ``store_caseload``: rows, the sink for problems, and the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple, Protocol

import orjson
from django.utils.translation import gettext_lazy as _

from palermo.cases.derive import Promoted
from palermo.errors import PalermoError


class StagedRow(NamedTuple):
    """One instance of assistance, checked. ``row`` is its number in the file (the header is row 1) and unique.

    ``mission`` is a number of the MissionBook. ``registered_on`` is the first possible day in ISO form.
    ``individual_ref`` is ``""`` when the caseload names nobody; it is turned into a token before anything is written.
    ``facts`` and ``event_facts`` are documents as made by ``document``; ``event_facts`` is empty when there is no
    event to speak of. ``promoted`` is what ``palermo.cases.derive.promote`` makes of the two. ``identity`` is what
    ``store_caseload_identities.packed`` makes of a checked identity; it is sealed before it is staged.
    """

    row: int
    mission: int
    case_ref: str
    registered_on: str
    registered_precision: str
    individual_ref: str
    facts: bytes
    event_facts: bytes
    promoted: Promoted
    identity: bytes = b""


def fragment(name: str, answer: object) -> bytes:
    """One member of a facts document in canonical JSON, such as ``"sex":"female"``.

    Millions of rows repeat few different answers, so documents are put together from such pieces.
    """
    return orjson.dumps({name: answer})[1:-1]


def document(fragments: Iterable[bytes]) -> bytes:
    """The canonical JSON of a facts document; the fragments must come in the order of their names."""
    return b"{%b}" % b",".join(fragments)


@dataclass(frozen=True, slots=True)
class Shape:
    """Which variables the rows speak of at all: a correction leaves alone what its file does not mention."""

    case_variables: frozenset[str]
    event_variables: frozenset[str]
    individual_ref: bool
    identity: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that cannot be taken: where it is, what it says, what was expected (a translated phrase)."""

    row: int
    column: str
    value: str
    expected: str


class Problems(Protocol):
    """Collects what is wrong with a file, all of it, before anything is refused."""

    @property
    def count(self) -> int: ...

    def add(self, problem: Problem) -> None: ...

    def add_unlisted(self, count: int) -> None:
        """Count problems that are too many to be described one by one."""


@dataclass(frozen=True, slots=True)
class CaseloadResult:
    """What an import did, or in a dry run would have done. ``missions_created`` are codes."""

    rows: int = 0
    created: int = 0
    unchanged: int = 0
    updated: int = 0
    individuals_created: int = 0
    missions_created: tuple[str, ...] = ()
    dry_run: bool = False
    #: People whose identity went into the vault, and people who had one there, which was kept.
    identities: int = 0
    identities_kept: int = 0

    @property
    def changes_anything(self) -> bool:
        return bool(self.created or self.updated or self.missions_created or self.identities)


class CaseloadRefusedError(PalermoError):
    """The caseload has problems, all of which were given to the sink; nothing was stored."""

    code = "caseload_refused"
    status = HTTPStatus.BAD_REQUEST
    template = _("The caseload has errors; nothing was stored.")


class CaseloadBusyError(PalermoError):
    """Somebody else wrote at the same time and did not finish, or changed what was checked; nothing was stored."""

    code = "caseload_busy"
    status = HTTPStatus.CONFLICT
    template = _("Somebody else worked on the same cases. Nothing was stored; try again.")


#: Told how far the storing is: between 0 and 1.
StoringProgress = Callable[[float], None]
