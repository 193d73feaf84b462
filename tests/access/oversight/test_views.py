"""The pages of those who watch over the others: notices, stopped accounts, frozen missions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from palermo.access.actions.stop_reading import stop_reading
from palermo.access.models import Account, Mission, Notice, Role
from palermo.audit.models import AuditEntry
from palermo.cases.actions.open_emergency import open_emergency
from palermo.cases.models import Case
from tests.cases.factory import make_case, make_mission
from tests.cases.views.signing_in import sign_in

pytestmark = pytest.mark.django_db
REASON = "She called from the station and nobody else is reachable."


def seen(client: Client, name: str, *arguments: object) -> str:
    return client.get(reverse(name, args=list(arguments))).content.decode()


@pytest.fixture
def case() -> Case:
    return make_case(make_mission("MDA", "Moldova"))


class TestNotices:
    def test_told_read_and_acknowledged(
        self, client: Client, account_of: Callable[..., Account], case: Case
    ) -> None:
        worker = account_of(Role.CASEWORKER)
        open_emergency(actor=worker, case=case.opaque_id, reason=REASON)
        for audience in (
            account_of(Role.FOCAL_POINT),
            account_of(Role.SUPERVISOR, case.mission, "chief@example.org"),
        ):
            sign_in(client, audience)
            home = seen(client, "home")
            assert "Emergency access was taken" in home
            assert worker.display_name in home
            assert REASON not in home
            number = home.partition("/oversight/notices/")[2][:16]
            reason = client.post(reverse("notice_reason", args=[number])).content.decode()
            assert REASON in reason
            assert client.post(reverse("notice_seen", args=[number])).status_code == 302
            assert "Emergency access was taken" not in seen(client, "home")
        assert AuditEntry.objects.filter(act="case.reason_read").count() == 2
        assert AuditEntry.objects.filter(act="notice.seen").count() == 2

    def test_not_for_others(self, client: Client, account_of: Callable[..., Account], case: Case) -> None:
        open_emergency(actor=account_of(Role.CASEWORKER), case=case.opaque_id, reason=REASON)
        numbers = list(Notice.objects.values_list("opaque_id", flat=True))
        for role in (Role.SUPERVISOR, Role.DATA_STEWARD, Role.ADMINISTRATOR, Role.PARTNER_OFFICER):
            sign_in(client, account_of(role))
            assert "Emergency access" not in seen(client, "home").partition("<main")[2]
            for number in numbers:
                for name in ("notice_seen", "notice_reason"):
                    assert client.post(reverse(name, args=[number])).status_code == 404


def test_a_stopped_account_is_released(client: Client, account_of: Callable[..., Account]) -> None:
    worker = account_of(Role.CASEWORKER)
    stop_reading(worker)
    sign_in(client, account_of(Role.FOCAL_POINT))
    assert worker.display_name in seen(client, "stopped_accounts").partition("<main")[2]
    assert client.post(reverse("release_reading", args=[999_999])).status_code == 404
    assert client.post(reverse("release_reading", args=[worker.pk])).status_code == 302
    worker.refresh_from_db()
    assert worker.reading_stopped_at is None
    assert "Nobody is stopped" in seen(client, "stopped_accounts")


class TestFreezing:
    @pytest.mark.parametrize(
        ("role", "own", "other", "opens"),
        [
            (Role.SUPERVISOR, True, False, False),
            (Role.ADMINISTRATOR, True, True, False),
            (Role.FOCAL_POINT, True, True, True),
            (Role.CASEWORKER, False, False, False),
            (Role.DATA_STEWARD, False, False, False),
        ],
    )
    def test_who_may(
        self,
        client: Client,
        account_of: Callable[..., Account],
        role: Role,
        own: bool,
        other: bool,
        opens: bool,
    ) -> None:
        account = account_of(role)
        make_mission("UKR")
        make_mission("MDA")
        sign_in(client, account)
        for code, may in {"UKR": own, "MDA": other}.items():
            answer = client.post(reverse("freeze_mission", args=[code]))
            assert answer.status_code == (302 if may else 404)
            assert Mission.objects.get(code=code).is_frozen is may
        Mission.objects.update(frozen_at=timezone.now())
        answer = client.post(reverse("unfreeze_mission", args=["UKR"]))
        assert answer.status_code == (302 if opens else 404)
        assert Mission.objects.get(code="UKR").is_frozen is not opens

    def test_the_page(self, client: Client, account_of: Callable[..., Account]) -> None:
        make_mission("MDA", "Moldova")
        sign_in(client, account_of(Role.SUPERVISOR))
        page = seen(client, "missions_to_watch").partition("<main")[2]
        assert reverse("freeze_mission", args=["UKR"]) in page
        assert "Moldova" not in page
