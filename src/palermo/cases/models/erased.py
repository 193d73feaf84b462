"""What is remembered of an erased person: that a mission's reference must not be brought in again."""

from __future__ import annotations

from django.db import models


class ErasedReference(models.Model):
    """The keyed token (32 bytes) of a mission's code and a reference whose person was erased.

    Without it the same old file would bring the person back. The token can be compared with a reference that somebody
    has in hand, by whoever has the key, and says nothing else.
    """

    token = models.BinaryField(max_length=32, unique=True, editable=False)

    def __str__(self) -> str:
        return str(self.pk)
