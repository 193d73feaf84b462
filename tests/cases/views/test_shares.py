"""The pages of sharing: what is said when consent is missing, who may, what the other side sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from palermo.access.models import Account, CaseGrant, GrantKind, Organisation, Role
from palermo.audit.models import AuditEntry
from palermo.cases.models import Case
from tests.cases.consent.consents import make_partner, say
from tests.cases.factory import make_case, make_mission
from tests.cases.views.signing_in import sign_in

pytestmark = pytest.mark.django_db
UNTIL = (timezone.localdate() + timedelta(days=20)).isoformat()


@pytest.fixture
def case() -> Case:
    return make_case(majority="18_and_over", nationality="UKR", case_ref="UKR-77", sex="female")


@pytest.fixture
def haven() -> Organisation:
    return make_partner()


@pytest.fixture
def officer(account_of: Callable[..., Account], haven: Organisation) -> Account:
    account = account_of(Role.PARTNER_OFFICER, email="officer@example.org")
    account.organisation = haven
    account.save()
    return account


def post(client: Client, case: Case, **fields: object) -> tuple[int, str]:
    answer = client.post(reverse("case_share", args=[case.opaque_id]), fields)
    return answer.status_code, answer.content.decode()


def test_consent_is_missing_and_what_was_typed_stays(
    client: Client, account_of: Callable[..., Account], case: Case, haven: Organisation
) -> None:
    sign_in(client, account_of(Role.SUPERVISOR))
    status, page = post(client, case, recipient=f"organisation:{haven.pk}", parts=["facts"], until=UNTIL)
    assert status == 409
    assert "Not shared: consent is missing" in page
    assert UNTIL in page
    assert reverse("consent_record", args=[case.opaque_id]) in page
    assert not CaseGrant.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"recipient": "organisation:999999", "parts": ["facts"], "until": UNTIL},
        {"recipient": "mission:-1", "parts": ["facts"], "until": UNTIL},
        {"recipient": "organisation:" + "9" * 40, "parts": ["facts"], "until": UNTIL},
        {"recipient": "OWN", "parts": ["<script>"], "until": "2026-02-31"},
    ],
    ids=str,
)
def test_hostile_input(
    client: Client,
    account_of: Callable[..., Account],
    case: Case,
    haven: Organisation,
    fields: dict[str, object],
) -> None:
    sign_in(client, account_of(Role.SUPERVISOR))
    status, page = post(client, case, **fields)
    assert status == 422
    assert "<script>" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_other_side(
    client: Client, account_of: Callable[..., Account], case: Case, haven: Organisation, officer: Account
) -> None:
    say(case, to_organisation=haven)
    sign_in(client, account_of(Role.SUPERVISOR))
    status, _page = post(client, case, recipient=f"organisation:{haven.pk}", parts=["story"], until=UNTIL)
    assert status == 302
    sign_in(client, officer)
    listed = client.get(reverse("shared")).content.decode()
    assert "UKR-77" in listed
    assert "Female" not in listed
    assert AuditEntry.objects.filter(act="case.listed", actor=f"account:{officer.pk}").count() == 1
    page = client.get(reverse("case_page", args=[case.opaque_id])).content.decode()
    assert "These are the parts that were shared with you" in page
    assert "A person whose answers are closed to you" in page
    for closed in (
        "Female",
        "Who has this case",
        "consents-head",
        "shares-head",
        reverse("case_share", args=["x" * 16]),
    ):
        assert closed not in page


@pytest.mark.parametrize(
    "role", [Role.CASEWORKER, Role.DATA_STEWARD, Role.ANALYST, Role.FOCAL_POINT, Role.PARTNER_OFFICER]
)
@pytest.mark.parametrize("name", ["case_share", "consent_exception"])
def test_after_the_proof_the_gate(
    client: Client, account_of: Callable[..., Account], case: Case, role: Role, name: str
) -> None:
    hidden = make_case(make_mission("MDA"))
    sign_in(client, account_of(role))
    for number in (case.opaque_id, hidden.opaque_id, "a" * 16):
        assert client.get(reverse(name, args=[number])).status_code == 404
        assert client.post(reverse(name, args=[number]), {}).status_code == 404


def test_ended_on_the_page(
    client: Client, account_of: Callable[..., Account], case: Case, haven: Organisation
) -> None:
    say(case, to_organisation=haven)
    sign_in(client, account_of(Role.SUPERVISOR))
    post(client, case, recipient=f"organisation:{haven.pk}", parts=["facts"], until=UNTIL)
    grant = CaseGrant.objects.get(kind=GrantKind.SHARE)
    answer = client.post(reverse("share_revoke", args=[case.opaque_id, grant.opaque_id]))
    assert answer.status_code == 302
    grant.refresh_from_db()
    assert grant.ended_at is not None
