"""Looks for a person. What is typed travels in the body and never in the address; what is found stays covered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.brakes import ReadingStopped
from palermo.access.gate import not_here
from palermo.cases.people import find_people, may_find_people
from palermo.individuals.checking import LINE
from palermo.individuals.searching import SearchQuery


class PeopleSearchForm(forms.Form):
    """Any of these, as somebody says or writes it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=LINE,
        help_text=gettext_lazy("In any script and order; spelling may differ."),
    )
    birth = forms.CharField(
        label=gettext_lazy("Date of birth"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("1993, 1993-05 or 1993-05-17"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr"}),
    )
    document = forms.CharField(label=gettext_lazy("Document number"), required=False, max_length=LINE)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=LINE,
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail or messenger"),
        required=False,
        max_length=LINE,
        widget=forms.TextInput(attrs={"inputmode": "email", "dir": "ltr"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_%s", label_suffix="")
        for name, field in self.fields.items():
            field.widget.attrs |= {
                "class": "form-control",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "dir": field.widget.attrs.get("dir", "auto"),
            }
            if self.is_bound and name in self.errors:
                field.widget.attrs |= {"aria-describedby": f"id_{name}_problem"}

    @property
    def query(self) -> SearchQuery:
        """Call after ``is_valid``."""
        said = dict(self.cleaned_data)
        # An address has an @ inside; the name in a messenger has none, or one in front.
        said["handle"] = said["email"] if "@" not in said["email"][1:] else ""
        said["email"] = "" if said["handle"] else said["email"]
        return SearchQuery(**said)


@require_http_methods(["GET", "HEAD", "POST"])
def people_search(request: HttpRequest) -> HttpResponse:
    """The form, and below it who may be meant."""
    if not may_find_people(request.user):
        raise not_here()
    if request.method != "POST":
        return _page(request, PeopleSearchForm())
    form = PeopleSearchForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        found = find_people(request.user, form.query)
    except NotAcceptedError as refused:
        field = str(refused.details.get("field"))
        form.add_error(field if field in form.fields else None, refused.message)
        return _page(request, form, status=422)
    except ReadingStopped as stopped:
        return _page(request, form, stopped=stopped.message, status=stopped.status)
    return _page(request, form, found=found)


def _page(request: HttpRequest, form: PeopleSearchForm, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "cases/people_search.html", {"form": form, **context}, status=status)
