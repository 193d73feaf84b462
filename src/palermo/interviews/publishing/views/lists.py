"""The forms of a mission, and whose they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palermo.access.gate import not_here
from palermo.interviews.actions.retire_form import offer_form_again, retire_form
from palermo.interviews.forms import FORMS
from palermo.interviews.publishing.gate import require_reader
from palermo.interviews.publishing.selectors import forms_page, missions_with_forms


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """The forms of one's own mission; the missions, for who answers for all."""
    _known, mission = require_reader(request.user)
    if mission is None:
        return render(
            request, "interviews/forms/missions.html", {"missions": missions_with_forms(request.user)}
        )
    return forms_of_mission(request, mission.code)


@require_safe
def forms_of_mission(request: HttpRequest, code: str) -> HttpResponse:
    """The forms of one mission."""
    page = forms_page(request.user, code, get_language() or "en")
    adapted = {line.name for line in page.lines if line.is_own}
    context = {"page": page, "chooses": request.user.mission_id is None, "left": set(FORMS) - adapted}  # type: ignore[union-attr]
    return render(request, "interviews/forms/forms.html", context)


@require_POST
def form_use(request: HttpRequest, form: str, what: str) -> HttpResponse:
    """Take a form out of use, or into use again."""
    if what == "retire":
        found = retire_form(actor=request.user, form=form)
        messages.success(request, _("The form is no longer offered. What was answered stays."))
    elif what == "offer":
        found = offer_form_again(actor=request.user, form=form)
        messages.success(request, _("The form is offered again."))
    else:
        raise not_here()
    assert found.mission is not None  # noqa: S101 - the action takes no other
    return redirect("forms_of_mission", found.mission.code)
