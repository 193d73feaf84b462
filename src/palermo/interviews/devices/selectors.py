"""Which devices there are: by the secret that one of them shows, and for the people who answer for them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from palermo.access.actors import MaybeActor
from palermo.access.gate import OWN_MISSION_ROLES, not_here, require_actor
from palermo.access.models import Account, Role
from palermo.interviews.devices.secrets import digest
from palermo.interviews.models import Device

#: ``last_seen_at`` is written once in this time: a phone that hands in twenty interviews is one contact.
SEEN_EVERY = timedelta(minutes=1)


def device_by_secret(secret: str) -> Device | None:
    """The device with this secret, with ``account`` and ``mission``; None when it is unknown or must not work now.

    A device works while nobody revoked it, its account is open, works in the very mission it was registered for, and
    that mission is not frozen. Unknown and revoked secrets cost the same one query.
    """
    device = any_device_by_secret(secret)
    if device is None or not is_live(device):
        return None
    now = timezone.now()
    if device.last_seen_at is None or device.last_seen_at < now - SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=now)
        device.last_seen_at = now
    return device


def any_device_by_secret(secret: str) -> Device | None:
    """The same whether it works or not: for the one thing that a stopped device is still told, to forget everything."""
    return _devices().filter(secret_digest=digest(secret)).first()


def is_live(device: Device) -> bool:
    """Whether the device works, from what its row, its account and its mission say."""
    account = device.account
    return (
        device.revoked_at is None
        and device.wiped_at is None
        and account.is_active
        and account.role in OWN_MISSION_ROLES
        and account.mission_id == device.mission_id
        and not device.mission.is_frozen
    )


def devices_for(actor: MaybeActor) -> list[Device]:
    """The devices that ``actor`` answers for, those that work first, then the newest: one's own, and for a supervisor
    all of the mission. Raises NotSignedIn, NotFoundOrNotAllowed for whoever has none by role."""
    found = _answered_for(actor).order_by("-created_at", "-pk")
    return sorted(found, key=lambda device: device.revoked_at is not None)


def device_for(actor: MaybeActor, number: str) -> Device:
    """One of them by its opaque identifier. Raises NotSignedIn, NotFoundOrNotAllowed."""
    device = _answered_for(actor).filter(opaque_id=number).first()
    if device is None:
        raise not_here()
    return device


def may_have_devices(actor: MaybeActor) -> bool:
    """Whether ``actor`` fills forms, or answers for those who do. Raises NotSignedIn."""
    known = require_actor(actor)
    return isinstance(known, Account) and known.role in OWN_MISSION_ROLES and known.mission_id is not None


def _answered_for(actor: MaybeActor) -> QuerySet[Device]:
    known = require_actor(actor)
    if not isinstance(known, Account) or not may_have_devices(known):
        raise not_here()
    mine = Q(account_id=known.pk)
    if known.role == Role.SUPERVISOR:
        mine |= Q(mission_id=known.mission_id)
    return _devices().filter(mine)


def _devices() -> QuerySet[Device]:
    return Device.objects.select_related("mission", "account__mission__organisation")
