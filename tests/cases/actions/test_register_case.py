"""Registering a person: all or nothing, once for a form, by those who may."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn, Part, standing
from palermo.access.models import Account, CaseGrant, Mission, Role
from palermo.audit.models import AuditEntry
from palermo.cases.actions import register_case as module
from palermo.cases.actions.record_consent import NewConsent
from palermo.cases.actions.register_case import FormUsedError, NewCase, register_case, registered_before
from palermo.cases.models import Case, Consent, Registration, TraffickingEvent
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.models import Individual, NameToken, PersonName
from palermo.individuals.selectors import identity_of
from tests.cases.identities import draft, register

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db


def new(**said: Any) -> NewCase:
    said.setdefault("registered_on", "2026-01-05")
    said.setdefault("identity", draft())
    return NewCase(**said)


def nothing_stored() -> bool:
    return not (
        Case.unscoped.exists()
        or Individual.objects.exists()
        or PersonName.unscoped.exists()
        or NameToken.unscoped.exists()
        or CaseGrant.objects.exists()
        or Registration.objects.exists()
    )


class TestWhatIsMade:
    def test_a_caseworker_has_the_case(self, account_of: Accounts) -> None:
        worker = account_of(Role.CASEWORKER)
        key = register(worker, draft(phone="+380441234567"), facts={"sex": "female", "nationality": ["UKR"]})
        case = Case.unscoped.get()
        assert (case.sex, case.nationality, case.mission.code) == ("female", "UKR", "UKR")
        assert case.registered_on == date(2026, 1, 5)
        assert case.case_ref.startswith("UKR-2026-")
        assert Part.IDENTITY in standing(worker, key).writable
        view = identity_of(worker, key)
        assert view.name == "Олена Шевченко"
        assert view.contacts[0].safe_times == "not after 18:00"

    def test_a_supervisor_needs_no_assignment(self, account_of: Accounts) -> None:
        key = register(account_of(Role.SUPERVISOR))
        assert not CaseGrant.objects.exists()
        assert identity_of(Account.objects.get(), key).name == "Олена Шевченко"

    def test_colleagues_of_the_mission_do_not_see_who_it_is(self, account_of: Accounts) -> None:
        key = register(account_of(Role.CASEWORKER))
        with pytest.raises(NotFoundOrNotAllowed):
            identity_of(account_of(Role.CASEWORKER, email="other@example.org"), key)

    def test_it_is_on_record_without_a_word_of_the_person(self, account_of: Accounts) -> None:
        register(account_of(Role.CASEWORKER), facts={"sex": "female"})
        acts = list(AuditEntry.objects.values_list("act", flat=True))
        assert {"case.registered", "case.assigned", "identity.recorded"} <= set(acts)
        assert "Олена" not in str(list(AuditEntry.objects.values()))

    def test_an_event_where_something_is_told(self, account_of: Accounts) -> None:
        register(account_of(Role.CASEWORKER), event_facts={"exploitation_country": ["RUS"]})
        assert TraffickingEvent.unscoped.get().facts == {"exploitation_country": ["RUS"]}
        assert Case.unscoped.get().exploitation_country == "RUS"

    def test_consent_to_assistance(self, account_of: Accounts) -> None:
        consent = NewConsent(
            purpose="assistance", decision="given", form="written", given_on=timezone.localdate()
        )
        register(account_of(Role.CASEWORKER), consent=consent)
        assert Consent.unscoped.get().decision == "given"

    def test_somebody_of_whom_nothing_is_known(self, account_of: Accounts) -> None:
        worker = account_of(Role.CASEWORKER)
        key = register(worker, module.IdentityDraft())
        assert identity_of(worker, key).name == ""

    def test_a_reference_of_the_missions_own(self, account_of: Accounts) -> None:
        worker = account_of(Role.CASEWORKER)
        register(worker, case_ref="KV-1")
        with pytest.raises(NotAcceptedError) as refused:
            register(worker, case_ref="KV-1")
        assert refused.value.details["field"] == "case_ref"
        assert Case.unscoped.count() == Individual.objects.count() == 1

    def test_made_references_that_meet_are_drawn_again(
        self, account_of: Accounts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn = iter(["UKR-1", "UKR-1", "UKR-2"])
        monkeypatch.setattr(module, "_made_reference", lambda *_arguments: next(drawn))
        worker = account_of(Role.CASEWORKER)
        register(worker)
        register(worker)
        assert set(Case.unscoped.values_list("case_ref", flat=True)) == {"UKR-1", "UKR-2"}


class TestWhoMay:
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.CASEWORKER, Role.SUPERVISOR}))
    def test_others_find_nothing(self, account_of: Accounts, role: str) -> None:
        with pytest.raises(NotFoundOrNotAllowed):
            register(account_of(role))
        assert nothing_stored()

    def test_nobody_and_the_system(self, db: None) -> None:
        with pytest.raises(NotSignedIn):
            register_case(actor=None, new=new(), form="a")
        with pytest.raises(NotFoundOrNotAllowed):
            register_case(actor=SystemActor("test"), new=new(), form="a")

    def test_not_in_a_frozen_mission(self, account_of: Accounts) -> None:
        worker = account_of(Role.CASEWORKER)
        Mission.objects.update(frozen_at=timezone.now())
        with pytest.raises(NotFoundOrNotAllowed):
            register(worker)
        assert nothing_stored()


class TestRefusals:
    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"registered_on": "tomorrow"}, "registered_on"),
            ({"registered_on": "2999-01-01"}, "registered_on"),
            ({"registered_on": "1811"}, "registered_on"),
            ({"case_ref": "=1+1"}, "case_ref"),
            ({"case_ref": "A\u202eB"}, "case_ref"),
            ({"case_ref": "A\x00B"}, "case_ref"),
            ({"case_ref": "x" * 65}, "case_ref"),
            ({"facts": {"sex": "Canary"}}, "sex"),
            ({"facts": {"age": 400}}, "age"),
            ({"facts": {"age": 20, "age_band": "9_17"}}, "age_band"),
            ({"facts": {"first_name": "Canary"}}, "facts"),
            ({"facts": {"sexual_orientation": "Canary"}}, "facts"),
            ({"facts": {"exploitation_country": ["RUS"]}}, "facts"),
            ({"facts": {"no_such_variable": "Canary"}}, "facts"),
            ({"event_facts": {"sex": "female"}}, "facts"),
            ({"identity": draft("Canary\x00")}, "text"),
            ({"identity": draft("7")}, "text"),
            ({"identity": draft("x" * 201)}, "text"),
            ({"identity": draft("\ud800")}, "text"),
            ({"identity": draft(birth="2999")}, "on"),
        ],
    )
    def test_nothing_is_stored_and_the_field_is_named(
        self, account_of: Accounts, said: dict[str, Any], field: str
    ) -> None:
        worker = account_of(Role.CASEWORKER)
        with pytest.raises(NotAcceptedError) as refused:
            register(worker, said.pop("identity", None), **said)
        assert refused.value.details["field"] == field
        assert "Canary" not in refused.value.message
        assert nothing_stored()

    def test_when_the_audit_fails_nothing_happens(
        self, account_of: Accounts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_arguments: object, **_named: object) -> None:
            raise RuntimeError

        worker = account_of(Role.CASEWORKER)
        monkeypatch.setattr(module, "record", fail)
        with pytest.raises(RuntimeError):
            register(worker)
        assert nothing_stored()


class TestOnce:
    def test_the_same_form_twice_is_one_case(self, account_of: Accounts) -> None:
        worker = account_of(Role.CASEWORKER)
        first = register_case(actor=worker, new=new(), form="a")
        assert registered_before(actor=worker, new=new(), form="a") == first
        assert register_case(actor=worker, new=new(), form="a") == first
        assert Case.unscoped.count() == 1

    def test_another_person_on_the_same_form_is_not_lost(self, account_of: Accounts) -> None:
        worker = account_of(Role.CASEWORKER)
        first = register_case(actor=worker, new=new(), form="a")
        with pytest.raises(FormUsedError) as used:
            register_case(actor=worker, new=new(identity=draft("Somebody Else")), form="a")
        assert used.value.details["case"] == first.opaque_id

    def test_forms_of_two_accounts_do_not_meet(self, account_of: Accounts) -> None:
        first = register_case(actor=account_of(Role.CASEWORKER), new=new(), form="a")
        assert register_case(actor=account_of(Role.SUPERVISOR), new=new(), form="a") != first

    def test_what_is_kept_of_a_form_tells_nothing(self, account_of: Accounts) -> None:
        register(account_of(Role.CASEWORKER))
        kept = Registration.objects.get()
        assert len(bytes(kept.content)) == len(bytes(kept.form)) == 32


@pytest.mark.django_db(transaction=True)
def test_the_same_form_from_everywhere_at_once(account_of: Accounts) -> None:
    worker = account_of(Role.CASEWORKER)

    def send(_number: int) -> str:
        try:
            return register_case(actor=worker, new=new(), form="a").opaque_id
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        cases = set(pool.map(send, range(6)))
    assert len(cases) == 1
    assert Case.unscoped.count() == CaseGrant.objects.count() == PersonName.unscoped.count() == 1
