"""The page, what it is made of, and what only a session may ask."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.interviews.models import Device, DeviceKind, SealingKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def built() -> None:
    if finders.find("vendor/fill.js") is None:
        pytest.fail("the assets are missing: npm ci && node tools/build_assets.mjs")


def test_the_page_is_the_same_for_everybody(client: Client, account_of: Callable[..., Account]) -> None:
    nobody = client.get("/fill/")
    client.force_login(account_of(Role.CASEWORKER))
    somebody = client.get("/fill/", headers={"accept-language": "ar"})
    assert nobody.content == somebody.content
    assert nobody["Cache-Control"] == "no-cache"
    assert not nobody.cookies
    for word in (b"csrf", b"example.org", b"Ukraine"):
        assert word not in nobody.content.lower()


def test_its_policy_is_as_tight_as_it_can_be(client: Client) -> None:
    policy = dict(part.split(" ", 1) for part in client.get("/fill/")["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["connect-src"] == "'self'"
    assert policy["worker-src"] == "'self'"
    assert policy["manifest-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["style-src-attr"] == "'none'"
    # And nowhere else may anything be compiled.
    assert "wasm" not in client.get("/away/")["Content-Security-Policy"]


def test_camera_and_place_here_only(client: Client) -> None:
    assert "camera=(self), geolocation=(self), microphone=()" in client.get("/fill/")["Permissions-Policy"]
    assert "camera=()" in client.get("/away/")["Permissions-Policy"]


def test_the_worker_keeps_everything_that_the_page_loads(client: Client) -> None:
    answer = client.get("/fill/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    told = json.loads(re.match(r"self\.PALERMO = (\{.*?\});\n", answer.content.decode())[1])  # type: ignore[index]
    page = client.get("/fill/").content.decode()
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert loaded
    assert loaded <= set(told["files"])
    assert {f"/fill/words/{code}.json" for code, _name in settings.LANGUAGES} <= set(told["files"])
    for path in told["files"]:
        assert client.get(path).status_code == 200, path
    assert not [path for path in told["files"] if "/api/" in path]


def test_a_new_word_is_a_new_build(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get("/fill/sw.js").content
    assert client.get("/fill/sw.js").content == before
    monkeypatch.setattr("palermo.interviews.filling.views.shell.catalogue", lambda language: {"a": language})
    assert client.get("/fill/sw.js").content != before


def test_a_home_screen_can_have_it(client: Client) -> None:
    answer = client.get(reverse("fill_manifest"))
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert told["scope"] == told["start_url"] == "/fill/"
    assert {icon.get("purpose", "any") for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        picture = b"".join(client.get(icon["src"]).streaming_content)  # type: ignore[attr-defined]
        width = int.from_bytes(picture[16:20], "big")
        assert picture.startswith(b"\x89PNG")
        assert icon["sizes"] == f"{width}x{width}"


class TestSession:
    def test_nobody(self, client: Client) -> None:
        assert client.get("/fill/api/session").json() == {"signed_in": False, "may": False, "token": ""}

    def test_a_role_without_forms(self, client: Client, account_of: Callable[..., Account]) -> None:
        client.force_login(account_of(Role.ANALYST))
        told = client.get("/fill/api/session").json()
        assert (told["signed_in"], told["may"], told["token"]) == (True, False, "")
        assert (
            client.post("/fill/api/devices", '{"name": "x"}', content_type="application/json").status_code
            == 404
        )

    def test_setting_up(self, worker: Account, sealing_key: SealingKey) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(worker)
        token = client.get("/fill/api/session").json()["token"]
        body, kind = json.dumps({"name": "blue phone"}), "application/json"
        assert client.post("/fill/api/devices", body, content_type=kind).status_code == 403
        answer = client.post("/fill/api/devices", body, content_type=kind, headers={"x-csrftoken": token})
        told = answer.json()
        assert answer.status_code == 201
        assert "no-store" in answer["Cache-Control"]
        device = Device.objects.get()
        assert (told["device"], device.kind, device.account) == (device.opaque_id, DeviceKind.BROWSER, worker)
        assert told["key"] == {"kid": sealing_key.kid, "spki": sealing_key.public_key}
        state = Client().get("/fill/api/state", headers={"authorization": f"Bearer {told['secret']}"})
        assert state.json()["works"] is True
        assert AuditEntry.objects.filter(act="account.device_added").count() == 1

    @pytest.mark.parametrize(
        "body", ["", "[]", "{", '{"name": 7}', '{"name": ""}', '{"name": "a\\u0000"}', '{"more": "x"}']
    )
    def test_a_name_is_needed(self, client: Client, worker: Account, body: str) -> None:
        client.force_login(worker)
        answer = client.post("/fill/api/devices", body, content_type="application/json")
        assert (answer.status_code, answer.json()["details"]) == (422, {"field": "name"})
        assert Device.objects.count() == 0

    def test_the_first_key_is_made_when_it_is_needed(self, client: Client, worker: Account) -> None:
        client.force_login(worker)
        answer = client.post("/fill/api/devices", '{"name": "x"}', content_type="application/json")
        assert answer.json()["key"]["kid"] == SealingKey.objects.get().kid
        entry = AuditEntry.objects.get(act="sealing_key.made")
        assert entry.actor == "system:sealing"
