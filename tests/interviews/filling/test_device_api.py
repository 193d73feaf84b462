"""What a device may ask with its secret, and what everybody else gets."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from palermo.access import pace
from palermo.access.actions.freeze_mission import freeze_mission
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.access.sign_in.actions.close_account import close_account
from palermo.interviews.actions.ask_device_wipe import ask_device_wipe
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.actions.revoke_device import revoke_device
from palermo.interviews.models import Device, DeviceKind, FormMedia
from tests.cases.factory import make_mission
from tests.interviews.filling.conftest import Holder, packed
from tests.interviews.intake.small_form import publish

pytestmark = pytest.mark.django_db
COMMAND_LINE = SystemActor("command line")
FOR_DEVICES = ("state", "forms", "forms/aaaaaaaaaaaaaaaa", "forms/aaaaaaaaaaaaaaaa/media/a.csv")


@pytest.mark.parametrize("path", FOR_DEVICES)
@pytest.mark.parametrize(
    "shown", [None, "", "Bearer", "Bearer short", "Bearer " + "x" * 32, "Basic eDp5", "Bearer " + "x" * 500]
)
def test_no_secret_or_a_wrong_one(worker: Account, path: str, shown: str | None) -> None:
    client = Client()
    # Somebody who is signed in is no device.
    client.force_login(worker)
    answer = client.get(f"/fill/api/{path}", headers={} if shown is None else {"authorization": shown})
    assert answer.status_code == 401
    assert answer.json()["code"] == "device_refused"


def test_posting_needs_the_secret_too(worker: Account) -> None:
    for path in ("outbox", "wiped"):
        answer = Client(enforce_csrf_checks=True).post(
            f"/fill/api/{path}", b"x", content_type="application/octet-stream"
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "device_refused")


def test_many_wrong_secrets_are_stopped_and_right_ones_pass(holder: Holder) -> None:
    wrong = {"authorization": "Bearer " + "x" * 32}
    codes = [Client().get("/fill/api/state", headers=wrong).status_code for _time in range(25)]
    assert codes[:20] == [401] * 20
    assert set(codes[20:]) == {429}
    assert holder.get("state").status_code == 200


def test_a_cookie_beside_the_secret_counts_for_nothing(
    holder: Holder, account_of: Callable[..., Account]
) -> None:
    client = Client()
    client.force_login(account_of(Role.ADMINISTRATOR))
    answer = client.get("/fill/api/forms", headers={"authorization": f"Bearer {holder.secret}"})
    assert answer.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    # And the other way round: pages stay shut to a device.
    assert Client().get("/cases/", headers={"authorization": f"Bearer {holder.secret}"}).status_code == 302


def test_state_says_how_things_are(holder: Holder) -> None:
    told = holder.get("state").json()
    assert told == {
        "works": True,
        "revoked": False,
        "wipe": False,
        "key": {"kid": holder.key.kid, "spki": holder.key.public_key},
    }
    assert Device.objects.get().last_seen_at is not None


def test_a_stopped_device_is_told_so_and_nothing_else(holder: Holder) -> None:
    revoke_device(actor=holder.device.account, device=holder.device)
    assert holder.get("state").json() == {"works": False, "revoked": True, "wipe": False, "key": None}
    for answer in (holder.get("forms"), holder.hand_in(packed())):
        assert (answer.status_code, answer.json()["code"]) == (401, "device_refused")


def test_a_frozen_mission_and_a_closed_account_stop_its_devices(holder: Holder) -> None:
    account = holder.device.account
    freeze_mission(actor=COMMAND_LINE, mission=holder.device.mission)
    assert holder.get("forms").status_code == 401
    assert holder.hand_in(packed()).status_code == 401
    assert holder.get("state").json()["works"] is False
    Device.objects.all().update(last_seen_at=timezone.now())
    close_account(actor=COMMAND_LINE, account=account)
    assert holder.get("state").json()["works"] is False


def test_asked_to_wipe_it_is_told_until_it_says_that_it_did(holder: Holder) -> None:
    ask_device_wipe(actor=holder.device.account, device=holder.device)
    assert holder.get("state").json()["wipe"] is True
    revoke_device(actor=holder.device.account, device=holder.device)
    assert holder.get("state").json()["wipe"] is True
    assert holder.post("wiped").status_code == 204
    row = Device.objects.get()
    assert row.wiped_at is not None
    assert holder.get("state").json() == {"works": False, "revoked": True, "wipe": False, "key": None}
    assert holder.post("wiped").status_code == 204


def test_a_device_has_a_pace(holder: Holder, settings: Settings) -> None:
    settings.PALERMO_PACE = {"devices": ((2, 60),)}
    pace.forget()
    answers = [holder.get("state") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "too_fast"


class TestForms:
    def test_the_list(self, holder: Holder) -> None:
        (form,) = holder.get("forms").json()["forms"]
        assert form["form_id"] == "small"
        assert form["title"] == {"en": "Small"}
        assert form["size"] > 1000
        assert form["media"] == []

    def test_only_those_of_the_mission(self, holder: Holder) -> None:
        other = publish(make_mission("MDA", "Moldova"), form_id="theirs")
        own = publish(holder.device.mission, form_id="ours")
        assert {form["id"] for form in holder.get("forms").json()["forms"]} >= {own.opaque_id}
        assert other.opaque_id not in {form["id"] for form in holder.get("forms").json()["forms"]}
        for path in (
            f"forms/{other.opaque_id}",
            f"forms/{other.opaque_id}/media/a.csv",
            "forms/aaaaaaaaaaaaaaaa",
        ):
            answer = holder.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    def test_kept_for_good(self, holder: Holder) -> None:
        (form,) = holder.get("forms").json()["forms"]
        first = holder.get(f"forms/{form['id']}")
        assert first.headers["Content-Type"] == "text/xml; charset=utf-8"
        assert "immutable" in first["Cache-Control"]
        assert "private" in first["Cache-Control"]
        assert "Authorization" in first["Vary"]
        again = holder.get(f"forms/{form['id']}", **{"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_files_of_a_form(self, holder: Holder) -> None:
        version = publish(holder.device.mission, form_id="ours")
        FormMedia(version=version, name="أ b.csv", media_type="text/csv", content=b"a,b", md5="0" * 32).save()
        answer = holder.get(f"forms/{version.opaque_id}/media/أ b.csv")
        assert answer.content == b"a,b"
        assert answer["Content-Disposition"] == "attachment"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert holder.get(f"forms/{version.opaque_id}/media/none").status_code == 404

    def test_cut_to_languages(self, worker: Account, screening_version: object, holder: Holder) -> None:
        number = next(
            form["id"] for form in holder.get("forms").json()["forms"] if form["form_id"] != "small"
        )
        whole = holder.get(f"forms/{number}").content.decode()
        two = holder.get(f"forms/{number}?languages=ar,EN").content.decode()
        assert "(fr)" in whole
        assert "(ar)" in two
        assert "(en)" in two
        for gone in ("(fr)", "(es)", "(ru)"):
            assert f'{gone}"' not in two
        assert len(gzip.compress(two.encode())) < len(gzip.compress(whole.encode()))
        assert holder.get(f"forms/{number}?languages=xx").content.decode() == whole
        assert holder.get(f"forms/{number}?languages=ar")["ETag"] != holder.get(f"forms/{number}")["ETag"]


def test_of_two_devices_each_asks_for_itself(holder: Holder, account_of: Callable[..., Account]) -> None:
    mission = make_mission("MDA", "Moldova")
    theirs = publish(mission, form_id="theirs")
    colleague = account_of(Role.CASEWORKER, mission, email="other@example.org")
    new = register_device(actor=colleague, kind=DeviceKind.BROWSER, name="x")
    other = Holder(new.device, new.secret, holder.key)
    assert other.get(f"forms/{theirs.opaque_id}").status_code == 200
    assert holder.get(f"forms/{theirs.opaque_id}").status_code == 404
