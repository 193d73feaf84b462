"""The individual: an opaque identifier and nothing that describes or names the person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.access.opaque import LENGTH, opaque_id


class Individual(models.Model):
    """One human being. ``reference_token`` is the keyed token of the reference under which caseloads name the
    person (32 bytes; null when the caseload names nobody); the reference itself is not kept. ``erased_at``: when the
    erasure of the identity began; from then on nothing is written about the person. ``erasure_ended_at``: when all of
    it was gone."""

    opaque_id = models.CharField(_("identifier"), max_length=LENGTH, unique=True, default=opaque_id)
    reference_token = models.BinaryField(null=True, unique=True, max_length=32, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    erasure_ended_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return self.opaque_id
