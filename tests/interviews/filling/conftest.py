"""A device of a caseworker, the small form of ``intake``, and one key for all sealed boxes of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.http import HttpResponse
from django.test import Client

from palermo.access.models import Account, Role
from palermo.access.opaque import opaque_id
from palermo.interviews.actions.make_sealing_key import place_of
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.filling.container import PackedFile, pack
from palermo.interviews.models import Device, DeviceKind, SealingKey
from palermo.vault.sealing_box import new_sealing_pair, seal
from tests.interviews.intake.small_form import filled, instance_id, publish

Ask = Callable[..., HttpResponse]
META = {
    "form_id": "small",
    "version": "1",
    "case": "",
    "language": "ar",
    "began_at": "",
    "ended_at": "",
    "paper_on": "",
    "seen": "",
}


@dataclass
class Holder:
    """A device with its secret, as its owner has it; it sends no cookie."""

    device: Device
    secret: str
    key: SealingKey

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self._client().get(
            f"/fill/api/{path}", headers={"authorization": f"Bearer {self.secret}", **headers}
        )  # type: ignore[return-value]

    def post(self, path: str, body: bytes = b"") -> HttpResponse:
        return self._client().post(  # type: ignore[return-value]
            f"/fill/api/{path}",
            body,
            content_type="application/octet-stream",
            headers={"authorization": f"Bearer {self.secret}"},
        )

    def hand_in(self, content: bytes) -> HttpResponse:
        return self.post("outbox", seal(content, kid=self.key.kid, public=self.key.public_key))

    @staticmethod
    def _client() -> Client:
        return Client(enforce_csrf_checks=True)


def packed(xml: bytes | None = None, files: tuple[PackedFile, ...] = (), **meta: Any) -> bytes:
    """A container of a filled small form."""
    name = meta.setdefault("instance_id", instance_id())
    content = filled(name, sex="female", told="a lorry") if xml is None else xml
    return pack(META | meta, content, list(files))


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    shared_cache.clear()


@cache
def made_once() -> tuple[str, str, bytes]:
    """Making a key takes some tenths of a second, and it stays good as long as the home of the tests."""
    kid = opaque_id()
    pair = new_sealing_pair(place_of(kid))
    return kid, pair.public, pair.sealed_private


@pytest.fixture
def sealing_key(db: None) -> SealingKey:
    kid, public, sealed = made_once()
    return SealingKey.objects.create(kid=kid, public_key=public, sealed_private_key=sealed)


@pytest.fixture
def own_attachments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what the tests write to the disk."""
    folder = tmp_path / "attachments"
    monkeypatch.setattr(type(settings.HOME), "attachments", folder)
    return folder


@pytest.fixture
def worker(account_of: Callable[..., Account]) -> Account:
    publish()
    return account_of(Role.CASEWORKER)


@pytest.fixture
def holder(worker: Account, sealing_key: SealingKey) -> Holder:
    new = register_device(actor=worker, kind=DeviceKind.BROWSER, name="blue phone")
    return Holder(new.device, new.secret, sealing_key)
