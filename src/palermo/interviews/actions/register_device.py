"""Registers a phone or a browser that fills forms: it gets a secret of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_line
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import not_here, require_actor
from palermo.access.gate.scope import is_shut_out
from palermo.access.models import Account
from palermo.audit.recording import audited, record
from palermo.interviews.devices.secrets import digest, new_secret
from palermo.interviews.devices.selectors import may_have_devices
from palermo.interviews.models import Device, DeviceKind

#: Of one account, of those that work. A worker has a phone and a laptop; more than this is a script.
MOST_DEVICES = 20


@dataclass(frozen=True, slots=True, repr=False)
class NewDevice:
    """The device and its secret, which exists nowhere else: show it once, and to its owner alone."""

    device: Device
    secret: str


def register_device(*, actor: MaybeActor, kind: str, name: str) -> NewDevice:
    """A device for the account that acts, in its own mission. ``kind`` is one of DeviceKind; ``name`` is for people.

    Raises NotSignedIn, NotFoundOrNotAllowed (a role without forms, a frozen mission), NotAcceptedError.
    """
    known = require_actor(actor)
    if not isinstance(known, Account) or known.mission is None or not may_have_devices(known):
        raise not_here()
    if is_shut_out(known):
        raise not_here()
    if kind not in DeviceKind.values:
        raise NotAcceptedError(_("There is no such kind of device."), field="kind")
    name = clean_line(name, field="name", limit=64)
    secret = new_secret()
    with audited():
        working = Device.objects.filter(account=known, revoked_at__isnull=True).count()
        if working >= MOST_DEVICES:
            raise NotAcceptedError(
                _("You have %(count)d devices already. Stop one that you no longer use.")
                % {"count": working},
                field="name",
            )
        device = Device.objects.create(
            mission=known.mission, account=known, kind=kind, name=name, secret_digest=digest(secret)
        )
        record(
            "account.device_added",
            actor=audit_name(known),
            object_kind="account",
            object_id=str(known.pk),
            mission=device.mission.code,
            device=device.opaque_id,
            kind=kind,
        )
    return NewDevice(device, secret)
