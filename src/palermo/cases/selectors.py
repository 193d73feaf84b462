"""Reads of cases. Each takes the actor, returns frozen values with no more than what is shown, and is on record.

A page of the list is read in two steps: first the keys, from an index that holds every column the filters ask about,
then the 25 rows. So the time depends on the page, not on how many cases there are.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Value
from django.db.models.functions import Upper

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseKey, CaseScope, Part, Standing, case_scope, standing, standings
from palermo.access.models import Mission
from palermo.cases.models import Case, TraffickingEvent
from palermo.cases.on_record import case_seen, cases_listed
from palermo.cases.reference_order import LAST, InBytes, Unhinted, reference_key
from palermo.codebook.answers import read_answer
from palermo.codebook.partial_date import PartialDate

PAGE_SIZE = 25
#: Counting further helps nobody and takes longer than the page itself.
COUNT_LIMIT = 10_000
#: So many letters of a reference leave few enough cases to look through all of them.
TELLING = 3
#: The filter value that asks for cases whose answer is missing.
MISSING = "-"


class CaseOrder(Enum):
    """The orders in which cases can be listed; the value stands in the address."""

    NEWEST = "newest"
    OLDEST = "oldest"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What to list. Empty means everything; ``sex``, ``majority``, ``nationality`` and ``exploitation_country`` may be
    MISSING. The period includes both days. ``reference`` is how the mission's reference begins, in any case."""

    reference: str = ""
    mission: str = ""
    registered_from: date | None = None
    registered_to: date | None = None
    sex: str = ""
    majority: str = ""
    nationality: str = ""
    exploitation_country: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists show it: codes, no fact that the list does not show."""

    opaque_id: str
    case_ref: str
    mission_name: str
    registered: PartialDate
    status: str
    sex: str
    majority: str
    nationality: str
    exploitation_country: str
    exploitation_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list. ``earlier`` and ``later`` are the numbers of the cases to page from, or empty at the ends.
    ``count`` stops at COUNT_LIMIT, and ``is_capped`` then tells that there are more."""

    rows: tuple[CaseRow, ...]
    count: int
    is_capped: bool
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One trafficking event, with its answers."""

    kind: str
    position: int
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """Everything that the case page shows of the parts that ``standing`` allows. ``others`` are the cases of the same
    individual in the actor's scope."""

    key: CaseKey
    standing: Standing
    case: CaseRow
    entered_at: datetime
    facts: Mapping[str, object]
    events: tuple[EventDetail, ...]
    others: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class Caseload:
    """A mission's cases counted: all, by status, and those whose coded answers are still missing, by variable."""

    total: int
    by_status: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)


_ROW_COLUMNS = (
    "id", "opaque_id", "case_ref", "mission__name", "registered_on", "registered_precision", "status", "sex",
    "majority", "nationality", "exploitation_country",
)  # fmt: skip
_DETAIL_COLUMNS = (
    "id", "opaque_id", "mission_id", "mission__code", "individual_id", "individual__opaque_id", "facts", "created_at",
)  # fmt: skip
_CODED = ("sex", "majority", "nationality", "exploitation_country")


def list_cases(
    actor: MaybeActor,
    filters: CaseFilters,
    order: CaseOrder = CaseOrder.NEWEST,
    *,
    after: str = "",
    before: str = "",
) -> CasePage:
    """The page of cases of the actor's missions after (or before) the case with that number; the first page when the
    number is not in scope."""
    scope = case_scope(actor).of_missions
    chosen = _filtered(scope, filters, by_reference=order is CaseOrder.REFERENCE)
    edge = _edge(scope, before or after)
    backwards = bool(before and edge)
    keys = _keys(chosen, order, edge, backwards=backwards)
    has_more = len(keys) > PAGE_SIZE
    keys = keys[:PAGE_SIZE]
    if backwards:
        keys.reverse()
    rows = _rows(scope, keys)
    if edge is None and not has_more:
        count = len(rows)
    else:
        counted = _filtered(scope, filters, by_reference=len(filters.reference) >= TELLING)
        count = counted.order_by().values("pk")[: COUNT_LIMIT + 1].count()
    if not scope.is_empty:
        cases_listed(actor, [row.opaque_id for row in rows], _in_use(filters))
    return CasePage(
        rows=tuple(rows),
        count=min(count, COUNT_LIMIT),
        is_capped=count > COUNT_LIMIT,
        earlier=rows[0].opaque_id if rows and (has_more if backwards else edge is not None) else "",
        later=rows[-1].opaque_id if rows and (backwards or has_more) else "",
    )


def latest_cases(actor: MaybeActor, number: int = 8) -> tuple[CaseRow, ...]:
    """The cases registered last in the actor's scope."""
    scope = case_scope(actor).of_missions
    keys = _keys(Case.objects.in_scope(scope), CaseOrder.NEWEST, None, size=number)
    rows = tuple(_rows(scope, keys[:number]))
    if rows:
        cases_listed(actor, [row.opaque_id for row in rows])
    return rows


def rows_of(actor: MaybeActor, opaque_ids: Iterable[str], with_facts: Container[str]) -> tuple[CaseRow, ...]:
    """These cases as lists show them, as far as they are in scope, in no order; facts only of those ``with_facts``."""
    scope = case_scope(actor)
    keys = Case.objects.in_scope(scope).filter(opaque_id__in=list(opaque_ids)).values_list("pk", flat=True)
    return tuple(
        row if row.opaque_id in with_facts else _without_facts(row) for row in _rows(scope, list(keys))
    )


def get_case(actor: MaybeActor, opaque_id: str) -> CaseDetail | None:
    """The case, or None both when there is none and when it is not the actor's to see.

    Somebody with whom other parts than the coded facts were shared gets none of these.
    """
    scope = case_scope(actor)
    cases = Case.objects.in_scope(scope)
    found = cases.filter(opaque_id=opaque_id).values(*_DETAIL_COLUMNS).first()
    if found is None:
        return None
    key = CaseKey(found["opaque_id"], found["mission_id"], found["individual__opaque_id"])
    stands = standing(actor, key)
    if stands.is_none:
        return None
    may_see_facts = Part.FACTS in stands.readable
    events = TraffickingEvent.objects.in_scope(scope).filter(case_id=found["id"]).order_by("position")
    if not may_see_facts:
        events = events.none()
    # The person's cases first, then those in scope: asked for both at once, SQLite reads the whole mission.
    persons = Case.objects.in_scope(CaseScope(everywhere=True)).filter(individual_id=found["individual_id"])
    keys = persons.exclude(pk=found["id"]).values_list("pk", flat=True)
    others = cases.filter(pk__in=list(keys))
    row = _rows(scope, [found["id"]])[0]
    beside = _beside(actor, scope, others, key.individual_opaque)
    detail = CaseDetail(
        key=key,
        standing=stands,
        case=row if may_see_facts else _without_facts(row),
        entered_at=found["created_at"],
        facts=found["facts"] if may_see_facts else {},
        events=tuple(EventDetail(event.kind, event.position, event.facts) for event in events),
        others=tuple(beside),
    )
    case_seen(actor, detail.key.opaque_id, found["mission__code"], [other.opaque_id for other in beside])
    return detail


def _beside(actor: MaybeActor, scope: CaseScope, others: QuerySet[Case], individual: str) -> list[CaseRow]:
    """The person's other cases, the newest first, each as far as it is the actor's to see for itself."""
    # Put in order here: asked for the order too, SQLite without statistics reads it off the mission's whole list.
    found = sorted(
        others.order_by().values_list("registered_on", "pk", "opaque_id", "mission_id"), reverse=True
    )
    keys = {pk: CaseKey(number, mission, individual) for _day, pk, number, mission in found}
    allowed = standings(actor, keys.values())
    seen = [pk for pk, key in keys.items() if not allowed[key.opaque_id].is_none]
    return [
        row if Part.FACTS in allowed[row.opaque_id].readable else _without_facts(row)
        for row in _rows(scope, seen)
    ]


def _in_use(filters: CaseFilters) -> list[str]:
    return [each.name for each in fields(filters) if getattr(filters, each.name)]


def _without_facts(row: CaseRow) -> CaseRow:
    return replace(row, sex="", majority="", nationality="", exploitation_country="", exploitation_types=())


def count_caseload(actor: MaybeActor) -> Caseload:
    """Counts over the actor's own mission in one pass. Meant for the scope of one mission, not for all."""
    cases = Case.objects.in_scope(case_scope(actor).of_missions)
    by_status = dict(cases.order_by().values_list("status").annotate(Count("pk")))
    missing = cases.aggregate(**{f"no_{name}": Count("pk", filter=Q(**{name: ""})) for name in _CODED})
    return Caseload(
        total=sum(by_status.values()),
        by_status=by_status,
        missing={name: missing[f"no_{name}"] for name in _CODED if missing[f"no_{name}"]},
    )


def count_cases(actor: MaybeActor) -> tuple[int, bool]:
    """How many cases are in scope, counted up to COUNT_LIMIT, and whether there are more."""
    count = (
        Case.objects.in_scope(case_scope(actor).of_missions)
        .order_by()
        .values("pk")[: COUNT_LIMIT + 1]
        .count()
    )
    return min(count, COUNT_LIMIT), count > COUNT_LIMIT


def missions_to_choose(actor: MaybeActor) -> tuple[tuple[str, str], ...]:
    """Code and name of the missions by which the actor can filter; none for somebody who works in one mission."""
    if not case_scope(actor).everywhere:
        return ()
    return tuple(Mission.objects.order_by("name").values_list("code", "name"))


def _filtered(scope: CaseScope, filters: CaseFilters, *, by_reference: bool) -> QuerySet[Case]:
    """The cases that fit, to be read off the index on references or off one of those on dates."""
    cases = Case.objects.in_scope(scope)
    if filters.mission:
        # The key is looked up first: joining would keep the database from reading the list off its index.
        mission = Mission.objects.filter(code=filters.mission).values_list("pk", flat=True).first()
        cases = cases.filter(mission_id=mission) if mission is not None else cases.none()
    wanted: dict[str, Any] = {
        "registered_on__gte": filters.registered_from,
        "registered_on__lte": filters.registered_to,
    }
    wanted |= {name: getattr(filters, name) for name in (*_CODED, "status")}
    for lookup, value in wanted.items():
        if value:
            name, _, comparison = lookup.partition("__")
            hidden = by_reference if comparison else len(filters.reference) >= TELLING
            if hidden:
                cases = cases.alias(**{f"plain_{name}": Unhinted(name)})
            path = f"plain_{lookup}" if hidden else lookup
            cases = cases.filter(**{path: "" if value == MISSING else value})
    if filters.reference:
        start = InBytes(Upper(Value(filters.reference)))
        end = InBytes(Upper(Value(filters.reference + LAST)))
        cases = cases.alias(key=reference_key()).filter(key__gte=start, key__lt=end)
    return cases


def _edge(scope: CaseScope, opaque_id: str) -> Mapping[str, Any] | None:
    """Where the case with that number stands in each order; None when it is not in scope."""
    if not opaque_id:
        return None
    cases = Case.objects.in_scope(scope).filter(opaque_id=opaque_id)
    return cases.annotate(key=reference_key()).values("id", "registered_on", "key").first()


def _keys(
    cases: QuerySet[Case],
    order: CaseOrder,
    edge: Mapping[str, Any] | None,
    *,
    backwards: bool = False,
    size: int = PAGE_SIZE,
) -> list[int]:
    """The primary keys of one page and one more, read in ``order`` from the edge on (nearest to the edge first)."""
    name = "key" if order is CaseOrder.REFERENCE else "registered_on"
    if order is CaseOrder.REFERENCE:
        cases = cases.alias(key=reference_key())
    descending = (order is CaseOrder.NEWEST) != backwards
    if edge is not None:
        side = "lt" if descending else "gt"
        # The first condition says nothing new, but lets the database jump to the edge.
        cases = cases.filter(**{f"{name}__{side}e": edge[name]}).filter(
            Q(**{f"{name}__{side}": edge[name]}) | Q(**{name: edge[name], f"id__{side}": edge["id"]})
        )
    ordering = (F(name).desc(), F("id").desc()) if descending else (F(name).asc(), F("id").asc())
    return list(cases.order_by(*ordering).values_list("pk", flat=True)[: size + 1])


def _rows(scope: CaseScope, keys: Iterable[int]) -> list[CaseRow]:
    wanted = list(keys)
    types = _exploitation_types(scope, wanted)
    found = {
        row["id"]: row for row in Case.objects.in_scope(scope).filter(pk__in=wanted).values(*_ROW_COLUMNS)
    }
    return [
        CaseRow(
            opaque_id=row["opaque_id"],
            case_ref=row["case_ref"],
            mission_name=row["mission__name"],
            registered=PartialDate(row["registered_on"], row["registered_precision"]),
            status=row["status"],
            **{name: row[name] for name in _CODED},
            exploitation_types=types.get(row["id"], ()),
        )
        for row in (found[key] for key in wanted if key in found)
    ]


def _exploitation_types(scope: CaseScope, keys: list[int]) -> dict[int, tuple[str, ...]]:
    types: dict[int, tuple[str, ...]] = {}
    events = TraffickingEvent.objects.in_scope(scope).filter(case_id__in=keys).order_by("case_id", "position")
    for key, facts in events.values_list("case_id", "facts"):
        told = read_answer(facts, "exploitation_type").values
        types[key] = tuple(dict.fromkeys((*types.get(key, ()), *told)))
    return types
