"""The pages about devices: who sees which, the square that is shown once, stopping and emptying."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.devices.collect_settings import Setup, payload
from palermo.interviews.devices.selectors import device_by_secret
from palermo.interviews.models import Device, DeviceKind

AccountOf = Callable[..., Account]


@pytest.fixture
def worker(client: Client, account_of: AccountOf) -> Account:
    account = account_of(Role.CASEWORKER)
    sign_in(client, account)
    return account


def sign_in(client: Client, account: Account) -> None:
    """Through the door: what is grave asks for a fresh proof, and signing in is one."""
    client.post(reverse("account_login"), {"login": account.email, "password": "a long enough password"})


def device_of(account: Account, kind: str = DeviceKind.COLLECT, name: str = "blue phone") -> Device:
    return register_device(actor=account, kind=kind, name=name).device


def text_of(response: HttpResponse) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def settings_in(square: str) -> dict[str, dict[str, object]]:
    return json.loads(zlib.decompress(base64.b64decode(square)))  # type: ignore[no-any-return]


class TestSettings:
    def test_by_password(self) -> None:
        found = settings_in(payload(Setup("https://p.example.org/openrosa", "abc", "secret")))
        assert set(found) == {"general", "admin", "project"}
        general = found["general"]
        assert general["server_url"] == "https://p.example.org/openrosa"
        assert (general["username"], general["password"]) == ("abc", "secret")
        assert general["form_update_mode"] == "match_exactly"
        # What was sent does not stay on the phone, and the makers of the app hear nothing.
        assert general["delete_send"] is True
        assert general["analytics"] is False

    def test_by_address(self) -> None:
        general = settings_in(payload(Setup("https://p.example.org/openrosa/key/x")))["general"]
        assert not {"username", "password"} & set(general)

    def test_the_square_is_a_drawing_that_runs_nothing(self) -> None:
        square = unquote(Setup("https://p.example.org/openrosa", "abc", "secret").square)
        assert square.startswith("data:image/svg+xml")
        assert "<script" not in square
        assert "secret" not in square


class TestConnecting:
    def test_the_secret_is_shown_once_and_works(self, client: Client, worker: Account) -> None:
        assert client.get(reverse("device_new")).status_code == 200
        response = client.post(reverse("device_new"), {"name": "blue phone"})
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        page = response.content.decode()
        address = re.search(r"(http://testserver/openrosa/key/([\w-]{32}))</code>", page)
        assert address is not None
        device = device_by_secret(address[2])
        assert device is not None
        assert (device.account, device.name, device.kind) == (worker, "blue phone", DeviceKind.COLLECT)
        assert address[2] not in client.get(reverse("device_list")).content.decode()

    def test_without_tls_only_the_address(self, client: Client, worker: Account) -> None:
        page = client.post(reverse("device_new"), {"name": "x"}).content.decode()
        assert page.count("<img") == 1
        assert "User name" not in page

    def test_over_tls_both(self, client: Client, worker: Account) -> None:
        response = client.post(reverse("device_new"), {"name": "x"}, secure=True)
        page = text_of(response)
        device = Device.objects.get()
        assert response.content.decode().count("<img") == 2
        assert f"User name {device.opaque_id} Password" in page
        assert "https://testserver/openrosa " in page

    def test_nothing_is_loaded_from_elsewhere_or_run(self, client: Client, worker: Account) -> None:
        page = client.post(reverse("device_new"), {"name": "x"}).content.decode()
        assert all(
            source.startswith("data:image/svg+xml")
            for source in re.findall(r"<img[^>]*\ssrc=\"([^\"]+)", page)
        )

    @pytest.mark.parametrize("name", ["", "x" * 65, "a\x07b"])
    def test_a_name_that_is_none(self, client: Client, worker: Account, name: str) -> None:
        response = client.post(reverse("device_new"), {"name": name})
        assert response.status_code == 422
        assert "aria-invalid" in response.content.decode()
        assert not Device.objects.exists()

    def test_it_asks_who_is_there(self, client: Client, account_of: AccountOf) -> None:
        client.force_login(account_of(Role.CASEWORKER))
        assert client.get(reverse("device_new"))["Location"].startswith(reverse("account_reauthenticate"))
        client.post(reverse("device_new"), {"name": "x"})
        assert not Device.objects.exists()

    def test_others_find_no_such_page(self, client: Client, account_of: AccountOf) -> None:
        for role in set(Role.values) - {Role.CASEWORKER, Role.SUPERVISOR}:
            sign_in(client, account_of(role))
            assert client.get(reverse("device_new")).status_code == 404
            assert client.post(reverse("device_new"), {"name": "x"}).status_code == 404
            client.post(reverse("account_logout"))


class TestTheList:
    def test_nothing_yet(self, client: Client, worker: Account) -> None:
        assert "None yet." in text_of(client.get(reverse("device_list")))

    def test_a_worker_sees_their_own(self, client: Client, worker: Account, account_of: AccountOf) -> None:
        device_of(worker)
        device_of(account_of(Role.CASEWORKER, email="other@example.org"), name="red phone")
        page = text_of(client.get(reverse("device_list")))
        assert "blue phone works" in page
        assert "not yet seen" in page
        assert "red phone" not in page

    def test_a_supervisor_sees_the_mission_s(self, client: Client, account_of: AccountOf) -> None:
        device_of(account_of(Role.CASEWORKER))
        sign_in(client, account_of(Role.SUPERVISOR))
        page = text_of(client.get(reverse("device_list")))
        assert "Of your mission blue phone works Caseworker" in page

    def test_every_state_has_its_words(self, client: Client, worker: Account) -> None:
        browser, phone = device_of(worker, DeviceKind.BROWSER, "browser"), device_of(worker)
        client.post(reverse("device_empty", args=[browser.opaque_id]))
        assert "is told to forget everything" in text_of(client.get(reverse("device_list")))
        for device in (browser, phone):
            client.post(reverse("device_stop", args=[device.opaque_id]))
        page = text_of(client.get(reverse("device_list")))
        assert "stopped, and told to forget everything" in page
        assert "blue phone stopped ODK Collect" in page


class TestStoppingAndEmptying:
    def test_stopping_asks_for_nothing(self, client: Client, account_of: AccountOf) -> None:
        worker = account_of(Role.CASEWORKER)
        client.force_login(worker)
        device = device_of(worker)
        assert client.post(reverse("device_stop", args=[device.opaque_id])).status_code == 302
        device.refresh_from_db()
        assert device.revoked_at is not None

    def test_emptying_asks_who_is_there(self, client: Client, account_of: AccountOf) -> None:
        worker = account_of(Role.CASEWORKER)
        client.force_login(worker)
        device = device_of(worker, DeviceKind.BROWSER)
        client.post(reverse("device_empty", args=[device.opaque_id]))
        device.refresh_from_db()
        assert device.wipe_asked_at is None

    @pytest.mark.parametrize("name", ["device_stop", "device_empty"])
    def test_another_s_is_not_found(
        self, client: Client, worker: Account, account_of: AccountOf, name: str
    ) -> None:
        other = device_of(account_of(Role.CASEWORKER, email="other@example.org"), DeviceKind.BROWSER)
        for number in (other.opaque_id, "aaaaaaaaaaaaaaaa"):
            assert client.post(reverse(name, args=[number])).status_code == 404
            assert client.get(reverse(name, args=[number])).status_code == 405
        other.refresh_from_db()
        assert (other.revoked_at, other.wipe_asked_at) == (None, None)
