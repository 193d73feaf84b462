"""A waiting interview becomes a case: the same person, number and worker, with what the answers say."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from palermo.access.gate import CaseKey, Part, standing
from palermo.access.models import Account, Mission, Organisation, Role
from palermo.access.walls.stance import standing_as
from palermo.audit.models import AuditEntry
from palermo.cases.models import Case, Consent, TraffickingEvent
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.selectors import identity_of
from palermo.interviews.actions.open_case_from_interview import open_case_from_interview
from palermo.interviews.models import FormVersion, Interview
from palermo.interviews.placing_errors import PlacedAlready
from tests.interviews.waiting import TOLD, received

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db


class TestTheCase:
    def test_has_what_the_answers_say(self, account_of: Accounts, screening_version: FormVersion) -> None:
        worker = account_of(Role.CASEWORKER)
        interview = received(worker, screening_version)
        opened = open_case_from_interview(actor=worker, interview=interview.opaque_id)
        assert opened.notes == ()
        case = Case.unscoped.get()
        assert case.opaque_id == opened.case.opaque_id == interview.opaque_id
        assert case.individual_opaque == interview.individual_id
        assert case.registered_on == date(2026, 10, 1)
        assert (case.sex, case.majority, case.nationality) == ("female", "18_and_over", "UKR")
        assert case.exploitation_country == "POL"
        events = TraffickingEvent.unscoped.order_by("position").values_list("kind", "facts")
        assert list(events) == [
            ("exploitation", {"exploitation_type": ["forced_labour"], "exploitation_country": ["POL"]}),
            ("recruitment", {"recruitment_method": "~refused"}),
        ]

    def test_has_the_identity_and_the_worker(
        self, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        worker = account_of(Role.CASEWORKER)
        interview = received(worker, screening_version)
        key = open_case_from_interview(actor=worker, interview=interview.opaque_id).case
        assert Part.STORY in standing(worker, key).writable
        view = identity_of(worker, key)
        assert (view.name, view.contacts[0].value) == ("Олена Вигадана", "+380441234567")
        interview.refresh_from_db()
        assert (interview.case.opaque_id, interview.gate_number) == (key.opaque_id, key.opaque_id)  # type: ignore[union-attr]

    def test_has_the_consents_that_were_said(
        self, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        worker = account_of(Role.CASEWORKER)
        interview = received(worker, screening_version)
        open_case_from_interview(actor=worker, interview=interview.opaque_id)
        said = Consent.unscoped.values_list("purpose", "recipient_class", "decision", "form", "given_on")
        assert sorted(said) == [
            (purpose, to, "given", "written", date(2026, 10, 1))
            for purpose in ("assistance", "sharing")
            for to in ("", "ngo")
        ]

    def test_a_consent_that_cannot_be_recorded_is_said_and_stops_nothing(
        self, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        worker = account_of(Role.CASEWORKER)
        interview = received(worker, screening_version, TOLD | {"consent_form": "guardian"})
        opened = open_case_from_interview(actor=worker, interview=interview.opaque_id)
        assert "guardian" in opened.notes[0]
        assert not Consent.unscoped.exists()
        assert Case.unscoped.exists()

    def test_of_somebody_who_did_not_want_to_talk(
        self, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        worker = account_of(Role.CASEWORKER)
        told = {"consent_interview": "no", "consent_form": "written", "screening_date": "2026-10-01"}
        interview = received(worker, screening_version, told)
        open_case_from_interview(actor=worker, interview=interview.opaque_id)
        assert not Consent.unscoped.exists()


class TestWho:
    def test_the_supervisor_of_the_mission(
        self, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        interview = received(account_of(Role.CASEWORKER), screening_version)
        open_case_from_interview(actor=account_of(Role.SUPERVISOR), interview=interview.opaque_id)
        assert Case.unscoped.exists()

    def test_nobody_else(self, account_of: Accounts, screening_version: FormVersion) -> None:
        interview = received(account_of(Role.CASEWORKER), screening_version)
        elsewhere = Mission.objects.create(
            code="POL", name="Poland", country="POL", organisation=Organisation.objects.get()
        )
        others = [
            account_of(Role.CASEWORKER, email="colleague@example.org"),
            account_of(Role.SUPERVISOR, mission=elsewhere, email="other@example.org"),
            account_of(Role.DATA_STEWARD),
            account_of(Role.ADMINISTRATOR),
            account_of(Role.FOCAL_POINT),
        ]
        for other in others:
            with pytest.raises(NotFoundOrNotAllowed):
                open_case_from_interview(actor=other, interview=interview.opaque_id)
        assert not Case.unscoped.exists()

    def test_once(self, account_of: Accounts, screening_version: FormVersion) -> None:
        worker = account_of(Role.CASEWORKER)
        interview = received(worker, screening_version)
        open_case_from_interview(actor=worker, interview=interview.opaque_id)
        with pytest.raises(PlacedAlready) as refused:
            open_case_from_interview(actor=worker, interview=interview.opaque_id)
        assert refused.value.details["case"] == interview.opaque_id

    def test_on_record_without_a_word_of_the_person(
        self, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        worker = account_of(Role.CASEWORKER)
        open_case_from_interview(actor=worker, interview=received(worker, screening_version).opaque_id)
        acts = list(AuditEntry.objects.values_list("act", flat=True))
        assert {"case.registered", "interview.case_opened", "consent.recorded"} <= set(acts)
        assert "identity.uncovered" not in acts
        assert "Олена" not in str(list(AuditEntry.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_one_case(account_of: Accounts, screening_version: FormVersion) -> None:
    people = [account_of(Role.CASEWORKER), account_of(Role.SUPERVISOR)]
    interview = received(people[0], screening_version)

    def attempt(actor: Account) -> CaseKey | None:
        try:
            with standing_as(actor):
                return open_case_from_interview(actor=actor, interview=interview.opaque_id).case
        except PlacedAlready:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, people))
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert Case.unscoped.count() == 1
    assert Interview.unscoped.get().case_id == Case.unscoped.get().pk
