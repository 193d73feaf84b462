from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from palermo.access.models import Account, Role
from palermo.cases.actions import store_caseload as module
from palermo.cases.actions.store_caseload import store_caseload
from palermo.cases.actions.store_caseload_missions import MissionBook
from palermo.cases.actions.store_caseload_rows import (
    CaseloadRefusedError,
    CaseloadResult,
    Problem,
    Shape,
    StagedRow,
    document,
    fragment,
)
from palermo.cases.derive import Promoted
from palermo.cases.models import Case, TraffickingEvent
from palermo.codebook import load_codebook
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.models import Individual
from tests.cases.factory import make_case
from tests.exchange.caseloads import SYSTEM, bring_in, row, stored

pytestmark = pytest.mark.django_db
SHAPE = Shape(frozenset({"sex"}), frozenset(), individual_ref=True)


class Collected(list[Problem]):
    unlisted = 0

    @property
    def count(self) -> int:  # type: ignore[override]
        return len(self) + self.unlisted

    def add(self, problem: Problem) -> None:
        self.append(problem)

    def add_unlisted(self, count: int) -> None:
        self.unlisted += count


def book() -> MissionBook:
    return MissionBook(load_codebook(), None, may_create=True)


def staged_rows(missions: MissionBook, count: int, reference: str = "A") -> Iterator[StagedRow]:
    number = missions.number("UKR")
    facts = document([fragment("sex", "male")])
    for place in range(count):
        promoted = Promoted("male", "", "", "")
        yield StagedRow(place + 2, number, f"{reference}{place}", "2011-01-01", "y", "", facts, b"", promoted)


def store(count: int = 3, **options: object) -> CaseloadResult:
    missions = book()
    return store_caseload(
        staged_rows(missions, count),
        actor=options.pop("actor", SYSTEM),  # type: ignore[arg-type]
        missions=missions,
        shape=SHAPE,
        problems=options.pop("problems", Collected()),  # type: ignore[arg-type]
        **options,  # type: ignore[arg-type]
    )


def temporary_tables() -> list[str]:
    statement = (
        "SELECT name FROM sqlite_temp_master WHERE type = 'table'"
        if connection.vendor == "sqlite"
        else "SELECT tablename FROM pg_tables WHERE schemaname LIKE 'pg_temp%%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [name for (name,) in cursor.fetchall()]


def test_rows_are_stored_in_one_go_and_nothing_is_left_behind() -> None:
    told: list[CaseloadResult] = []
    result = store(on_stored=told.append)
    assert result == CaseloadResult(rows=3, created=3, individuals_created=3, missions_created=("UKR",))
    assert told == [result]
    assert [case["facts"] for case in stored()] == [{"sex": "male"}] * 3
    assert temporary_tables() == []


def test_every_case_has_an_identifier_of_its_own() -> None:
    store(50)
    identifiers = set(Case.unscoped.values_list("opaque_id", flat=True))
    identifiers |= set(Individual.objects.values_list("opaque_id", flat=True))
    assert len(identifiers) == 100


@pytest.mark.parametrize("size", [1, 2, 7])
def test_batches_and_ranges_of_any_size_store_the_same(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RANGE", size)
    monkeypatch.setattr("palermo.cases.actions.store_caseload_staging.BATCH", size)
    assert store(7).created == 7
    assert store(7).unchanged == 7
    assert len(stored()) == 7


def test_problems_of_earlier_checks_prevent_the_storing() -> None:
    problems = Collected([Problem(2, "sex", "x", "y")])
    with pytest.raises(CaseloadRefusedError):
        store(problems=problems)
    assert stored() == []
    assert temporary_tables() == []


def test_problems_beyond_description_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DESCRIBED", 2)
    store(5)
    Case.unscoped.update(digest=b"other")
    problems = Collected()
    with pytest.raises(CaseloadRefusedError):
        store(5, problems=problems)
    assert ([problem.row for problem in problems], problems.count) == ([2, 3], 5)


def test_a_case_made_by_hand_is_not_overwritten_unawares() -> None:
    make_case(case_ref="A1")
    problems = Collected()
    with pytest.raises(CaseloadRefusedError):
        store(problems=problems)
    assert [problem.value for problem in problems] == ["A1"]


def test_an_error_of_the_source_leaves_nothing() -> None:
    missions = book()

    def breaking() -> Iterator[StagedRow]:
        yield from staged_rows(missions, 3000)
        raise OSError("the disk has gone")

    with pytest.raises(OSError, match="gone"):
        store_caseload(breaking(), actor=SYSTEM, missions=missions, shape=SHAPE, problems=Collected())
    assert stored() == []


def test_the_gate_comes_before_anything_is_read(account_of: Callable[..., Account]) -> None:
    def never() -> Iterator[StagedRow]:
        pytest.fail("the rows were read")
        yield

    with pytest.raises(NotFoundOrNotAllowed):
        store_caseload(
            never(), actor=account_of(Role.ANALYST), missions=book(), shape=SHAPE, problems=Collected()
        )


def test_a_dry_run_does_all_but_keep_it() -> None:
    assert store(dry_run=True).created == 3
    assert stored() == []
    assert not Individual.objects.exists()


# --- Corrections -------------------------------------------------------------------------------------------------


def test_a_correction_replaces_what_its_columns_say_and_keeps_the_rest(tmp_path: Path) -> None:
    bring_in(
        tmp_path,
        row(sex="male", age="17", nationality="UKR", exploitation_country="DEU", labour_sector="fishing"),
    )
    before = Case.unscoped.get()
    outcome = bring_in(
        tmp_path,
        row(registered_on="2012-03", sex="female", nationality="", exploitation_country="POL"),
        update=True,
    )
    assert outcome.result is not None
    assert (outcome.result.updated, outcome.result.created) == (1, 0)
    after = Case.unscoped.get()
    assert (after.pk, after.opaque_id, after.individual_id) == (
        before.pk,
        before.opaque_id,
        before.individual_id,
    )
    [case] = stored()
    assert case["facts"] == {"sex": "female", "age": 17}
    assert case["event"]["exploitation_country"] == ["POL"]
    assert len(case["event"]) == 2
    assert case["promoted"] == ("female", "under_18", "", "POL")
    assert (after.registered_on, after.registered_precision) == (date(2012, 3, 1), "m")
    again = bring_in(
        tmp_path,
        row(registered_on="2012-03", sex="female", nationality="", exploitation_country="POL"),
        update=True,
    )
    assert again.result is not None
    assert again.result.unchanged == 1


def test_an_age_group_corrects_an_age_so_that_they_never_contradict(tmp_path: Path) -> None:
    bring_in(tmp_path, row(age="17"))
    bring_in(tmp_path, row(age_band="18_and_over"), update=True)
    [case] = stored()
    assert (case["facts"], case["promoted"][1]) == ({"age_band": "18_and_over"}, "18_and_over")


def test_an_event_comes_and_goes_with_its_answers(tmp_path: Path) -> None:
    bring_in(tmp_path, row(exploitation_type=""))
    assert not TraffickingEvent.unscoped.exists()
    bring_in(tmp_path, row(exploitation_type="other"), update=True)
    assert stored()[0]["event"] == {"exploitation_type": ["other"]}
    bring_in(tmp_path, row(sex="male"), update=True)
    assert stored()[0]["event"] == {"exploitation_type": ["other"]}
    bring_in(tmp_path, row(exploitation_type=""), update=True)
    assert not TraffickingEvent.unscoped.exists()
    assert stored()[0]["facts"] == {"sex": "male"}


def test_a_correction_may_say_who_it_was_and_take_it_back(tmp_path: Path) -> None:
    bring_in(tmp_path, row("A", individual_ref=""), row("B", individual_ref="P-1"))
    people = dict(Case.unscoped.values_list("case_ref", "individual_id"))
    bring_in(tmp_path, row("A", individual_ref="P-1"), update=True)
    assert set(Case.unscoped.values_list("individual_id", flat=True)) == {people["B"]}
    assert Individual.objects.count() == 1
    outcome = bring_in(tmp_path, row("A", individual_ref=""), update=True)
    assert outcome.result is not None
    assert outcome.result.individuals_created == 1
    assert Individual.objects.count() == 2
    assert Case.unscoped.get(case_ref="B").individual_id == people["B"]


def test_a_correction_without_a_column_of_persons_leaves_them(tmp_path: Path) -> None:
    bring_in(tmp_path, row("A", individual_ref="P-1"))
    person = Case.unscoped.get().individual_id
    bring_in(tmp_path, row("A", sex="male"), update=True)
    assert Case.unscoped.get().individual_id == person


def test_corrections_and_new_rows_come_in_one_file(tmp_path: Path) -> None:
    bring_in(tmp_path, row("A", individual_ref="P-1"), row("B"))
    outcome = bring_in(
        tmp_path,
        row("A", individual_ref="P-2"),
        row("B", individual_ref=""),
        row("C", individual_ref="P-2"),
        update=True,
    )
    assert outcome.result is not None
    assert (outcome.result.created, outcome.result.updated, outcome.result.unchanged) == (1, 1, 1)
    shared = set(Case.unscoped.filter(case_ref__in=["A", "C"]).values_list("individual_id", flat=True))
    assert len(shared) == 1
    # Nobody is left who has no case.
    assert Individual.objects.count() == 2


def test_a_correction_does_not_make_a_real_case_fictional(tmp_path: Path) -> None:
    bring_in(tmp_path, row("A"))
    bring_in(tmp_path, row("A", sex="male"), update=True, fictional=True)
    assert [case["fictional"] for case in stored()] == [False]
