"""The filters of the audit page as a form, read from the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.audit.registry import ACTS
from palermo.audit.selectors import Filters
from palermo.cases.views.filter_form import PartialDateField
from palermo.codebook.long_select import LongSelect

#: The parts of the system that act by themselves, as far as the form offers them.
SYSTEM_PARTS = ("system:command line",)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use: its words, and the query string of the same list without it."""

    label: str
    value: str
    query: str


class AuditFilterForm(forms.Form):
    """Every filter is optional. What cannot be understood is said beside its field and left out of the search."""

    object_id = forms.CharField(
        label=gettext_lazy("Number of a case, person or account, or a code"),
        max_length=64,
        required=False,
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9_-]+\Z",
                gettext_lazy("Only letters, digits, hyphens and underscores; the audit knows no names."),
            )
        ],
    )
    actor = forms.ChoiceField(label=gettext_lazy("Who"), required=False, widget=LongSelect)
    act = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    mission = forms.ChoiceField(label=gettext_lazy("Mission"), required=False, widget=LongSelect)
    since = PartialDateField(label=gettext_lazy("From"), is_end=False)
    until = PartialDateField(label=gettext_lazy("Until"), is_end=True)

    def __init__(
        self, query: QueryDict, *, people: Iterable[tuple[str, str]], missions: Iterable[tuple[str, str]]
    ) -> None:
        super().__init__(query, auto_id="filter_%s", label_suffix="")
        everything = [("", _("all"))]
        parts = [(part, _("Palermo (%(part)s)") % {"part": part.partition(":")[2]}) for part in SYSTEM_PARTS]
        choices = {"actor": [*people, *parts], "act": _acts(), "mission": list(missions)}
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the class says so above
            field.choices = everything + offered
        self.fields["object_id"].widget.attrs |= {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
        for name, field in self.fields.items():
            field.widget.attrs["class"] = (
                "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            )
            if name in self.errors:
                field.widget.attrs["aria-describedby"] = f"filter_{name}_problem"

    @property
    def filters(self) -> Filters:
        """What was understood; days are those of the instance's clock."""
        known = {name: value for name, value in self._understood.items() if value}
        if "since" in known:
            known["since"] = _midnight(known["since"])
        if "until" in known:
            known["until"] = _midnight(known["until"] + timedelta(days=1))
        return Filters(**known)

    def chips(self) -> list[Chip]:
        """The filters in use, each with the way to take it off."""
        chips = []
        for name, field in self.fields.items():
            if not self._understood.get(name):
                continue
            words = str(self.data[name]).strip()
            if isinstance(field, forms.ChoiceField):
                words = str(dict(field.choices)[words])  # type: ignore[arg-type]
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


def _acts() -> list[tuple[str, str]]:
    """Every act with its sentence, in which dots stand for who, what and how much."""
    blank = _Blank()
    # ngettext needs a number; two is the one that every language has a general form for.
    said = [(name, str(act.sentence % blank)) for name, act in ACTS.items()]
    return sorted(said, key=lambda pair: pair[1].casefold().lstrip("… "))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> Any:
        return _Dots(2) if key == "count" else "…"


class _Dots(int):
    """A number for choosing the plural, shown as dots."""

    def __str__(self) -> str:
        return "…"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
