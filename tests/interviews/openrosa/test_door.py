"""How a phone comes in, what keeps it out, and that its secret is written down nowhere."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from palermo.access import pace
from palermo.access.actions.freeze_mission import freeze_mission
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.access.sign_in.actions.close_account import close_account
from palermo.access.walls import stance
from palermo.audit.models import AuditEntry
from palermo.config.log_lines import LineFormatter, RouteFilter
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.actions.revoke_device import revoke_device
from palermo.interviews.models import Device, DeviceKind, FormVersion
from palermo.interviews.openrosa import views
from tests.interviews.openrosa.phones import Phone, body, filled, phone_of
from tests.security.conftest import HOST, read_settings

pytestmark = pytest.mark.usefixtures("handover")
LIST = "/openrosa/formList"
COMMAND_LINE = SystemActor("command line")


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()


def test_a_device_has_a_pace(client: Client, worker: Account, settings: Settings) -> None:
    settings.PALERMO_PACE = {"devices": ((2, 60),)}
    pace.forget()
    phone = phone_of(worker)
    assert [phone.get(client, "formList").status_code for _time in range(3)] == [200, 200, 429]


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """Everything that is logged from now on, as the product would write it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(LineFormatter())
    handler.addFilter(RouteFilter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # Statements are logged for developers only (tests/security/test_logs).
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield written.getvalue
    root.removeHandler(handler)
    root.setLevel(before)


def basic(number: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{number}:{secret}".encode()).decode()}


class TestBothWays:
    def test_by_number_and_secret(self, client: Client, phone: Phone) -> None:
        response = phone.get(client, "formList")
        assert response.status_code == 200
        assert response["X-OpenRosa-Version"] == "1.0"
        assert response["Content-Type"] == "text/xml; charset=utf-8"
        assert "http://testserver/openrosa/forms/" in response.content.decode()

    def test_by_the_secret_in_the_address(self, client: Client, phone: Phone) -> None:
        response = client.get(f"/openrosa/key/{phone.secret}/formList")
        assert response.status_code == 200
        # It goes on as it came.
        assert f"http://testserver/openrosa/key/{phone.secret}/forms/" in response.content.decode()

    def test_it_is_a_contact(self, client: Client, phone: Phone) -> None:
        phone.get(client, "formList")
        assert Device.objects.get().last_seen_at is not None

    def test_no_cookie_is_given(self, client: Client, phone: Phone) -> None:
        for response in (phone.get(client, "formList"), client.get(LIST), phone.send(client, filled())):
            assert not response.cookies

    def test_the_database_hands_out_what_the_account_may_see(
        self, client: Client, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stood: list[str] = []
        really = views.form_list

        def listed(*args: object, **named: object) -> str:
            stood.append(stance._stance.get())
            return really(*args, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(views, "form_list", listed)
        phone.get(client, "formList")
        assert stood == [f"account:{phone.device.account_id}"]
        assert stance._stance.get() == ""


WRONG = {
    "nothing": {},
    "empty": {"authorization": ""},
    "another scheme": {"authorization": "Bearer abc"},
    "digest": {"authorization": 'Digest username="x", realm="Palermo"'},
    "no base 64": {"authorization": "Basic ***"},
    "no UTF-8": {"authorization": "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode()},
    "no colon": {"authorization": "Basic " + base64.b64encode(b"abc").decode()},
    "far too long": {"authorization": "Basic " + "A" * 100_000},
    "somebody": basic("aaaaaaaaaaaaaaaa", "x" * 32),
    "a zero": basic("a\x00", "b\x00"),
}


class TestKeptOut:
    @pytest.mark.parametrize("headers", WRONG.values(), ids=list(WRONG))
    def test_what_is_no_secret(self, client: Client, headers: dict[str, str]) -> None:
        for method, address in (
            ("GET", LIST),
            ("HEAD", "/openrosa/submission"),
            ("POST", "/openrosa/submission"),
        ):
            response = client.generic(method, address, headers=headers)
            assert response.status_code == 401
            assert response["WWW-Authenticate"] == 'Basic realm="Palermo", charset="UTF-8"'
            assert response["X-OpenRosa-Version"] == "1.0"
            assert method == "HEAD" or b"<OpenRosaResponse" in response.content

    def test_the_number_must_fit(
        self, client: Client, phone: Phone, account_of: Callable[..., Account]
    ) -> None:
        other = phone_of(account_of(Role.CASEWORKER, email="other@example.org"))
        for number in ("", other.device.opaque_id, phone.device.opaque_id.upper()):
            assert client.get(LIST, headers=basic(number, phone.secret)).status_code == 401
        assert client.get(LIST, headers=basic(phone.device.opaque_id, phone.secret)).status_code == 200

    def test_a_browser_s_secret_opens_nothing_here(self, client: Client, worker: Account) -> None:
        made = register_device(actor=worker, kind=DeviceKind.BROWSER, name="x")
        assert client.get(LIST, headers=basic(made.device.opaque_id, made.secret)).status_code == 401
        assert client.get(f"/openrosa/key/{made.secret}/formList").status_code == 401

    @pytest.mark.parametrize("end", ["stopped", "closed", "frozen"])
    def test_what_ends_it(self, client: Client, worker: Account, phone: Phone, end: str) -> None:
        if end == "stopped":
            revoke_device(actor=worker, device=phone.device)
        elif end == "closed":
            close_account(actor=COMMAND_LINE, account=worker)
        else:
            freeze_mission(actor=COMMAND_LINE, mission=worker.mission)
        unknown = client.get(LIST, headers=basic("aaaaaaaaaaaaaaaa", "x" * 32))
        for response in (phone.get(client, "formList"), client.get(f"/openrosa/key/{phone.secret}/formList")):
            assert (response.status_code, response.content) == (401, unknown.content)
        assert phone.send(client, filled()).status_code == 401

    def test_stopped_and_unknown_cost_the_same(self, client: Client, worker: Account, phone: Phone) -> None:
        revoke_device(actor=worker, device=phone.device)
        client.get(LIST, headers=basic("aaaaaaaaaaaaaaaa", "x" * 32))
        asked = []
        for headers in (basic("aaaaaaaaaaaaaaaa", "x" * 32), {"authorization": phone.basic}):
            with CaptureQueriesContext(connection) as captured:
                client.get(LIST, headers=headers)
            asked.append([query["sql"].split(" ")[0] for query in captured])
        assert asked[0] == asked[1]

    def test_a_session_opens_nothing(self, client: Client, worker: Account) -> None:
        client.force_login(worker)
        assert client.get(LIST).status_code == 401

    def test_guessing_is_slowed_and_the_right_one_is_not(self, client: Client, phone: Phone) -> None:
        answers = [client.get(f"/openrosa/key/guess-{number}/formList").status_code for number in range(30)]
        assert answers[:20] == [401] * 20
        assert answers[20:] == [429] * 10
        assert phone.get(client, "formList").status_code == 200
        # Every conversation of Collect begins without anything: that is no guess.
        assert client.get(LIST).status_code == 401

    def test_asking_without_a_secret_never_counts(self, client: Client, phone: Phone) -> None:
        assert {client.get(LIST).status_code for _time in range(40)} == {401}
        assert client.get(LIST, headers=basic("a", "b")).status_code == 401


class TestOtherMethods:
    @pytest.mark.parametrize(
        "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "TRACE", "x"]
    )
    @pytest.mark.parametrize("address", ["formList", "submission"])
    def test_are_not_there(self, client: Client, phone: Phone, method: str, address: str) -> None:
        if (method, address) == ("POST", "submission"):
            return
        response = client.generic(method, f"/openrosa/{address}", headers={"authorization": phone.basic})
        assert response.status_code == 405
        assert response["Allow"] == ("GET, HEAD" if address == "formList" else "HEAD, POST")
        assert b"<OpenRosaResponse" in response.content

    def test_a_submission_cannot_be_read(self, client: Client, phone: Phone) -> None:
        assert phone.get(client, "submission").status_code == 405


class TestWithoutTls:
    @pytest.fixture(autouse=True)
    def as_in_production(self, settings: Any, tmp_path: Path) -> None:
        """What production says about TLS, read from its settings."""
        product = read_settings(
            tmp_path / "home", PALERMO_ALLOWED_HOSTS=HOST, PALERMO_PUBLIC_URL=f"https://{HOST}"
        )
        settings.SECURE_SSL_REDIRECT = product["SECURE_SSL_REDIRECT"]
        settings.SECURE_REDIRECT_EXEMPT = product["SECURE_REDIRECT_EXEMPT"]
        assert settings.SECURE_SSL_REDIRECT is True

    def test_nothing_that_is_shown_is_looked_at(self, client: Client, phone: Phone) -> None:
        for address in (LIST, f"/openrosa/key/{phone.secret}/formList"):
            with CaptureQueriesContext(connection) as asked:
                response = client.get(address, headers={"authorization": phone.basic})
            assert response.status_code == 403
            assert b"https only" in response.content
            assert not [query for query in asked if "interviews_" in query["sql"]]
        assert Device.objects.get().last_seen_at is None

    def test_nothing_is_received(self, client: Client, phone: Phone) -> None:
        assert phone.send(client, filled()).status_code == 403

    def test_over_tls_all_is_well(self, client: Client, phone: Phone) -> None:
        assert phone.get(client, "formList", secure=True).status_code == 200


class TestTheSecretStaysUnwritten:
    def test_not_in_the_log(
        self, client: Client, phone: Phone, handover: FormVersion, log: Callable[[], str]
    ) -> None:
        key = f"/openrosa/key/{phone.secret}"
        client.raise_request_exception = False
        client.get(f"{key}/formList")
        client.get(f"{key}/forms/{handover.opaque_id}.xml")
        client.get(f"{key}/no-such-page")
        client.get(f"{key}/formList/")
        client.get(f"{key}/forms/aaaaaaaaaaaaaaaa/manifest")
        client.post(f"{key}/formList")
        client.post(f"{key}/submission", {"a": "b"})
        client.get(f"/openrosa/key/{phone.secret}x/formList")
        client.get(f"{key}/formList?%00")
        client.get(f"{key}/formList", headers={"host": "attacker.example"})
        client.generic(
            "POST", f"{key}/submission", b"".join(body(filled(), {})), content_type="multipart/form-data"
        )
        assert phone.secret not in log()

    def test_not_in_the_log_when_something_breaks(
        self, client: Client, phone: Phone, log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_args: object, **_named: object) -> str:
            raise RuntimeError(phone.secret)

        client.raise_request_exception = False
        monkeypatch.setattr(views, "form_list", broken)
        for response in (client.get(f"/openrosa/key/{phone.secret}/formList"), phone.get(client, "formList")):
            assert response.status_code == 500
            assert phone.secret not in response.content.decode()
        assert "Incident" in log()
        assert phone.secret not in log()
        assert phone.basic.removeprefix("Basic ") not in log()

    def test_not_in_the_audit_nor_the_counts(self, client: Client, phone: Phone) -> None:
        client.get(f"/openrosa/key/{phone.secret}/formList")
        client.get(f"/openrosa/key/{phone.secret}x/formList")
        assert phone.secret not in repr(list(AuditEntry.objects.values()))
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM django_cache")
            assert phone.secret not in repr(cursor.fetchall())

    def test_not_in_a_referrer(self, client: Client, phone: Phone) -> None:
        """Nothing that is answered here leads elsewhere, and browsers would tell other origins nothing."""
        response = client.get(f"/openrosa/key/{phone.secret}/formList")
        assert response["Referrer-Policy"] == "same-origin"
        assert "no-store" in response["Cache-Control"]

    def test_the_addresses_are_what_collect_makes_of_its_own(self) -> None:
        assert reverse("openrosa_forms") == "/openrosa/formList"
        assert reverse("openrosa_submission") == "/openrosa/submission"
        assert reverse("openrosa_token_submission", args=["x"]) == "/openrosa/key/x/submission"
