"""Model fields that are stored encrypted and read within a clearance.

    class Name(models.Model):
        opaque_id = models.CharField(max_length=16, unique=True, default=opaque_id)
        individual = models.ForeignKey(Individual, to_field="opaque_id", on_delete=models.CASCADE)
        text = EncryptedTextField()
        sealed_for = "individual_id"  # attribute (dots allowed) that names whose key seals the row
        sealed_row = "opaque_id"  # attribute that names the row for ever

``name.text`` opens within a clearance and raises NoClearance outside; ``name.text_sealed`` is ciphertext,
which is also what ``values()`` returns. Queries can ask whether the column is empty and nothing else;
look-ups go through keyed tokens (``tokens``, ``names``). A changeable value (JSON) is opened anew at each
reading: assign it back to change it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from palermo.vault import form_fields
from palermo.vault.encrypted_field import EncryptedField

__all__ = ["EncryptedDateField", "EncryptedField", "EncryptedJSONField", "EncryptedTextField"]


class EncryptedTextField(EncryptedField[str]):
    """Text of any length and script. ``max_length`` counts characters and is checked by forms and
    ``full_clean``."""

    description = gettext_lazy("Protected text")
    python_type = str

    def encode(self, value: str) -> bytes:
        return value.encode()

    def decode(self, content: bytes) -> str:
        return content.decode()

    def check_value(self, value: str) -> None:
        if self.max_length is not None and len(value) > self.max_length:
            raise ValidationError(form_fields.too_long(self.max_length), code="max_length")

    def formfield(self, **kwargs: Any) -> Any:
        if self.max_length is None:
            kwargs.setdefault("widget", forms.Textarea)
        return super().formfield(**{"max_length": self.max_length, **kwargs})


class EncryptedJSONField(EncryptedField[Any]):
    """A JSON document. Padded to 128 bytes, because short coded answers differ in length."""

    description = gettext_lazy("Protected document")
    python_type = object
    form_class = form_fields.DiscreetJSONField
    empty_values: Sequence[Any] = (None,)

    def __init__(self, *args: Any, pad_to: int = 128, **kwargs: Any) -> None:
        super().__init__(*args, pad_to=pad_to, **kwargs)

    def encode(self, value: Any) -> bytes:
        try:
            return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        except (TypeError, ValueError):
            raise TypeError(f"{self.name} takes what JSON can say.") from None

    def decode(self, content: bytes) -> Any:
        return json.loads(content)


class EncryptedDateField(EncryptedField[date]):
    """A full date. A partial one ("2011", "2011-05") is text: use EncryptedTextField."""

    description = gettext_lazy("Protected date")
    python_type = date
    form_class = form_fields.DiscreetDateField

    def encode(self, value: date) -> bytes:
        return date(value.year, value.month, value.day).isoformat().encode()

    def decode(self, content: bytes) -> date:
        return date.fromisoformat(content.decode())
