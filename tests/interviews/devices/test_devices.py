"""Who gets a device, what its secret opens, and what ends that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.freeze_mission import freeze_mission
from palermo.access.actions.unfreeze_mission import unfreeze_mission
from palermo.access.actors import SystemActor
from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Role
from palermo.access.sign_in.actions.close_account import close_account, open_account
from palermo.access.sign_in.news import changes_of
from palermo.audit.models import AuditEntry
from palermo.audit.selectors import Filters, entries
from palermo.audit.sentences import sentence
from palermo.errors import NotFoundOrNotAllowed
from palermo.interviews.actions.ask_device_wipe import ask_device_wipe, note_device_wiped
from palermo.interviews.actions.register_device import MOST_DEVICES, NewDevice, register_device
from palermo.interviews.actions.revoke_device import revoke_device
from palermo.interviews.devices.secrets import SECRET_BYTES, digest, new_secret
from palermo.interviews.devices.selectors import (
    SEEN_EVERY,
    any_device_by_secret,
    device_by_secret,
    device_for,
    devices_for,
)
from palermo.interviews.models import Device, DeviceKind
from tests.cases.factory import make_mission

COMMAND_LINE = SystemActor("command line")
AccountOf = Callable[..., Account]


@pytest.fixture
def worker(account_of: AccountOf) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def made(worker: Account) -> NewDevice:
    return register_device(actor=worker, kind=DeviceKind.COLLECT, name="blue phone")


def make(account: Account, kind: str = DeviceKind.BROWSER) -> Device:
    return register_device(actor=account, kind=kind, name="a browser").device


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("sequence").values_list("act", flat=True))


class TestSecrets:
    def test_nobody_guesses_one(self) -> None:
        assert SECRET_BYTES * 8 >= 160
        assert len({new_secret() for _time in range(1000)}) == 1000

    def test_it_is_safe_in_an_address(self) -> None:
        assert all(sign.isalnum() or sign in "-_" for _time in range(50) for sign in new_secret())

    @pytest.mark.parametrize("text", ["", "ж", "\ud800", "x" * 100_000, "\x00"])
    def test_any_text_has_a_digest(self, text: str) -> None:
        assert len(digest(text)) == 32

    def test_it_is_kept_nowhere(self, made: NewDevice) -> None:
        assert made.secret not in repr(made)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM interviews_device")
            assert made.secret not in repr(cursor.fetchall())
        assert made.secret not in repr(list(AuditEntry.objects.values()))


class TestRegistering:
    def test_who_may(self, account_of: AccountOf) -> None:
        for role in Role.values:
            account = account_of(role)
            if role in {Role.CASEWORKER, Role.SUPERVISOR}:
                assert register_device(actor=account, kind="browser", name="x").device.account == account
            else:
                with pytest.raises(NotFoundOrNotAllowed):
                    register_device(actor=account, kind="browser", name="x")
        with pytest.raises(NotSignedIn):
            register_device(actor=None, kind="browser", name="x")
        with pytest.raises(NotFoundOrNotAllowed):
            register_device(actor=COMMAND_LINE, kind="browser", name="x")

    def test_nobody_of_a_frozen_mission(self, worker: Account) -> None:
        freeze_mission(actor=COMMAND_LINE, mission=worker.mission)
        with pytest.raises(NotFoundOrNotAllowed):
            make(worker)

    @pytest.mark.parametrize(
        ("kind", "name"), [("fridge", "x"), ("browser", " "), ("browser", "a\nb"), ("browser", "x" * 65)]
    )
    def test_what_is_not_taken(self, worker: Account, kind: str, name: str) -> None:
        with pytest.raises(NotAcceptedError):
            register_device(actor=worker, kind=kind, name=name)
        assert not Device.objects.exists()

    def test_no_more_than_some(self, worker: Account) -> None:
        devices = [make(worker) for _time in range(MOST_DEVICES)]
        with pytest.raises(NotAcceptedError):
            make(worker)
        revoke_device(actor=worker, device=devices[0])
        make(worker)

    def test_its_owner_hears_of_it(self, worker: Account, made: NewDevice) -> None:
        said = [change.words for change in changes_of(worker, account=worker, since=worker.created_at)]
        assert said == ["a phone with ODK Collect was registered for interviews"]
        assert entries(Filters(act="account.device_added"), limit=1).entries[0].details == {
            "device": made.device.opaque_id,
            "kind": "collect",
        }


class TestTheSecret:
    def test_it_opens(self, made: NewDevice) -> None:
        found = device_by_secret(made.secret)
        assert found == made.device
        assert device_by_secret(made.secret[:-1]) is None
        assert device_by_secret("") is None

    def test_one_query_for_right_and_wrong(self, made: NewDevice) -> None:
        device_by_secret(made.secret)
        revoked = register_device(actor=made.device.account, kind="collect", name="x")
        revoke_device(actor=made.device.account, device=revoked.device)
        for secret in (made.secret, "unknown", revoked.secret):
            with CaptureQueriesContext(connection) as asked:
                device_by_secret(secret)
            assert len(asked) == 1

    def test_seen_is_written_once_a_minute(self, made: NewDevice) -> None:
        device_by_secret(made.secret)
        first = Device.objects.get().last_seen_at
        assert first is not None
        device_by_secret(made.secret)
        assert Device.objects.get().last_seen_at == first
        Device.objects.update(last_seen_at=timezone.now() - SEEN_EVERY - timedelta(seconds=1))
        device_by_secret(made.secret)
        assert Device.objects.get().last_seen_at > first

    def test_a_stopped_one_opens_nothing(self, worker: Account, made: NewDevice) -> None:
        assert revoke_device(actor=worker, device=made.device) is True
        assert revoke_device(actor=worker, device=made.device) is False
        assert device_by_secret(made.secret) is None
        assert any_device_by_secret(made.secret) == made.device
        assert acts().count("account.device_revoked") == 1

    def test_a_closed_account_opens_nothing(self, worker: Account, made: NewDevice) -> None:
        close_account(actor=COMMAND_LINE, account=worker)
        assert device_by_secret(made.secret) is None
        open_account(actor=COMMAND_LINE, account=worker)
        assert device_by_secret(made.secret) == made.device

    def test_a_frozen_mission_opens_nothing(self, worker: Account, made: NewDevice) -> None:
        freeze_mission(actor=COMMAND_LINE, mission=worker.mission)
        assert device_by_secret(made.secret) is None
        unfreeze_mission(actor=COMMAND_LINE, mission=worker.mission)
        assert device_by_secret(made.secret) == made.device

    def test_who_leaves_the_mission_leaves_its_devices(self, worker: Account, made: NewDevice) -> None:
        worker.mission = make_mission("MDA")
        worker.save()
        assert device_by_secret(made.secret) is None

    def test_who_changes_role_loses_them_too(self, worker: Account, made: NewDevice) -> None:
        worker.role = Role.ANALYST
        worker.save()
        assert device_by_secret(made.secret) is None


class TestAnsweringForThem:
    @pytest.fixture
    def devices(self, account_of: AccountOf, worker: Account) -> dict[str, Device]:
        other = account_of(Role.CASEWORKER, email="other@example.org")
        stranger = account_of(Role.CASEWORKER, make_mission("MDA"), email="stranger@example.org")
        supervisor = account_of(Role.SUPERVISOR)
        return {
            "own": make(worker),
            "other": make(other),
            "stranger": make(stranger),
            "boss": make(supervisor),
        }

    def test_own_and_the_mission_s(self, devices: dict[str, Device], worker: Account) -> None:
        supervisor = devices["boss"].account
        assert set(devices_for(worker)) == {devices["own"]}
        assert set(devices_for(supervisor)) == {devices["own"], devices["other"], devices["boss"]}

    @pytest.mark.parametrize("whose", ["other", "stranger", "boss"])
    def test_a_worker_touches_no_other(self, devices: dict[str, Device], worker: Account, whose: str) -> None:
        for act in (revoke_device, ask_device_wipe):
            with pytest.raises(NotFoundOrNotAllowed):
                act(actor=worker, device=devices[whose])
        with pytest.raises(NotFoundOrNotAllowed):
            device_for(worker, devices[whose].opaque_id)
        assert not Device.objects.filter(revoked_at__isnull=False).exists()

    def test_a_supervisor_stops_those_of_the_mission(self, devices: dict[str, Device]) -> None:
        supervisor = devices["boss"].account
        assert revoke_device(actor=supervisor, device=devices["other"])
        assert ask_device_wipe(actor=supervisor, device=devices["other"])
        with pytest.raises(NotFoundOrNotAllowed):
            revoke_device(actor=supervisor, device=devices["stranger"])
        owner = devices["other"].account
        said = [
            (change.words, change.by) for change in changes_of(owner, account=owner, since=owner.created_at)
        ]
        assert said[0] == ("a device for interviews was asked to forget everything", "by Supervisor")

    def test_others_have_none(self, account_of: AccountOf) -> None:
        for role in set(Role.values) - {Role.CASEWORKER, Role.SUPERVISOR}:
            with pytest.raises(NotFoundOrNotAllowed):
                devices_for(account_of(role))

    def test_stopped_ones_come_last(self, worker: Account) -> None:
        first, second = make(worker), make(worker)
        revoke_device(actor=worker, device=second)
        assert devices_for(worker) == [first, second]


class TestEmptying:
    def test_asked_then_done(self, worker: Account) -> None:
        made = register_device(actor=worker, kind=DeviceKind.BROWSER, name="x")
        assert ask_device_wipe(actor=worker, device=made.device) is True
        assert ask_device_wipe(actor=worker, device=made.device) is False
        # What lies finished on it may still be handed in.
        found = device_by_secret(made.secret)
        assert found is not None
        assert found.wipe_asked_at is not None
        assert note_device_wiped(device=found) is True
        assert note_device_wiped(device=found) is False
        assert device_by_secret(made.secret) is None
        assert acts()[-3:] == ["account.device_added", "account.device_wipe_asked", "account.device_wiped"]

    def test_a_stopped_one_can_be_asked(self, worker: Account) -> None:
        made = register_device(actor=worker, kind=DeviceKind.BROWSER, name="x")
        revoke_device(actor=worker, device=made.device)
        assert ask_device_wipe(actor=worker, device=made.device) is True
        found = any_device_by_secret(made.secret)
        assert found is not None
        assert found.wipe_asked_at is not None

    def test_collect_cannot(self, worker: Account, made: NewDevice) -> None:
        with pytest.raises(NotAcceptedError, match="ODK Collect cannot be emptied"):
            ask_device_wipe(actor=worker, device=made.device)

    def test_each_act_is_a_sentence(self, worker: Account) -> None:
        device = make(worker)
        ask_device_wipe(actor=worker, device=device)
        revoke_device(actor=worker, device=device)
        note_device_wiped(device=device)
        said = [sentence(entry) for entry in entries(Filters(object_id=str(worker.pk)), limit=10).entries]
        assert f"A device of account {worker.pk} says that it has forgotten everything." in said
        assert f"account:{worker.pk} stopped a device of account {worker.pk}." in said
