"""Devices as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from palermo.access.models import Account
from palermo.interviews.devices.selectors import devices_for, is_live
from palermo.interviews.models import Device, DeviceKind


class State(Enum):
    """How it stands, the gravest last."""

    WORKS = "works"
    #: Its account is closed or works elsewhere, or the mission is frozen: it may work again.
    RESTS = "rests"
    ASKED = "asked"
    STOPPED = "stopped"
    STOPPED_AND_ASKED = "stopped_and_asked"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device. ``may_stop`` and ``may_empty``: whether there is something left to press."""

    number: str
    name: str
    kind: str
    is_browser: bool
    owner: str
    is_own: bool
    since: datetime
    last_seen: datetime | None
    state: State
    may_stop: bool
    may_empty: bool


def lines_for(account: Account) -> list[DeviceLine]:
    """The devices that ``account`` answers for. Raises NotFoundOrNotAllowed."""
    return [_line(device, account) for device in devices_for(account)]


def _line(device: Device, account: Account) -> DeviceLine:
    is_browser = device.kind == DeviceKind.BROWSER
    return DeviceLine(
        number=device.opaque_id,
        name=device.name,
        kind=device.get_kind_display(),
        is_browser=is_browser,
        owner=device.account.display_name,
        is_own=device.account_id == account.pk,
        since=device.created_at,
        last_seen=device.last_seen_at,
        state=_state(device),
        may_stop=device.revoked_at is None,
        may_empty=is_browser and device.wipe_asked_at is None and device.wiped_at is None,
    )


def _state(device: Device) -> State:
    if device.wiped_at is not None:
        return State.EMPTIED
    if device.revoked_at is not None:
        return State.STOPPED_AND_ASKED if device.wipe_asked_at is not None else State.STOPPED
    if not is_live(device):
        return State.RESTS
    return State.ASKED if device.wipe_asked_at is not None else State.WORKS
