"""The only way to plaintext: the gate, then the brake, then the vault, then the audit.

    with uncovered(actor, {case.individual_opaque: case}, Part.IDENTITY, "identity page"):
        names = [name.text for name in rows]
    return names  # the audit has it by now

Leaving the block commits one entry for each individual of whom something was really opened. When that fails it raises,
and nothing is handed over: so build the answer within the block and return it after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.brakes import check_brakes, opened
from palermo.access.gate import CaseLike, Part, not_here, require_actor, require_part, standings
from palermo.access.gate.decisions import decided
from palermo.access.gate.scope import is_shut_out
from palermo.access.models import Account, CaseGrant, GrantKind, Role
from palermo.audit.recording import audited, record, record_many
from palermo.vault.chain import digest_of_ids
from palermo.vault.clearance import Clearance, clearance


@contextmanager
def uncovered(
    actor: MaybeActor, people: Mapping[str, CaseLike], part: Part, purpose: str
) -> Iterator[Clearance]:
    """Open values of ``people`` (opaque identifier -> the case by which the actor sees the person) until the block
    ends.

    Every one of them must allow ``part`` to the actor. Raises NotSignedIn, NotFoundOrNotAllowed, ReadingStopped, and
    the errors of the audit at the end. ``purpose`` is in the code's words. Parts of the system never come in here.
    """
    known = _reader(actor, people, part)
    opening = check_brakes(known, "identity.uncovered", len(people))
    seen: Clearance | None = None
    try:
        with clearance(purpose, individuals=people) as seen:
            yield seen
    finally:
        with audited():
            opened(opening)
            if seen is not None and seen.opened:
                record_many(
                    "identity.uncovered",
                    actor=audit_name(known),
                    object_kind="individual",
                    object_ids=sorted(seen.opened),
                    fields=[part.value],
                )


class Search:
    """One search, which may look at candidates several times."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.opened: frozenset[str] = frozenset()

    @contextmanager
    def candidates(self, people: Mapping[str, CaseLike]) -> Iterator[Clearance]:
        """Open these people in memory, to compare them. Raises NotFoundOrNotAllowed."""
        _require(self._account, people, Part.IDENTITY)
        with clearance("search", individuals=people) as seen:
            try:
                yield seen
            finally:
                self.opened |= seen.opened


@contextmanager
def searching(actor: MaybeActor, fields: Collection[str]) -> Iterator[Search]:
    """Open the identities of a search's candidates in memory, to compare them; one entry stands for the search.

    ``fields`` are the codes of what is searched by (``name``, ``phone``), recorded also when nobody was found. The
    caller hands out covered names only. Raises as ``uncovered``.
    """
    known = _account(actor)
    opening = check_brakes(known, "identity.searched")
    search = Search(known)
    try:
        yield search
    finally:
        with audited():
            opened(opening)
            record(
                "identity.searched",
                actor=audit_name(known),
                object_kind="search",
                object_id="",
                opened=len(search.opened),
                ids=digest_of_ids(sorted(search.opened)),
                fields=sorted(fields),
            )


@contextmanager
def listing(actor: MaybeActor, people: Mapping[str, CaseLike]) -> Iterator[Clearance]:
    """Open names in memory for one page of a list, of which the caller hands out initials only; one entry stands for
    the page, and none for a page on which nothing was opened.

    No search: it has a limit of its own, in people and not in pages. Raises as ``uncovered``.
    """
    known = _reader(actor, people, Part.IDENTITY)
    opening = check_brakes(known, "identity.listed", len(people))
    seen: Clearance | None = None
    try:
        with clearance("list", individuals=people) as seen:
            yield seen
    finally:
        with audited():
            opened(opening)
            if seen is not None and seen.opened:
                record(
                    "identity.listed",
                    actor=audit_name(known),
                    object_kind="list",
                    object_id="",
                    count=len(seen.opened),
                    ids=digest_of_ids(sorted(seen.opened)),
                )


@contextmanager
def sealing(actor: MaybeActor, people: Collection[str]) -> Iterator[Clearance]:
    """Seal values of ``people`` (opaque identifiers). The action has asked the gate for the right to write already;
    whoever only writes reads nothing, so the act itself is the entry. Raises NotSignedIn, and NoClearance for a read.
    """
    require_actor(actor)
    with clearance("writing", individuals=people, witness=_refuse) as seen:
        yield seen


@contextmanager
def reworking(actor: MaybeActor, case: CaseLike, part: Part, purpose: str) -> Iterator[Clearance]:
    """Open and seal values of one person in memory, to lay a change over what is there; nothing of it is handed to
    anybody, so the change itself is the entry, which the action records. Whoever may write ``part`` may.

    Raises NotSignedIn, NotFoundOrNotAllowed. Parts of the system never come in here.
    """
    require_part(_account(actor), case, part, write=True)
    with clearance(purpose, individuals=[case.individual_opaque]) as seen:
        yield seen


@contextmanager
def resealing(actor: MaybeActor, before: CaseLike, after: CaseLike, purpose: str) -> Iterator[Clearance]:
    """Open values of one person in memory and seal them for another, because it was found whose they are; nothing of
    it is handed to anybody, so the move itself is the entry, which the action records.

    Whoever may write both of both: what identifies, and what was told. Raises NotSignedIn, NotFoundOrNotAllowed.
    """
    known = _account(actor)
    for case in (before, after):
        for part in (Part.FACTS, Part.IDENTITY, Part.STORY):
            require_part(known, case, part, write=True)
    with clearance(purpose, individuals=[before.individual_opaque, after.individual_opaque]) as seen:
        yield seen


@contextmanager
def reason_of_glass(actor: MaybeActor, grant: CaseGrant) -> Iterator[Clearance]:
    """Open the reason that somebody gave for emergency access, for the supervisor of the case's mission and the focal
    point; each time is an entry. No brake: it is told of in notices, one by one. Raises NotSignedIn,
    NotFoundOrNotAllowed.
    """
    known = _account(actor)
    supervises = known.role == Role.SUPERVISOR and known.mission_id == grant.mission_id
    allowed = known.role == Role.FOCAL_POINT or (supervises and not is_shut_out(known))
    if not decided("reason", allowed and grant.kind == GrantKind.GLASS):
        raise not_here()
    with clearance("reason of emergency access", individuals=[grant.individual]) as seen:
        yield seen
    with audited():
        record(
            "case.reason_read",
            actor=audit_name(known),
            object_kind="case",
            object_id=grant.case,
            mission=grant.mission.code,
            grant=grant.opaque_id,
        )


def _refuse(_individual: str) -> None:
    raise not_here()


def _reader(actor: MaybeActor, people: Mapping[str, CaseLike], part: Part) -> Account:
    """The account, when it may read ``part`` of everybody."""
    known = _account(actor)
    _require(known, people, part)
    return known


def _account(actor: MaybeActor) -> Account:
    """No part of the system ever reads an identity."""
    known = require_actor(actor)
    if isinstance(known, SystemActor):
        raise not_here()
    return known


def _require(actor: Account, people: Mapping[str, CaseLike], part: Part) -> None:
    found = standings(actor, people.values())
    for individual, case in people.items():
        allowed = case.individual_opaque == individual and part in found[case.opaque_id].readable
        if not decided(f"read_{part.value}", allowed):
            raise not_here()
