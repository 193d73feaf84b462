"""The pages on which consents and exceptions are recorded, and the card that shows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.cases.actions.record_consent import NewConsent, record_consent
from palermo.cases.models import QUESTIONS, Case, Consent, ConsentException
from tests.cases.consent.consents import make_partner, say, take_back
from tests.cases.factory import make_case
from tests.cases.views.signing_in import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def case() -> Case:
    return make_case(majority="18_and_over", nationality="UKR")


def words(page: str) -> str:
    return re.sub(r"\s+", " ", page.partition("<main")[2].partition("</main>")[0])


def card(client: Client, case: Case) -> str:
    page = client.get(reverse("case_page", args=[case.opaque_id])).content.decode()
    return words(page).partition('aria-labelledby="consents-head"')[2].partition("</section>")[0]


def test_all_that_was_said_is_on_the_card(
    client: Client, account_of: Callable[..., Account], case: Case
) -> None:
    haven = make_partner()
    say(
        case,
        to_organisation=haven,
        consent_informed_purpose="yes",
        consent_informed_use="~refused",
        language="rus",
    )
    take_back(say(case, purpose="family_contact", recipient_class="family"), withdrawal_reason="safety")
    say(case, "refused", "law_enforcement")
    say(case, expires_on=TODAY - timedelta(days=1), given_on=TODAY - timedelta(days=9), purpose="return")
    sign_in(client, account_of(Role.SUPERVISOR))
    shown = card(client, case)
    for expected in ("Haven", "agreed", "refused", "taken back", "ran out", "fear for safety", "Russian",
                     "2 of 7 questions answered", "asked, preferred not to say"):  # fmt: skip
        assert expected in shown
    assert shown.count("Take back") == 1


@pytest.mark.parametrize(
    ("role", "sees", "may"),
    [
        (Role.CASEWORKER, True, False),
        (Role.ANALYST, False, False),
        (Role.DATA_STEWARD, False, False),
        (Role.SUPERVISOR, True, True),
    ],
)
def test_who_sees_and_who_records(
    client: Client, account_of: Callable[..., Account], case: Case, role: Role, sees: bool, may: bool
) -> None:
    say(case)
    sign_in(client, account_of(role))
    shown = card(client, case)
    assert ("agreed" in shown) is sees
    assert ("Take back" in shown) is may
    assert (reverse("consent_record", args=[case.opaque_id]) in shown) is may


def test_recorded_on_the_page(client: Client, account_of: Callable[..., Account], case: Case) -> None:
    haven = make_partner()
    sign_in(client, account_of(Role.SUPERVISOR))
    address = reverse("consent_record", args=[case.opaque_id])
    assert all(f'name="{name}"' in client.get(address).content.decode() for name in QUESTIONS)
    fields = {
        "decision": "given", "purpose": "sharing", "recipient": f"organisation:{haven.pk}", "form": "guardian",
        "given_on": TODAY.isoformat(), "consent_interview": "yes", "consent_informed_use": "~unknown",
    }  # fmt: skip
    answer = client.post(address, fields)
    assert answer.status_code == 422
    assert "Write who the guardian is" in answer.content.decode()
    answer = client.post(address, {**fields, "guardian": "Petro"})
    assert answer.status_code == 302
    consent = Consent.unscoped.get()
    assert (consent.to_organisation, consent.consent_interview, consent.consent_informed_use) == (
        haven,
        "yes",
        "~unknown",
    )
    assert consent.consent_informed_storage == "~not_asked"
    kind = client.post(address, {**fields, "form": "written", "recipient": "class:shelter"})
    assert kind.status_code == 302
    assert Consent.unscoped.order_by("pk")[1].recipient_class == "shelter"


def test_withdrawn_on_the_page(client: Client, account_of: Callable[..., Account], case: Case) -> None:
    consent = say(case, recipient_class="shelter")
    sign_in(client, account_of(Role.SUPERVISOR))
    address = reverse("consent_withdraw", args=[case.opaque_id, consent.opaque_id])
    assert "It counts from this moment" in client.get(address).content.decode()
    assert client.post(address, {"reason": "nonsense"}).status_code == 422
    assert client.post(address, {"reason": "safety"}).status_code == 302
    assert Consent.unscoped.filter(withdraws=consent, withdrawal_reason="safety").exists()


def test_an_exception_on_the_page(client: Client, account_of: Callable[..., Account], case: Case) -> None:
    haven = make_partner()
    sign_in(client, account_of(Role.SUPERVISOR))
    address = reverse("consent_exception", args=[case.opaque_id])
    fields = {
        "kind": "consent", "purpose": "sharing", "recipient": f"organisation:{haven.pk}",
        "reason_code": "vital_interest", "reason": "Unconscious;\nthe surgeon must know.",
        "ends_on": (TODAY + timedelta(days=2)).isoformat(),
    }  # fmt: skip
    assert client.post(address, {**fields, "reason": "short"}).status_code == 422
    assert client.post(address, fields).status_code == 302
    assert ConsentException.unscoped.filter(case=case).count() == 1
    assert "to save a life" in card(client, case)


def test_names_and_reasons_are_read_on_record(
    client: Client, account_of: Callable[..., Account], case: Case
) -> None:
    supervisor = account_of(Role.SUPERVISOR)
    new = NewConsent(
        purpose="sharing", decision="given", form="guardian", given_on=TODAY, guardian="<b>Petro</b>"
    )
    record_consent(actor=supervisor, case=case.opaque_id, new=new)
    address = reverse("consent_names", args=[case.opaque_id])
    sign_in(client, account_of(Role.CASEWORKER))
    assert client.post(address).status_code == 404
    sign_in(client, supervisor)
    assert client.get(address).status_code == 405
    assert "Petro" not in client.get(reverse("case_page", args=[case.opaque_id])).content.decode()
    page = client.post(address).content.decode()
    assert "&lt;b&gt;Petro&lt;/b&gt;" in page
    assert AuditEntry.objects.filter(act="identity.uncovered", object_id=case.individual_opaque).count() == 1
