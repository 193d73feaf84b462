"""Filling and changing the coded answers of a case: by those who have it, on record, and never over one another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.cases.actions.change_fact import FactChangedMeanwhile, change_fact
from palermo.cases.actions.fill_facts import fill_facts
from palermo.cases.filling import EventTold
from palermo.cases.models import Case, TraffickingEvent
from palermo.errors import NotFoundOrNotAllowed
from tests.cases.identities import register

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def case(worker: Account) -> CaseKey:
    return register(worker, facts={"sex": "female"}, event_facts={"exploitation_type": ["forced_labour"]})


def events() -> list[tuple[str, dict[str, object]]]:
    return list(TraffickingEvent.unscoped.order_by("position").values_list("kind", "facts"))


class TestFilling:
    def test_facts_events_and_the_columns_of_lists(self, worker: Account, case: CaseKey) -> None:
        unlike = fill_facts(
            actor=worker,
            case=case,
            facts={"sex": "female", "age": 16},
            events=[
                EventTold("exploitation", {"exploitation_country": ["POL"]}),
                EventTold("recruitment", {"recruitment_method": ["at_work"]}),
            ],
        )
        assert unlike == ()
        row = Case.unscoped.get()
        assert (row.facts, row.majority) == ({"sex": "female", "age": 16}, "under_18")
        assert row.exploitation_country == "POL"
        assert events() == [
            ("exploitation", {"exploitation_type": ["forced_labour"], "exploitation_country": ["POL"]}),
            ("recruitment", {"recruitment_method": ["at_work"]}),
        ]
        entry = AuditEntry.objects.get(act="case.facts_filled")
        assert "POL" not in str(entry.details)

    def test_again_nothing_is_new(self, worker: Account, case: CaseKey) -> None:
        told = EventTold("transport", {"event_type": "transit", "event_date": "2019"}, is_own=True)
        for _time in range(2):
            fill_facts(actor=worker, case=case, facts={"age": 16}, events=[told])
        assert len(events()) == 2

    def test_what_the_codebook_does_not_take_changes_nothing(self, worker: Account, case: CaseKey) -> None:
        for facts in ({"first_name": "Olena"}, {"age": "sixteen"}, {"no_such": "x"}):
            with pytest.raises(NotAcceptedError):
                fill_facts(actor=worker, case=case, facts={"gender": "woman", **facts})
        assert Case.unscoped.get().facts == {"sex": "female"}

    def test_by_nobody_else(self, account_of: Accounts, case: CaseKey) -> None:
        for other in (account_of(Role.CASEWORKER, email="other@example.org"), account_of(Role.DATA_STEWARD)):
            with pytest.raises(NotFoundOrNotAllowed):
                fill_facts(actor=other, case=case, facts={"age": 16})
            with pytest.raises(NotFoundOrNotAllowed):
                change_fact(actor=other, case=case, variable="sex", answer="male", expected="female")


class TestChanging:
    def test_one_answer(self, worker: Account, case: CaseKey) -> None:
        change_fact(actor=worker, case=case, variable="sex", answer="male", expected="female")
        row = Case.unscoped.get()
        assert (row.facts["sex"], row.sex) == ("male", "male")

    def test_of_an_event(self, worker: Account, case: CaseKey) -> None:
        change_fact(
            actor=worker, case=case, variable="exploitation_country", answer=["POL"], expected=None, event=0
        )
        assert Case.unscoped.get().exploitation_country == "POL"
        with pytest.raises(NotFoundOrNotAllowed):
            change_fact(
                actor=worker,
                case=case,
                variable="exploitation_country",
                answer=["POL"],
                expected=None,
                event=7,
            )

    def test_not_when_it_says_something_else_by_now(self, worker: Account, case: CaseKey) -> None:
        with pytest.raises(FactChangedMeanwhile):
            change_fact(actor=worker, case=case, variable="sex", answer="male", expected="~unknown")
        assert Case.unscoped.get().facts["sex"] == "female"

    def test_an_age_group_that_no_longer_fits_goes(self, worker: Account, case: CaseKey) -> None:
        fill_facts(actor=worker, case=case, facts={"age_band": "9_17"})
        change_fact(actor=worker, case=case, variable="age", answer=31, expected=None)
        row = Case.unscoped.get()
        assert (row.facts.get("age_band"), row.facts["age"], row.majority) == (None, 31, "18_and_over")
