"""Recording what was said: who may, what is refused, what is sealed, what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from palermo.access.actions.assign_case import assign_case
from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn, Part
from palermo.access.models import Account, Role
from palermo.access.uncovering import uncovered
from palermo.audit.models import AuditEntry
from palermo.cases.actions.record_consent import NewConsent, record_consent
from palermo.cases.actions.withdraw_consent import withdraw_consent
from palermo.cases.models import QUESTIONS, Case, Consent
from palermo.errors import NotFoundOrNotAllowed
from tests.cases.consent.consents import make_partner
from tests.cases.factory import make_case, make_mission

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
GIVEN = NewConsent(purpose="sharing", decision="given", form="written", given_on=TODAY)


@pytest.fixture
def case() -> Case:
    return make_case(majority="18_and_over", nationality="UKR")


@pytest.fixture
def supervisor(account_of: Callable[..., Account], case: Case) -> Account:
    return account_of(Role.SUPERVISOR)


def test_kept_one_by_one_and_sealed(supervisor: Account, case: Case) -> None:
    answers = dict(zip(QUESTIONS, ["yes", "yes", "no", "~unknown", "~refused", "~not_asked"], strict=False))
    said = record_consent(
        actor=supervisor,
        case=case.opaque_id,
        new=replace(
            GIVEN, language="rus", expires_on=TODAY + timedelta(days=9), answers=answers, witness="Olena Canary",
            guardian="Petro Canary", interpreter="Ivan Canary", to_organisation=make_partner(),
        ),
    )  # fmt: skip
    kept = Consent.unscoped.get(pk=said.pk)
    assert [getattr(kept, name) for name in QUESTIONS] == [*answers.values(), "~not_asked"]
    assert (kept.recorded_by, kept.language, kept.individual) == (supervisor, "rus", case.individual_opaque)
    with connection.cursor() as cursor:
        cursor.execute("SELECT witness, interpreter, guardian FROM cases_consent")
        raw = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"Canary" not in raw
    with uncovered(supervisor, {kept.individual: case}, Part.IDENTITY, "test"):
        assert (kept.witness, kept.guardian) == ("Olena Canary", "Petro Canary")
    entry = AuditEntry.objects.get(act="consent.recorded")
    assert (entry.object_id, entry.mission) == (case.opaque_id, "UKR")
    assert "Canary" not in str(entry.details)


def test_later_words_overwrite_nothing(supervisor: Account, case: Case) -> None:
    first = record_consent(actor=supervisor, case=case.opaque_id, new=GIVEN)
    before = Consent.unscoped.values().get(pk=first.pk)
    record_consent(actor=supervisor, case=case.opaque_id, new=replace(GIVEN, decision="refused"))
    withdraw_consent(actor=supervisor, case=case.opaque_id, consent=first.opaque_id)
    assert Consent.unscoped.values().get(pk=first.pk) == before
    assert Consent.unscoped.count() == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": "everything"}, "purpose"),
        ({"decision": "withdrawn"}, "decision"),
        ({"form": "telepathy"}, "form"),
        ({"language": "xx"}, "language"),
        ({"recipient_class": "anybody"}, "recipient"),
        ({"given_on": TODAY + timedelta(days=1)}, "given_on"),
        ({"given_on": date(1066, 1, 1)}, "given_on"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"decision": "refused", "expires_on": TODAY}, "expires_on"),
        ({"answers": {"consent_interview": ""}}, "consent_interview"),
        ({"answers": {"majority": "yes"}}, "answers"),
        ({"answers": {"recorded_by": "1"}}, "answers"),
        ({"form": "guardian"}, "guardian"),
        ({"form": "child_assent"}, "form"),
        ({"purpose": "return", "form": "audio"}, "form"),
        ({"witness": "a\x00b"}, "witness"),
        ({"interpreter": "line\nbreak"}, "interpreter"),
        ({"guardian": "x" * 201}, "guardian"),
        ({"recipient_class": "ngo", "to": "haven"}, "recipient"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    supervisor: Account, case: Case, change: dict[str, Any], field: str
) -> None:
    if change.pop("to", ""):
        change["to_organisation"] = make_partner()
    with pytest.raises(NotAcceptedError) as caught:
        record_consent(actor=supervisor, case=case.opaque_id, new=replace(GIVEN, **change))
    assert caught.value.details == {"field": field}
    assert not Consent.unscoped.exists()


def test_who_may(account_of: Callable[..., Account], supervisor: Account, case: Case) -> None:
    worker = account_of(Role.CASEWORKER)
    strangers = [
        worker,
        account_of(Role.DATA_STEWARD),
        account_of(Role.FOCAL_POINT),
        account_of(Role.ADMINISTRATOR),
        account_of(Role.SUPERVISOR, make_mission("MDA"), "far@example.org"),
    ]
    for stranger in strangers:
        with pytest.raises(NotFoundOrNotAllowed):
            record_consent(actor=stranger, case=case.opaque_id, new=GIVEN)
    with pytest.raises(NotSignedIn):
        record_consent(actor=None, case=case.opaque_id, new=GIVEN)
    assign_case(actor=supervisor, case=case, account=worker)
    assert record_consent(actor=worker, case=case.opaque_id, new=GIVEN).recorded_by == worker
    assert record_consent(actor=SystemActor("test"), case=case.opaque_id, new=GIVEN).recorded_by is None


class TestWithdrawing:
    def test_once_with_a_reason(self, supervisor: Account, case: Case) -> None:
        said = record_consent(actor=supervisor, case=case.opaque_id, new=GIVEN)
        first = withdraw_consent(
            actor=supervisor, case=case.opaque_id, consent=said.opaque_id, reason="safety"
        )
        again = withdraw_consent(actor=supervisor, case=case.opaque_id, consent=said.opaque_id)
        assert first == again
        assert (first.withdrawal_reason, first.withdraws, first.purpose) == ("safety", said, "sharing")
        assert AuditEntry.objects.filter(act="consent.withdrawn").count() == 1

    @pytest.mark.parametrize(("decision", "reason"), [("refused", "not_said"), ("given", "because")])
    def test_refused(self, supervisor: Account, case: Case, decision: str, reason: str) -> None:
        said = record_consent(actor=supervisor, case=case.opaque_id, new=replace(GIVEN, decision=decision))
        with pytest.raises(NotAcceptedError):
            withdraw_consent(actor=supervisor, case=case.opaque_id, consent=said.opaque_id, reason=reason)

    def test_of_another_case(self, supervisor: Account, case: Case) -> None:
        other = make_case()
        said = record_consent(actor=supervisor, case=other.opaque_id, new=replace(GIVEN))
        for number, consent in [(case.opaque_id, said.opaque_id), (case.opaque_id, "a" * 16)]:
            with pytest.raises(NotFoundOrNotAllowed):
                withdraw_consent(actor=supervisor, case=number, consent=consent)
