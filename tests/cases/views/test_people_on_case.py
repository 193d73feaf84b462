"""Who has a case, and emergency access: the pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from palermo.access.gate import Relation, standing
from palermo.access.models import Account, CaseGrant, Mission, Role
from palermo.cases.models import Case
from tests.cases.factory import make_case, make_mission
from tests.cases.views.signing_in import sign_in

pytestmark = pytest.mark.django_db
REASON = "She called from the station;\r\nnobody else is reachable."


@pytest.fixture
def case() -> Case:
    return make_case(case_ref="UKR-5", sex="female")


class TestAssigning:
    def test_given_and_taken(self, client: Client, account_of: Callable[..., Account], case: Case) -> None:
        worker = account_of(Role.CASEWORKER)
        sign_in(client, account_of(Role.SUPERVISOR))
        address = reverse("case_assign", args=[case.opaque_id])
        assert client.post(address, {"account": worker.pk}).status_code == 302
        assert standing(worker, case).relation is Relation.ASSIGNED
        grant = CaseGrant.objects.get()
        page = client.get(reverse("case_page", args=[case.opaque_id])).content.decode()
        assert worker.display_name in page.partition("Who has this case")[2]
        end = reverse("case_unassign", args=[case.opaque_id, grant.opaque_id])
        assert client.post(end).status_code == 302
        assert standing(worker, case).relation is Relation.MISSION

    @pytest.mark.parametrize("account", ["", "x", "-1", "999999", "far", "supervisor"])
    def test_only_caseworkers_of_the_mission(
        self, client: Client, account_of: Callable[..., Account], case: Case, account: str
    ) -> None:
        far = account_of(Role.CASEWORKER, make_mission("MDA"), "far@example.org")
        supervisor = account_of(Role.SUPERVISOR)
        sign_in(client, supervisor)
        number = {"far": str(far.pk), "supervisor": str(supervisor.pk)}.get(account, account)
        assert (
            client.post(reverse("case_assign", args=[case.opaque_id]), {"account": number}).status_code == 302
        )
        assert not CaseGrant.objects.exists()

    def test_not_by_a_caseworker(
        self, client: Client, account_of: Callable[..., Account], case: Case
    ) -> None:
        worker = account_of(Role.CASEWORKER)
        sign_in(client, worker)
        answer = client.post(reverse("case_assign", args=[case.opaque_id]), {"account": worker.pk})
        assert answer.status_code == 404


class TestEmergency:
    def test_opens_for_a_reason(self, client: Client, account_of: Callable[..., Account], case: Case) -> None:
        worker = account_of(Role.CASEWORKER, make_mission("MDA"), "far@example.org")
        sign_in(client, worker)
        address = reverse("case_emergency")
        short = client.post(address, {"case": case.opaque_id, "reason": "because"})
        assert short.status_code == 422
        assert "Say in a sentence" in short.content.decode()
        answer = client.post(address, {"case": f" {case.opaque_id.upper()} ", "reason": REASON})
        assert answer["Location"] == reverse("case_page", args=[case.opaque_id])
        page = client.get(answer["Location"]).content.decode()
        assert "You have emergency access" in page
        assert "Female" in page

    def test_one_answer_for_none_and_for_closed(
        self, client: Client, account_of: Callable[..., Account], case: Case
    ) -> None:
        sign_in(client, account_of(Role.CASEWORKER, make_mission("MDA"), "far@example.org"))
        Mission.objects.filter(pk=case.mission_id).update(frozen_at="2026-01-01T00:00:00Z")
        answers = [
            client.post(reverse("case_emergency"), {"case": number, "reason": REASON})
            for number in (case.opaque_id, "a" * 16, "'; DROP")
        ]
        assert [answer.status_code for answer in answers] == [422] * 3
        assert all("There is no case under this number" in answer.content.decode() for answer in answers)

    @pytest.mark.parametrize(
        "role", [Role.DATA_STEWARD, Role.FOCAL_POINT, Role.ADMINISTRATOR, Role.PARTNER_OFFICER]
    )
    def test_not_for_other_roles(
        self, client: Client, account_of: Callable[..., Account], case: Case, role: Role
    ) -> None:
        sign_in(client, account_of(role))
        assert client.get(reverse("case_emergency")).status_code == 404
        answer = client.post(reverse("case_emergency"), {"case": case.opaque_id, "reason": REASON})
        assert answer.status_code == 404
