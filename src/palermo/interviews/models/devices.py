"""The phones and browsers that fill forms for a mission: each with a secret of its own, which can be revoked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.access.models import Account, Mission
from palermo.access.opaque import LENGTH, opaque_id


class DeviceKind(models.TextChoices):
    """What fills the forms there."""

    BROWSER = "browser", _("this product in a browser")
    COLLECT = "collect", _("ODK Collect")


class Device(models.Model):
    """One device of one account. Its secret is drawn by lot (at least 128 bits), so a plain SHA-256 of it is kept.

    The secret lets a device fetch its mission's forms and hand in interviews. It never reads an answer."""

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="devices")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="devices")
    kind = models.CharField(max_length=16, choices=DeviceKind)
    name = models.CharField(_("name"), max_length=64)
    secret_digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    #: Asked to forget everything at its next contact, and when it said that it has.
    wipe_asked_at = models.DateTimeField(null=True, blank=True)
    wiped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=DeviceKind.values), name="device_kind_known")
        ]

    def __str__(self) -> str:
        return self.opaque_id


class SealingKey(models.Model):
    """A key pair of the instance to which devices seal finished interviews. The newest is handed out; older ones still
    open what was sealed before. The private key lies sealed by the vault; its place is this row's ``kid``."""

    kid = models.CharField(max_length=LENGTH, unique=True, default=opaque_id, editable=False)
    public_key = models.TextField()
    sealed_private_key = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.kid
