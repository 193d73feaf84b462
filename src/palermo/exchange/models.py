"""What came in through this door, when, and by whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One import that changed something. Dry runs, refused files and repetitions change nothing and are not kept.

    ``sha256`` is the fingerprint of the file's bytes (32 bytes); empty for rows that a program made. ``account`` is
    null when a part of the system imported; ``actor_name`` then names it.
    """

    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.BinaryField(max_length=32, editable=False)
    rows = models.PositiveIntegerField(_("rows"))
    created = models.PositiveIntegerField(_("new"))
    unchanged = models.PositiveIntegerField(_("unchanged"))
    updated = models.PositiveIntegerField(_("corrected"))
    individuals_created = models.PositiveIntegerField(_("new individuals"))
    missions_created = models.JSONField(_("new missions"), default=list)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="import_runs"
    )
    actor_name = models.CharField(_("by"), max_length=120)
    imported_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-imported_at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.imported_at:%Y-%m-%d %H:%M}"
