"""What the forms about consents and shares have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.errors import PalermoError


class DayInput(forms.DateInput):
    """A day, chosen or typed: every browser sends it as 2026-05-17."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"dir": "ltr", **attrs}, format="%Y-%m-%d")


class PlainForm(forms.Form):
    """A form whose fields look and speak like those of all pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "form-select"
            elif not isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = "form-control"

    def _post_clean(self) -> None:
        """Tie what is wrong to its field, for who hears the page."""
        super()._post_clean()  # type: ignore[misc]
        for name in self.errors:
            self._tie(name)

    def _tie(self, name: str) -> None:
        if name in self.fields:
            self.fields[name].widget.attrs |= {
                "aria-invalid": "true",
                "aria-describedby": f"id_{name}_problem",
            }

    def refuse(self, error: PalermoError) -> None:
        """Say beside the field what an action did not accept, or above the form."""
        name = error.details.get("field") if isinstance(error, NotAcceptedError) else None
        self.add_error(name if name in self.fields else None, error.message)
        self._tie(str(name))


def choices_with_blank(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The choices after one that chooses nothing."""
    return [("", _("choose")), *choices]
