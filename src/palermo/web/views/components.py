"""Every component once, with invented contents: for whoever builds a page, and for the tests that render it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palermo.cases.models import CaseStatus
from palermo.cases.selectors import CaseRow
from palermo.cases.views.filter_form import Chip
from palermo.cases.views.presenting import Fact
from palermo.codebook.partial_date import PartialDate


class SampleForm(forms.Form):
    """Fields as every form has them: with a hint, with a choice, with a problem."""

    reference = forms.CharField(
        label=gettext_lazy("Reference"), help_text=gettext_lazy("As the mission writes it.")
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the interview"), choices=[("uk", "Українська")]
    )
    age = forms.IntegerField(label=gettext_lazy("Age"), min_value=0, max_value=120)

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__(data, auto_id="sample_%s", label_suffix="")
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "language" else "form-control"
            if name in self.errors:
                field.widget.attrs["aria-describedby"] = f"sample_{name}_problem"


class NoteForm(forms.Form):
    """A form that is sent: to see that what was typed stays, whatever comes in between. Nothing is stored."""

    words = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Only a sample: it is shown again and kept nowhere."),
        widget=forms.Textarea(
            attrs={"class": "form-control", "rows": "4", "aria-describedby": "note_words_helptext"}
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def components(request: HttpRequest) -> HttpResponse:
    """The page of components; the sample form gives back what it was sent. In production there is no such page."""
    if settings.PALERMO_MODE == "production":
        raise Http404
    note = NoteForm(request.POST if request.method == "POST" else None, auto_id="note_%s", label_suffix="")
    form = SampleForm({"reference": "UKR-0001", "language": "uk", "age": "150"})
    person = CaseRow(
        opaque_id="a" * 16,
        case_ref="UKR-0001",
        mission_name="Ukraine",
        registered=PartialDate(date(2011, 5, 1), "m"),
        status=CaseStatus.ACTIVE,
        sex="female",
        majority="18_and_over",
        nationality="UKR",
        exploitation_country="RUS",
        exploitation_types=("forced_labour",),
    )
    context = {
        "form": form,
        "note_form": note,
        "note_sent": note.cleaned_data["words"] if note.is_bound and note.is_valid() else "",
        "person": person,
        "rows": [person],
        "statuses": CaseStatus.choices,
        "chips": [
            Chip(_("Nationality"), "Україна", "sex=female"),
            Chip(_("Sex"), _("Female"), "nationality=UKR"),
        ],
        "facts": _facts(),
        "steps": [
            {"title": _("Registered"), "when": "2011"},
            {"title": _("Moved in"), "when": "2011-06", "words": _("The door is open.")},
        ],
        "columns": [{"label": _("Sex")}, {"label": _("instances"), "is_number": True}],
        "table_rows": [
            {"cells": [_("Female"), "3"]},
            {"cells": [_("Male"), "2"]},
            {"cells": [_("Total"), "5"], "is_total": True},
        ],
        "figure": _figure(),
    }
    return render(request, "web/components_page.html", context)


def _facts() -> list[Fact]:
    meaning = _("What the word means, on demand.")
    return [
        Fact("one", _("A value"), meaning, "value", (_("Forced labour"),)),
        Fact("several", _("Several values"), meaning, "value", (_("Forced labour"), _("Forced begging"))),
        Fact("unknown", _("Asked, not known"), meaning, "unknown", ()),
        Fact("refused", _("Asked, not told"), meaning, "refused", ()),
    ]


def _figure() -> dict[str, Any]:
    values = [{"label": _("Female"), "count": 3}, {"label": _("Male"), "count": 2}]
    return {
        "id": "sample",
        "title": _("A figure"),
        "description": _("Female 3; male 2."),
        "caption": _("Five invented instances."),
        "spec": {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "data": {"values": values},
            "mark": "bar",
            "width": "container",
            "encoding": {
                "y": {"field": "label", "type": "nominal", "title": None},
                "x": {"field": "count", "type": "quantitative", "title": None},
            },
        },
    }
