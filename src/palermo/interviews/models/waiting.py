"""Files of an encrypted interview that came in several posts, until the last one has come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from palermo.access.opaque import LENGTH, opaque_id
from palermo.interviews.models.devices import Device


class WaitingFile(models.Model):
    """One file, still encrypted by the phone, and sealed by the vault around that: nobody sees how it was called.

    ``manifest`` is a keyed token of the manifest that all posts of an interview repeat, ``name_token`` one of the
    file's name; ``size`` is what the file counts for, in bytes."""

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id, editable=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="waiting_files")
    manifest = models.BinaryField(max_length=32)
    name_token = models.BinaryField(max_length=32)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["device", "manifest", "name_token"], name="waiting_file_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["received_at"], name="waiting_since")]

    def __str__(self) -> str:
        return self.opaque_id
