"""Asks a browser to forget everything that it keeps here, at its next contact; and notes that it has."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.audit.recording import audited, record
from palermo.interviews.devices.selectors import device_for
from palermo.interviews.models import Device, DeviceKind


def ask_device_wipe(*, actor: MaybeActor, device: Device) -> bool:
    """Whether this call asked for it (twice does nothing). By its owner or a supervisor of its mission.

    A device may be asked whether it works or was stopped. One that works still hands in what lies finished and sealed
    on it, because nothing of that can be read there; then it forgets. Raises NotSignedIn, NotFoundOrNotAllowed, and
    NotAcceptedError for ODK Collect, which knows no such message.
    """
    device_for(actor, device.opaque_id)
    if device.kind != DeviceKind.BROWSER:
        raise NotAcceptedError(
            _(
                "ODK Collect cannot be emptied from here. Stop the device, and delete the app's data on the phone."
            ),
            field="kind",
        )
    with audited():
        asked = Device.objects.filter(pk=device.pk, wipe_asked_at__isnull=True, wiped_at__isnull=True).update(
            wipe_asked_at=timezone.now()
        )
        if asked:
            record(
                "account.device_wipe_asked",
                actor=audit_name(actor),
                object_kind="account",
                object_id=str(device.account_id),
                mission=device.mission.code,
                device=device.opaque_id,
            )
    return bool(asked)


def note_device_wiped(*, device: Device) -> bool:
    """Whether this is news: the device says that it has forgotten everything, so its secret ends with it.

    The caller has seen the device's secret. It need not have been asked: a browser forgets after wrong passphrases too.
    """
    now = timezone.now()
    with audited():
        noted = Device.objects.filter(pk=device.pk, wiped_at__isnull=True).update(wiped_at=now)
        if noted:
            Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(revoked_at=now)
            record(
                "account.device_wiped",
                actor=audit_name(SystemActor("device")),
                object_kind="account",
                object_id=str(device.account_id),
                mission=device.mission.code,
                device=device.opaque_id,
            )
    return bool(noted)
