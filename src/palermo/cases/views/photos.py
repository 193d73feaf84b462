"""Photographs of the person of a case: added, looked at one by one, removed. Covered until somebody presses.

A picture is sent inside its page and never under an address of its own: no cache, no history, and no neighbour's
glance at a list of thumbnails.
"""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.brakes import ReadingStopped
from palermo.access.gate import Part, not_here
from palermo.access.scanning import HarmfulFile
from palermo.cases.people import CoveredCase, covered_case
from palermo.cases.views.identity_words import photo_kind
from palermo.individuals.actions.remove_photo import remove_photo
from palermo.individuals.actions.store_photo import store_photo
from palermo.individuals.checking import LINE
from palermo.individuals.kinds import PhotoKind
from palermo.individuals.pictures.cleaning import LARGEST
from palermo.individuals.selectors import read_photo


class PhotoForm(forms.Form):
    """A picture, what it shows, and a line of words."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy(
            "A JPEG or PNG file of at most 10 MB. Where and when it was taken is removed before it is stored."
        ),
        widget=forms.FileInput({"class": "form-control", "accept": "image/jpeg,image/png"}),
        error_messages={"required": gettext_lazy("Choose a picture.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it shows"),
        choices=PhotoKind.choices,
        initial=PhotoKind.PORTRAIT,
        widget=forms.Select({"class": "form-select"}),
    )
    caption = forms.CharField(
        label=gettext_lazy("Words beside it"),
        required=False,
        max_length=LINE,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )

    def clean_picture(self) -> bytes:
        sent = self.cleaned_data["picture"]
        # More than this is not even read: cleaning would refuse it in the same words.
        if (sent.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("The picture is larger than %(limit)d MB.") % {"limit": LARGEST // 1_000_000}
            )
        return bytes(sent.read())


@require_http_methods(["GET", "HEAD", "POST"])
def add_photo(request: HttpRequest, opaque_id: str) -> HttpResponse:
    """The form, and what becomes of it."""
    case = _writable(request, opaque_id)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            store_photo(
                actor=request.user,
                case=case.key,
                content=said["picture"],
                kind=said["kind"],
                caption=said["caption"],
            )
        except NotAcceptedError as refused:
            named = refused.details.get("field")
            form.add_error(named if named in form.fields else None, refused.message)
        except HarmfulFile as refused:
            form.add_error("picture", refused.message)
        else:
            messages.success(request, _("The picture is stored, and covered."))
            return redirect("case_identity", opaque_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/photo_add.html", {"case": case, "form": form}, status=status)


@require_POST
def show_photo(request: HttpRequest, opaque_id: str, photo: str) -> HttpResponse:
    """One picture, because somebody pressed for it; that is on record."""
    case, stands = covered_case(request.user, opaque_id)
    context: dict[str, Any] = {"case": case, "may_write": Part.IDENTITY in stands.writable}
    try:
        detail, content = read_photo(request.user, case.key, photo)
    except ReadingStopped as stopped:
        context["stopped"] = stopped.message
        return render(request, "cases/photo.html", context, status=stopped.status)
    context |= {
        "photo": detail,
        "kind": photo_kind(detail.kind),
        "picture": f"data:{detail.media_type};base64,{base64.b64encode(content).decode()}",
    }
    return render(request, "cases/photo.html", context)


@require_POST
def take_photo_away(request: HttpRequest, opaque_id: str, photo: str) -> HttpResponse:
    """Asked for on the picture's own page, where one sees what goes."""
    case = _writable(request, opaque_id)
    remove_photo(actor=request.user, case=case.key, number=photo)
    messages.success(request, _("The picture is removed."))
    return redirect("case_identity", opaque_id)


def _writable(request: HttpRequest, opaque_id: str) -> CoveredCase:
    case, stands = covered_case(request.user, opaque_id)
    if Part.IDENTITY not in stands.writable:
        raise not_here()
    return case
