"""Which forms have been registered: so that a form sent twice makes one case."""

from __future__ import annotations

from django.db import models

from palermo.access.opaque import LENGTH


class Registration(models.Model):
    """One form that became a case.

    ``form``: SHA-256 of the account and of the token that the form carries (32 bytes). ``content``: a keyed token of
    what was typed, which tells a repetition from another person on the same form, and tells nothing else.
    """

    form = models.BinaryField(max_length=32, unique=True, editable=False)
    content = models.BinaryField(max_length=32, editable=False)
    case = models.CharField(max_length=LENGTH, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.case
