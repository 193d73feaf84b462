"""The filters of the list of interviews as a form, read from the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.cases.views.filter_form import Chip
from palermo.interviews.received.selectors import (
    DIFFERENCES,
    INCOMPLETE,
    PLACED,
    REMARKS,
    WAITING,
    InterviewFilters,
)

Choices = Iterable[tuple[str, str]]


class InterviewFilterForm(forms.Form):
    """Every filter is optional. What cannot be understood is said beside its field and left out."""

    which = forms.ChoiceField(label=gettext_lazy("Which"), required=False)
    form = forms.ChoiceField(label=gettext_lazy("Form"), required=False)
    worker = forms.ChoiceField(label=gettext_lazy("Sent by"), required=False)

    def __init__(self, query: QueryDict, *, titles: Choices = (), workers: Choices = ()) -> None:
        super().__init__(query, auto_id="filter_%s", label_suffix="")
        everything = [("", _("all"))]
        which = [
            (WAITING, _("waiting to be placed")),
            (PLACED, _("placed with a case")),
            (DIFFERENCES, _("with differences to decide")),
            (REMARKS, _("with remarks")),
            (INCOMPLETE, _("with files still to come")),
        ]
        for name, choices in (("which", which), ("form", titles), ("worker", workers)):
            field = self.fields[name]
            field.choices = [*everything, *choices]  # type: ignore[attr-defined]
            field.widget.attrs["class"] = "form-select"

    @property
    def filters(self) -> InterviewFilters:
        """What was understood."""
        return InterviewFilters(**{name: value for name, value in self._understood.items() if value})

    def chips(self) -> list[Chip]:
        """The filters in use, each with the way to take it off."""
        chips = []
        for name, field in self.fields.items():
            if words := self._understood.get(name):
                label = dict(field.choices)[words]  # type: ignore[attr-defined]
                chips.append(Chip(str(field.label), str(label), self.query_without(name)))
        return chips

    def query_without(self, *names: str) -> str:
        """The query string of this list without the named fields and without a place in it."""
        query = QueryDict(mutable=True)
        for name in self.fields:
            if name not in names and self.data.get(name):
                query[name] = self.data[name]
        return query.urlencode()

    @property
    def _understood(self) -> dict[str, Any]:
        self.errors  # noqa: B018 - asking for the errors is how a form is made to read its data
        return self.cleaned_data
