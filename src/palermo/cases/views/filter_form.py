"""The filters of the case list as a form, read from the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.cases.models import CaseStatus
from palermo.cases.selectors import MISSING, CaseFilters, CaseOrder
from palermo.codebook import load_codebook
from palermo.codebook.long_select import LongSelect, country_choices
from palermo.codebook.partial_date import PartialDate

Choices = list[tuple[str, str]]
#: The order that needs no word in the address.
USUAL_ORDER = CaseOrder.NEWEST


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use: its words, and the query string of the same list without it."""

    label: str
    value: str
    query: str


class PartialDateField(forms.CharField):
    """A year, a month or a day. With ``is_end`` it stands for its last day, else for its first."""

    def __init__(self, *, is_end: bool, **kwargs: Any) -> None:
        super().__init__(max_length=10, required=False, **kwargs)
        self.is_end = is_end
        # Digits and hyphens: phones offer both at once only on their keyboard for telephone numbers.
        self.widget.attrs |= {
            "inputmode": "tel",
            "placeholder": "2011-05",
            "dir": "ltr",
            "autocomplete": "off",
        }

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            day = PartialDate.parse(text)
        except ValueError:
            raise forms.ValidationError(
                _("Write a year, a month or a day: 2011, 2011-05 or 2011-05-17.")
            ) from None
        return day.last if self.is_end else day.first


class CaseFilterForm(forms.Form):
    """Every filter is optional. What cannot be understood is said beside its field and left out of the search."""

    reference = forms.CharField(label=gettext_lazy("Reference begins with"), max_length=64, required=False)
    mission = forms.ChoiceField(label=gettext_lazy("Mission"), required=False, widget=LongSelect)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    registered_from = PartialDateField(label=gettext_lazy("Registered from"), is_end=False)
    registered_to = PartialDateField(label=gettext_lazy("Registered until"), is_end=True)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    majority = forms.ChoiceField(label=gettext_lazy("Age"), required=False)
    nationality = forms.ChoiceField(label=gettext_lazy("Nationality"), required=False, widget=LongSelect)
    exploitation_country = forms.ChoiceField(
        label=gettext_lazy("Exploited in"), required=False, widget=LongSelect
    )
    order = forms.ChoiceField(label=gettext_lazy("Order"), required=False)

    def __init__(self, query: QueryDict, *, missions: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(query, auto_id="filter_%s", label_suffix="")
        everything = [("", _("all"))]
        missing = [(MISSING, _("not known"))]
        for name, choices in _choices(list(missions)).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the class says so above
            field.choices = everything + (missing if name in CODED else []) + choices
        self.fields["order"].choices = _orders()  # type: ignore[attr-defined]
        if not missions:
            del self.fields["mission"]
        self.fields["reference"].widget.attrs |= {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
        for name, field in self.fields.items():
            field.widget.attrs["class"] = (
                "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            )
            if name in self.errors:
                field.widget.attrs["aria-describedby"] = f"filter_{name}_problem"

    @property
    def filters(self) -> CaseFilters:
        """What was understood."""
        known = {name: value for name, value in self._understood.items() if name != "order" and value}
        return CaseFilters(**known)

    @property
    def chosen_order(self) -> CaseOrder:
        """The order asked for. A search for a reference lists by reference: those that begin alike stand together."""
        if self._understood.get("reference"):
            return CaseOrder.REFERENCE
        return CaseOrder(self._understood.get("order") or USUAL_ORDER.value)

    def chips(self) -> list[Chip]:
        """The filters in use, each with the way to take it off."""
        chips = []
        for name, field in self.fields.items():
            if name == "order" or not self._understood.get(name):
                continue
            words = str(self.data[name]).strip()
            if isinstance(field, forms.ChoiceField):
                words = dict(field.choices)[words]  # type: ignore[arg-type]
            chips.append(Chip(str(field.label), words, self.query_without(name)))
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


CODED = frozenset({"sex", "majority", "nationality", "exploitation_country"})


def _choices(missions: Choices) -> dict[str, Choices]:
    book = load_codebook()
    countries = list(country_choices())
    ages = book.list_of(book.variables["age_band"]).codes
    return {
        "mission": missions,
        "status": [(code, str(label)) for code, label in CaseStatus.choices],
        "sex": [(code.code, code.display) for code in book.list_of(book.variables["sex"])],
        "majority": [(code, ages[code].display) for code in ("under_18", "18_and_over")],
        "nationality": countries,
        "exploitation_country": countries,
    }


def _orders() -> Choices:
    return [
        ("", _("newest first")),
        (CaseOrder.OLDEST.value, _("oldest first")),
        (CaseOrder.REFERENCE.value, _("by reference")),
    ]
