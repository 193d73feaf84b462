"""Reads of interviews for lists: each takes the actor, opens nothing, and is on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from palermo.access.actors import MaybeActor
from palermo.access.gate import OWN_MISSION_ROLES, CaseScope, Part, case_scope, not_here, require_actor
from palermo.access.gate.standing import standings
from palermo.access.models import Account, CaseGrant, GrantKind, Role
from palermo.cases.people import SEARCHING_ROLES
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import Channel, Interview
from palermo.interviews.received.on_record import interviews_listed

PAGE_SIZE = 25
#: What lists can be narrowed to.
WAITING, PLACED = "waiting", "placed"
REMARKS, INCOMPLETE, DIFFERENCES = "remarks", "incomplete", "differences"
_NEWEST = ("-received_at", "-pk")


@dataclass(frozen=True, slots=True)
class InterviewFilters:
    """What to list; empty means everything. ``form``: a form id. ``worker``: the key of an account. ``which``: one of
    the words above."""

    form: str = ""
    worker: str = ""
    which: str = ""


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """An interview as lists show it: nothing that anybody told. ``differences``: how many wait for a decision."""

    number: str
    title: str
    worker: str
    channel: str
    received_at: datetime
    began_at: datetime | None
    is_waiting: bool
    case: str
    case_ref: str
    has_remarks: bool
    is_complete: bool
    differences: int
    may_place: bool = False


@dataclass(frozen=True, slots=True)
class InterviewPage:
    """One page. ``later`` is the number of the interview to page from, "" at the end."""

    rows: tuple[InterviewRow, ...]
    count: int
    later: str = ""


def may_see_interviews(actor: MaybeActor) -> bool:
    """Whether the actor's role works with interviews of a mission. Raises NotSignedIn."""
    known = require_actor(actor)
    return (
        isinstance(known, Account)
        and known.role in OWN_MISSION_ROLES
        and not case_scope(known).of_missions.is_empty
    )


def require_reader(actor: MaybeActor) -> Account:
    """Whoever may have an interview to read: who works with cases. Headquarters have the coded facts of the cases.
    Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_actor(actor)
    if not isinstance(known, Account) or known.role not in SEARCHING_ROLES:
        raise not_here()
    return known


def list_interviews(actor: MaybeActor, filters: InterviewFilters, *, after: str = "") -> InterviewPage:
    """The interviews of the actor's mission, those that arrived last first, after the one of number ``after``.

    Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = _require_lists(actor)
    scope = case_scope(known).of_missions
    found = _filtered(scope, filters)
    edge = _in(scope).filter(opaque_id=after).values_list("received_at", "pk").first() if after else None
    page = found
    if edge is not None:
        page = page.filter(Q(received_at__lt=edge[0]) | Q(received_at=edge[0], pk__lt=edge[1]))
    rows = _rows(known, page, PAGE_SIZE + 1)
    interviews_listed(known, [row.number for row in rows[:PAGE_SIZE]])
    return InterviewPage(
        rows=tuple(rows[:PAGE_SIZE]),
        count=found.order_by().count(),
        later=rows[PAGE_SIZE - 1].number if len(rows) > PAGE_SIZE else "",
    )


def waiting_first(actor: MaybeActor, number: int = PAGE_SIZE) -> InterviewPage:
    """The interviews that wait for somebody to say whose they are. Raises as ``list_interviews``."""
    known = _require_lists(actor)
    found = _filtered(case_scope(known).of_missions, InterviewFilters(which=WAITING))
    rows = _rows(known, found, number + 1)
    if rows:
        interviews_listed(known, [row.number for row in rows[:number]])
    return InterviewPage(tuple(rows[:number]), found.order_by().count(), "more" if len(rows) > number else "")


def count_waiting(actor: MaybeActor) -> int:
    """How many wait for this very person to place them: a caseworker's own, all of a supervisor's mission."""
    if not may_see_interviews(actor):
        return 0
    known = require_actor(actor)
    waiting = Interview.objects.for_actor(known).filter(case=None)
    if isinstance(known, Account) and known.role != Role.SUPERVISOR:
        mine = CaseGrant.objects.filter(account=known, kind=GrantKind.ASSIGNMENT, ended_at__isnull=True)
        waiting = waiting.filter(gate_number__in=mine.values("case"))
    return waiting.count()


def of_case(actor: MaybeActor, case: str) -> tuple[InterviewRow, ...]:
    """The interviews of one case that the actor has found already, the last first."""
    known = require_reader(actor)
    rows = Interview.objects.for_actor(known).filter(gate_number=case).exclude(case=None)
    return tuple(_rows(known, rows.order_by(*_NEWEST), 200))


def forms_to_choose(actor: MaybeActor) -> list[tuple[str, str]]:
    """The forms of which the actor's mission has interviews: form id and title."""
    rows = _in(case_scope(actor).of_missions).order_by()
    pairs = rows.values_list("version__form__form_id", "version__titles").distinct()
    found: dict[str, str] = {}
    for form_id, titles in pairs:
        found.setdefault(form_id, title_in(titles))
    return sorted(found.items(), key=lambda pair: pair[1])


def workers_to_choose(actor: MaybeActor) -> list[tuple[str, str]]:
    """The accounts that sent interviews to the actor's mission: key and name."""
    rows = _in(case_scope(actor).of_missions).order_by()
    pairs = rows.values_list("account_id", "account__display_name").distinct()
    return sorted(((str(key), name) for key, name in pairs), key=lambda pair: pair[1])


def title_in(titles: Mapping[str, str]) -> str:
    """The title of a form in the reader's language."""
    language = get_language() or "en"
    for code in (language, language.partition("-")[0], "en"):
        if titles.get(code):
            return titles[code]
    return next(iter(titles.values()), "")


def _require_lists(actor: MaybeActor) -> Account:
    known = require_actor(actor)
    if not isinstance(known, Account) or known.role not in OWN_MISSION_ROLES:
        raise not_here()
    return known


def _in(scope: CaseScope) -> QuerySet[Interview]:
    return Interview.objects.in_scope(scope)


def _filtered(scope: CaseScope, filters: InterviewFilters) -> QuerySet[Interview]:
    rows = _in(scope)
    if filters.form:
        rows = rows.filter(version__form__form_id=filters.form)
    if filters.worker.isdecimal():
        rows = rows.filter(account_id=int(filters.worker))
    if filters.which == WAITING:
        rows = rows.filter(case=None)
    elif filters.which == PLACED:
        rows = rows.exclude(case=None)
    elif filters.which == REMARKS:
        rows = rows.filter(has_remarks=True)
    elif filters.which == INCOMPLETE:
        rows = rows.filter(is_complete=False)
    elif filters.which == DIFFERENCES:
        rows = rows.filter(differences__decided_at__isnull=True, differences__isnull=False).distinct()
    return rows.order_by(*_NEWEST)


def _rows(actor: Account, rows: QuerySet[Interview], number: int) -> list[InterviewRow]:
    found: Sequence[Interview] = list(
        rows.select_related("account", "case", "version")
        .defer("facts", "version__xform", "version__sheets", "version__questions", "version__source")
        .annotate(open=Count("differences", filter=Q(differences__decided_at=None)))[:number]
    )
    allowed = standings(actor, [key_of(row) for row in found])
    return [
        InterviewRow(
            number=row.opaque_id,
            title=title_in(row.version.titles),
            worker=row.account.display_name,
            channel=str(Channel(row.channel).label),
            received_at=row.received_at,
            began_at=row.began_at,
            is_waiting=row.case is None,
            case="" if row.case is None else row.case.opaque_id,
            case_ref="" if row.case is None else row.case.case_ref,
            has_remarks=row.has_remarks,
            is_complete=row.is_complete,
            differences=row.open,  # type: ignore[attr-defined]
            may_place=row.case is None and Part.STORY in allowed[row.gate_number].writable,
        )
        for row in found
    ]
