"""An interview about somebody who is known tells the case; an edit tells it again what it changed, and no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.access.gate import CaseKey, Part
from palermo.access.models import Account, Role
from palermo.access.uncovering import reworking
from palermo.cases.models import Case, Consent, TraffickingEvent
from palermo.individuals.selectors import identity_of
from palermo.interviews.actions.apply_to_case import Applied, apply_to_case
from palermo.interviews.actions.decide_case_difference import decide_case_difference
from palermo.interviews.actions.place_interview import newest_submission
from palermo.interviews.models import Difference, FormVersion, Interview
from palermo.interviews.xforms.reading import read_xform
from tests.cases.identities import draft, register
from tests.interviews.answering import answers, path_of
from tests.interviews.waiting import TOLD, received

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def case(worker: Account) -> CaseKey:
    return register(worker, draft(), facts={"sex": "male"})


def tell(worker: Account, interview: Interview, told: dict[str, str], *changed: str) -> Applied:
    form = read_xform(interview.version.xform)
    return apply_to_case(
        actor=worker,
        interview=interview,
        submission=newest_submission(interview),
        answers=answers(form, **told),
        changed={path_of(form, name) for name in changed} or None,
    )


def open_differences(worker: Account, case: CaseKey) -> list[tuple[str, object, object]]:
    with reworking(worker, case, Part.FACTS, "test"):
        rows = Difference.unscoped.filter(decided_at=None)
        contents = [row.content or {} for row in rows]
    return sorted((one["variable"], one["kept"], one["other"]) for one in contents)


def test_what_the_case_takes(worker: Account, case: CaseKey, screening_version: FormVersion) -> None:
    interview = received(worker, screening_version, case=case)
    applied = tell(worker, interview, TOLD)
    assert (applied.differences, applied.notes) == (1, ())
    row = Case.unscoped.get()
    assert (row.sex, row.facts["age"], row.exploitation_country) == ("male", 31, "POL")
    assert open_differences(worker, case) == [("sex", "male", "female")]
    assert "Олена Вигадана" in [name.text for name in identity_of(worker, case).names]
    assert Consent.unscoped.filter(purpose="sharing").count() == 2


def test_an_edit_asks_again_about_what_it_changed_only(
    worker: Account, case: CaseKey, screening_version: FormVersion
) -> None:
    interview = received(worker, screening_version, case=case)
    tell(worker, interview, TOLD)
    decide_case_difference(actor=worker, difference=Difference.unscoped.get().opaque_id, choice="kept")
    consents, events = Consent.unscoped.count(), TraffickingEvent.unscoped.count()
    tell(worker, interview, TOLD | {"age": "32"}, "age")
    assert open_differences(worker, case) == [("age", 31, 32)]
    assert (Consent.unscoped.count(), TraffickingEvent.unscoped.count()) == (consents, events)
    # Another edit settles what the first one asked.
    tell(worker, interview, TOLD, "age")
    assert open_differences(worker, case) == []


def test_an_edit_of_an_event_finds_it_again(
    worker: Account, case: CaseKey, base_version: Callable[[str], FormVersion]
) -> None:
    interview = received(worker, base_version("assistance"), {"sex": "male"}, case=case)
    told = {"event_type": "transit", "event_date": "2019", "event_country": "POL"}
    tell(worker, interview, told)
    tell(worker, interview, told | {"event_country": "HUN"}, "event_country")
    assert TraffickingEvent.unscoped.get().facts["event_country"] == "POL"
    assert open_differences(worker, case) == [("event_country", "POL", "HUN")]


def test_a_difference_waits_until_it_is_decided_once(
    worker: Account, case: CaseKey, screening_version: FormVersion
) -> None:
    interview = received(worker, screening_version, case=case)
    tell(worker, interview, TOLD)
    number = Difference.unscoped.get().opaque_id
    decide_case_difference(actor=worker, difference=number, choice="other")
    assert Case.unscoped.get().sex == "female"
    tell(worker, interview, TOLD)
    assert open_differences(worker, case) == []
