"""Reads that lead from people to cases: who is known already, and what a covered page may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseKey, CaseLike, Part, Standing, case_scope, require_actor
from palermo.access.gate.standing import standings
from palermo.access.models import Account, Role
from palermo.cases.keys import require_case
from palermo.cases.models import Case
from palermo.individuals.searching import Scope, SearchQuery, search_people

#: Who may have an identity to read at all. Headquarters see coded facts only.
SEARCHING_ROLES = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.PARTNER_OFFICER})
#: The parts of a query as a search names them.
PART_WORDS: Mapping[str, Promise] = {
    "name": _("name"),
    "birth": _("date of birth"),
    "document": _("document"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "handle": _("messenger"),
}


@dataclass(frozen=True, slots=True)
class CoveredCase:
    """A case by its number and reference: nothing that tells who the person is."""

    key: CaseKey
    case_ref: str
    mission_name: str


@dataclass(frozen=True, slots=True, repr=False)
class PersonFound:
    """Somebody who may be meant. ``covered``: initials. ``likeness``: 0 to 1. ``matched``: the parts of the query that
    agree (name, birth, document, phone, email, handle)."""

    case: CoveredCase
    covered: str
    likeness: float
    matched: tuple[str, ...]

    @property
    def reasons(self) -> list[str]:
        """The matched parts in words."""
        return [str(PART_WORDS[part]) for part in self.matched]


@dataclass(frozen=True, slots=True, repr=False)
class PeopleFound:
    """Best first. ``is_cut``: more were alike than can be looked at."""

    people: tuple[PersonFound, ...]
    is_cut: bool


def may_find_people(actor: MaybeActor) -> bool:
    """Whether there can be anybody whose identity the actor may read. Raises NotSignedIn."""
    known = require_actor(actor)
    return isinstance(known, Account) and known.role in SEARCHING_ROLES and not case_scope(known).is_empty


def find_people(actor: MaybeActor, query: SearchQuery) -> PeopleFound:
    """Whom ``query`` may mean, among the people whose identity the actor may read.

    One entry in the audit stands for the search. Raises NotSignedIn, NotAcceptedError (nothing to search for),
    ReadingStopped.
    """
    found = search_people(actor, query, reach_of(actor))
    lines = covered_cases(actor, [match.case.opaque_id for match in found])
    people = tuple(
        PersonFound(lines[match.case.opaque_id], match.covered, match.likeness, tuple(sorted(match.matched)))
        for match in found
    )
    return PeopleFound(people, found.is_cut)


def reach_of(actor: MaybeActor) -> Scope:
    """For ``search_people``: of these individuals the ones whose identity the actor may read, each with the newest
    case that allows it."""
    scope = case_scope(actor)

    def reach(individuals: Sequence[int]) -> Mapping[int, CaseLike]:
        rows = Case.objects.in_scope(scope).filter(individual_id__in=individuals)
        rows = rows.order_by("registered_on", "pk")
        keys = [
            (person, CaseKey(number, mission, individual))
            for person, number, mission, individual in rows.values_list(
                "individual_id", "opaque_id", "mission_id", "individual__opaque_id"
            )
        ]
        allowed = standings(actor, [key for _person, key in keys])
        return {person: key for person, key in keys if Part.IDENTITY in allowed[key.opaque_id].readable}

    return reach


def covered_case(actor: MaybeActor, opaque_id: str) -> tuple[CoveredCase, Standing]:
    """The case whose identity the actor may read, covered, and the standing. Opens nothing. Raises
    NotFoundOrNotAllowed."""
    key, stands = require_case(actor, opaque_id, Part.IDENTITY)
    return covered_cases(actor, [key.opaque_id])[key.opaque_id], stands


def covered_cases(actor: MaybeActor, opaque_ids: Sequence[str]) -> dict[str, CoveredCase]:
    """Those of the cases that are in scope, by number."""
    rows = Case.objects.for_actor(actor).filter(opaque_id__in=opaque_ids)
    columns = rows.values_list(
        "opaque_id", "mission_id", "individual__opaque_id", "case_ref", "mission__name"
    )
    return {row[0]: CoveredCase(CaseKey(*row[:3]), *row[3:]) for row in columns}
