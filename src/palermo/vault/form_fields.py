"""Form fields whose errors carry no value.

Threat: a ValidationError keeps what was typed in its ``params``, and errors are logged, serialised and sent.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext


def too_long(limit: int) -> str:
    """What is said of a text beyond ``limit`` characters."""
    return ngettext("At most %(limit)d character.", "At most %(limit)d characters.", limit) % {"limit": limit}


def discreet(error: ValidationError) -> ValidationError:
    """The same error, its sentence finished, without what was typed."""
    return ValidationError(
        [ValidationError(one.messages[0], code=one.code) for one in error.error_list], code=None
    )


class _Discreet(forms.Field):
    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as error:
            raise discreet(error) from None


class DiscreetCharField(_Discreet, forms.CharField):
    """Text; the error of a text that is too long says the limit only."""

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class DiscreetJSONField(_Discreet, forms.JSONField):
    """A JSON document."""


class DiscreetDateField(_Discreet, forms.DateField):
    """A full date."""
