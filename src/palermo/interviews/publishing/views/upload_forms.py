"""What is filled in to hand a form in and to publish it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.cases.views.form_parts import PlainForm
from palermo.interviews.models import FormKind
from palermo.interviews.publishing.handed_in import LARGEST, MEGABYTE
from palermo.interviews.publishing.media import LARGEST_TOGETHER

_XLSX = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SeveralFiles(forms.ClearableFileInput):
    """Chooses one file or more."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A list of files, perhaps empty."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        clean = super().clean
        return [clean(each, initial) for each in data or []]


class SheetForm(PlainForm):
    """One spreadsheet."""

    sheet = forms.FileField(
        label=gettext_lazy("Spreadsheet (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": _XLSX})
    )

    def clean_sheet(self) -> bytes:
        """The content. Larger ones are refused before they are read."""
        file = self.cleaned_data["sheet"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than %(limit)d MB. A form is text: take pictures out of the sheets.")
                % {"limit": LARGEST // MEGABYTE}
            )
        self.cleaned_data["sheet_name"] = file.name or ""
        return bytes(file.read())


class WholeForm(SheetForm):
    """A form that is brought whole, with its pictures."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is for"), choices=FormKind.choices, initial=FormKind.OTHER
    )
    pictures = SeveralFilesField(
        label=gettext_lazy("Pictures that the form shows (.png, .jpg, or a .zip of them)"),
        required=False,
        widget=SeveralFiles(attrs={"accept": ".png,.jpg,.jpeg,.zip", "multiple": True}),
    )

    def clean_pictures(self) -> list[tuple[str, bytes]]:
        """Names and contents."""
        files = self.cleaned_data["pictures"]
        if sum(file.size or 0 for file in files) > LARGEST_TOGETHER:
            raise forms.ValidationError(
                _("The pictures are together larger than %(limit)d MB.")
                % {"limit": LARGEST_TOGETHER // MEGABYTE}
            )
        return [(file.name or "", bytes(file.read())) for file in files]
