"""Stops a device: from this moment its secret opens nothing."""

from __future__ import annotations

from django.utils import timezone

from palermo.access.actors import MaybeActor, audit_name
from palermo.audit.recording import audited, record
from palermo.interviews.devices.selectors import device_for
from palermo.interviews.models import Device


def revoke_device(*, actor: MaybeActor, device: Device) -> bool:
    """Whether this call stopped it (twice does nothing). By its owner or a supervisor of its mission.

    Raises NotSignedIn, NotFoundOrNotAllowed. What it has sent stays; what it has not sent cannot be sent any more.
    """
    device_for(actor, device.opaque_id)
    with audited():
        stopped = Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(
            revoked_at=timezone.now()
        )
        if stopped:
            record(
                "account.device_revoked",
                actor=audit_name(actor),
                object_kind="account",
                object_id=str(device.account_id),
                mission=device.mission.code,
                device=device.opaque_id,
            )
    return bool(stopped)
