"""Reads of cases: the scope holds everywhere, filters and pages agree with a plain reckoning."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Role
from palermo.cases import selectors
from palermo.cases.models import Case, CaseStatus
from palermo.cases.selectors import MISSING, CaseFilters, CaseOrder, CaseRow
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")
WITHOUT_CASES = (Role.ADMINISTRATOR, Role.PARTNER_OFFICER, Role.FOCAL_POINT)
EVERYWHERE = (Role.DATA_STEWARD, Role.ANALYST)


def refs(rows: Iterable[CaseRow]) -> list[str]:
    return [row.case_ref for row in rows]


@pytest.fixture
def two_missions() -> None:
    make_case(make_mission("UKR"), case_ref="UKR-1", nationality="UKR", sex="female")
    make_case(make_mission("MDA"), case_ref="MDA-1", nationality="UKR", sex="female")


@pytest.mark.usefixtures("two_missions")
class TestScope:
    @pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
    def test_own_mission_only(self, account_of: Callable[..., Account], role: Role) -> None:
        actor = account_of(role)
        assert refs(selectors.list_cases(actor, CaseFilters()).rows) == ["UKR-1"]
        assert refs(selectors.latest_cases(actor)) == ["UKR-1"]
        assert selectors.count_cases(actor) == (1, False)
        assert selectors.count_caseload(actor).total == 1
        assert selectors.missions_to_choose(actor) == ()

    @pytest.mark.parametrize("role", EVERYWHERE)
    def test_all_missions(self, account_of: Callable[..., Account], role: Role) -> None:
        actor = account_of(role)
        assert sorted(refs(selectors.list_cases(actor, CaseFilters()).rows)) == ["MDA-1", "UKR-1"]
        assert [code for code, _name in selectors.missions_to_choose(actor)] == ["MDA", "UKR"]

    @pytest.mark.parametrize("role", WITHOUT_CASES)
    def test_no_case_at_all(self, account_of: Callable[..., Account], role: Role) -> None:
        actor = account_of(role)
        case = Case.unscoped.first()
        assert case is not None
        page = selectors.list_cases(actor, CaseFilters())
        assert (page.rows, page.count, page.earlier, page.later) == ((), 0, "", "")
        assert selectors.latest_cases(actor) == ()
        assert selectors.get_case(actor, case.opaque_id) is None
        assert selectors.missions_to_choose(actor) == ()

    @pytest.mark.parametrize("nobody", [None, AnonymousUser()])
    def test_nobody_is_refused(self, nobody: Any) -> None:
        for read in (selectors.latest_cases, selectors.count_cases, selectors.count_caseload):
            with pytest.raises(NotSignedIn):
                read(nobody)
        with pytest.raises(NotSignedIn):
            selectors.list_cases(nobody, CaseFilters())
        with pytest.raises(NotSignedIn):
            selectors.get_case(nobody, "aaaaaaaaaaaaaaaa")

    def test_filter_for_another_mission_finds_nothing(self, account_of: Callable[..., Account]) -> None:
        page = selectors.list_cases(account_of(Role.CASEWORKER), CaseFilters(mission="MDA"))
        assert (page.rows, page.count) == ((), 0)

    def test_place_of_a_hidden_case_gives_the_first_page(self, account_of: Callable[..., Account]) -> None:
        """Otherwise the number of a case would tell, by what follows it, when another mission registered it."""
        hidden = Case.unscoped.get(case_ref="MDA-1")
        actor = account_of(Role.CASEWORKER)
        for place in ({"after": hidden.opaque_id}, {"before": hidden.opaque_id}, {"after": "no-such-case"}):
            page = selectors.list_cases(actor, CaseFilters(), **place)
            assert refs(page.rows) == ["UKR-1"]
            assert page.earlier == ""


class TestOneCase:
    def test_everything_that_is_shown(self, account_of: Callable[..., Account]) -> None:
        case = make_case(
            facts={"age": 30},
            sex="female",
            majority="18_and_over",
            registered_on=date(2011, 5, 1),
            registered_precision="m",
            event={"exploitation_type": ["forced_labour"], "labour_sector": "~refused"},
        )
        detail = selectors.get_case(account_of(Role.CASEWORKER), case.opaque_id)
        assert detail is not None
        assert detail.case.registered.isoformat() == "2011-05"
        assert detail.case.exploitation_types == ("forced_labour",)
        assert detail.facts == {"age": 30}
        assert [event.facts["labour_sector"] for event in detail.events] == ["~refused"]

    def test_hidden_and_missing_look_alike(self, account_of: Callable[..., Account]) -> None:
        hidden = make_case(make_mission("MDA"))
        actor = account_of(Role.CASEWORKER)
        assert selectors.get_case(actor, hidden.opaque_id) is None
        assert selectors.get_case(actor, "aaaaaaaaaaaaaaaa") is None

    def test_other_cases_of_the_person_stay_in_scope(self, account_of: Callable[..., Account]) -> None:
        first = make_case(make_mission("UKR"), case_ref="UKR-1")
        make_case(make_mission("UKR"), case_ref="UKR-2", individual=first.individual)
        make_case(make_mission("MDA"), case_ref="MDA-1", individual=first.individual)
        worker, steward = account_of(Role.CASEWORKER), account_of(Role.DATA_STEWARD)
        seen = selectors.get_case(worker, first.opaque_id)
        assert seen is not None
        assert refs(seen.others) == ["UKR-2"]
        seen = selectors.get_case(steward, first.opaque_id)
        assert seen is not None
        assert sorted(refs(seen.others)) == ["MDA-1", "UKR-2"]


def some_cases(number: int = 70) -> list[Case]:
    """Cases with many equal dates, so that pages must be told apart by the key."""
    draw = random.Random(11)
    missions = [make_mission(country) for country in ("UKR", "MDA", "YEM")]
    return [
        make_case(
            draw.choice(missions),
            case_ref=draw.choice(["ukr", "UKR", "Mda", "x"]) + f"-{index:03d}",
            registered_on=date(2011, 1, 1) + timedelta(days=draw.randrange(6)),
            status=draw.choice(CaseStatus.values),
            sex=draw.choice(["female", "male", ""]),
            majority=draw.choice(["under_18", "18_and_over", ""]),
            nationality=draw.choice(["UKR", "MDA", ""]),
            exploitation_country=draw.choice(["RUS", "POL", ""]),
        )
        for index in range(number)
    ]


def walk(filters: CaseFilters, order: CaseOrder) -> list[list[str]]:
    """All pages, forwards."""
    pages, after = [], ""
    while True:
        page = selectors.list_cases(SYSTEM, filters, order, after=after)
        pages.append(refs(page.rows))
        if not page.later:
            return pages
        after = page.later


class TestPages:
    @pytest.mark.parametrize("order", CaseOrder)
    def test_every_case_once_in_order(self, order: CaseOrder) -> None:
        cases = some_cases()
        pages = walk(CaseFilters(), order)
        expected = {
            CaseOrder.NEWEST: sorted(cases, key=lambda c: (c.registered_on, c.pk), reverse=True),
            CaseOrder.OLDEST: sorted(cases, key=lambda c: (c.registered_on, c.pk)),
            CaseOrder.REFERENCE: sorted(cases, key=lambda c: (c.case_ref.upper(), c.pk)),
        }[order]
        assert [len(page) for page in pages] == [25, 25, 20]
        assert [ref for page in pages for ref in page] == [case.case_ref for case in expected]

    @pytest.mark.parametrize("order", CaseOrder)
    def test_back_again_by_the_same_pages(self, order: CaseOrder) -> None:
        some_cases()
        forwards = walk(CaseFilters(), order)
        page = selectors.list_cases(SYSTEM, CaseFilters(), order)
        assert page.earlier == ""
        for _step in range(2):
            page = selectors.list_cases(SYSTEM, CaseFilters(), order, after=page.later)
        assert refs(page.rows) == forwards[2]
        for expected in (forwards[1], forwards[0]):
            page = selectors.list_cases(SYSTEM, CaseFilters(), order, before=page.earlier)
            assert refs(page.rows) == expected
        assert page.earlier == ""
        assert page.later != ""

    def test_page_costs_the_same_number_of_queries(self) -> None:
        some_cases(30)
        with CaptureQueriesContext(connection) as few:
            selectors.list_cases(SYSTEM, CaseFilters())
        for _number in range(40):
            make_case()
        with CaptureQueriesContext(connection) as many:
            selectors.list_cases(SYSTEM, CaseFilters())
        assert len(many) == len(few) <= 4


FILTERS = [
    CaseFilters(),
    CaseFilters(sex="female"),
    CaseFilters(sex=MISSING),
    CaseFilters(majority="under_18", status="closed"),
    CaseFilters(nationality="UKR", exploitation_country="RUS"),
    CaseFilters(nationality=MISSING),
    CaseFilters(registered_from=date(2011, 1, 3)),
    CaseFilters(registered_from=date(2011, 1, 2), registered_to=date(2011, 1, 4), mission="YEM"),
    CaseFilters(reference="UKR-"),
    CaseFilters(reference="ukr-0", sex="male"),
    CaseFilters(reference="no such"),
    CaseFilters(mission="XXX"),
]


class TestFilters:
    @pytest.mark.parametrize("filters", FILTERS, ids=str)
    @pytest.mark.parametrize("order", CaseOrder)
    def test_as_a_plain_reckoning_finds(self, filters: CaseFilters, order: CaseOrder) -> None:
        cases = some_cases()
        expected = {case.case_ref for case in cases if fits(case, filters)}
        found = [ref for page in walk(filters, order) for ref in page]
        assert set(found) == expected
        assert len(found) == len(expected)
        assert selectors.list_cases(SYSTEM, filters, order).count == len(expected)

    def test_percent_and_underscore_are_letters(self) -> None:
        make_case(case_ref="A_1")
        make_case(case_ref="AB1")
        make_case(case_ref="A%1")
        assert refs(selectors.list_cases(SYSTEM, CaseFilters(reference="a_")).rows) == ["A_1"]
        assert refs(selectors.list_cases(SYSTEM, CaseFilters(reference="a%")).rows) == ["A%1"]

    def test_a_single_page_is_not_counted_again(self) -> None:
        some_cases(5)
        with CaptureQueriesContext(connection) as queries:
            assert selectors.list_cases(SYSTEM, CaseFilters()).count == 5
        assert not [query for query in queries if "COUNT(" in query["sql"]]

    def test_counting_stops(self, monkeypatch: pytest.MonkeyPatch) -> None:
        some_cases(30)
        monkeypatch.setattr(selectors, "COUNT_LIMIT", 10)
        page = selectors.list_cases(SYSTEM, CaseFilters())
        assert (page.count, page.is_capped, len(page.rows)) == (10, True, 25)
        assert selectors.count_cases(SYSTEM) == (10, True)


def fits(case: Case, filters: CaseFilters) -> bool:
    wanted = replace(filters, reference=filters.reference.upper())
    return (
        case.case_ref.upper().startswith(wanted.reference)
        and wanted.mission in ("", case.mission.code)
        and (wanted.registered_from or date.min) <= case.registered_on <= (wanted.registered_to or date.max)
        and wanted.status in ("", case.status)
        and all(
            getattr(wanted, name) in ("", getattr(case, name) or MISSING)
            for name in ("sex", "majority", "nationality", "exploitation_country")
        )
    )


class TestCaseload:
    def test_counts_of_own_mission(self, account_of: Callable[..., Account]) -> None:
        answered = {"majority": "under_18", "nationality": "UKR", "exploitation_country": "RUS"}
        make_case(status="active", sex="", **answered)
        make_case(status="closed", sex="male", **answered)
        make_case(make_mission("MDA"), status="closed", sex="", **answered)
        caseload = selectors.count_caseload(account_of(Role.SUPERVISOR))
        assert caseload.total == 2
        assert caseload.by_status == {"active": 1, "closed": 1}
        assert caseload.missing == {"sex": 1}


class TestReadsOffIndexes:
    """A page must not be sorted, nor read row by row, however many cases there are."""

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plans")
    @pytest.mark.parametrize("order", CaseOrder)
    @pytest.mark.parametrize(
        "filters",
        [
            CaseFilters(),
            CaseFilters(sex="female", status="closed"),
            CaseFilters(nationality="UKR"),
            CaseFilters(mission="UKR"),
        ],
        ids=str,
    )
    def test_no_sorting(self, order: CaseOrder, filters: CaseFilters) -> None:
        make_case()
        with CaptureQueriesContext(connection) as captured:
            selectors.list_cases(SYSTEM, filters, order)
        keys = next(query["sql"] for query in captured if "LIMIT 26" in query["sql"])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {keys}")
            plan = " / ".join(row[3] for row in cursor.fetchall())
        assert "USING COVERING INDEX case_list" in plan or "USING INDEX case_list_" in plan, plan
        if order is not CaseOrder.REFERENCE or filters.nationality == "":
            assert "TEMP B-TREE" not in plan, plan

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plans")
    def test_a_persons_other_cases_are_found_by_the_person(self, account_of: Callable[..., Account]) -> None:
        """Never by looking through the mission: asked for both at once, SQLite once read all of it."""
        case = make_case()
        for _number in range(3):
            make_case(individual=case.individual)
        for number in range(60):
            make_case(registered_on=date(2012, 1, 1) + timedelta(days=number))
        with CaptureQueriesContext(connection) as captured:
            found = selectors.get_case(account_of(Role.SUPERVISOR, case.mission), case.opaque_id)
        assert found is not None
        assert len(found.others) == 3
        asked = [query["sql"] for query in captured if '"cases_case"' in query["sql"].partition("WHERE")[0]]
        assert len(asked) >= 3
        for sql in asked:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                steps = [row[3] for row in cursor.fetchall() if "cases_case" in row[3]]
            assert steps, sql
            for step in steps:
                # By something of which there are few: the mission alone would be all its cases.
                assert re.search(r"SEARCH .*\b(rowid|id|opaque_id|individual_id)=", step), (step, sql)
