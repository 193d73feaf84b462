"""Forms that were handed in and looked at, and are not published yet."""

from __future__ import annotations

from django.db import models

from palermo.access.models import Account, Mission
from palermo.access.opaque import LENGTH, opaque_id
from palermo.interviews.models.forms import FormVersion


class FormDraft(models.Model):
    """A form that waits for somebody to look at it: compiled and checked, so that what is published is what was seen.

    It goes with its publication, when it is put away, and by itself after some days. ``ready`` is all that the version
    will say (see ``publishing.ready.ReadyVersion``), without ``source``, the spreadsheet, and ``media``, a ZIP archive
    of the pictures. No answer of anybody is in it."""

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="form_drafts")
    base = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ready = models.JSONField()
    source = models.BinaryField()
    media = models.BinaryField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.opaque_id
