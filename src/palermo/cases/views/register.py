"""Registers a person: one form, sent once or twice, that loses nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor
from palermo.access.brakes import ReadingStopped
from palermo.access.pace import TooFast, require_pace
from palermo.cases.actions.register_case import FormUsedError, register_case, registered_before
from palermo.cases.people import PeopleFound, find_people
from palermo.cases.registering import require_registrar
from palermo.cases.views.register_form import RegisterForm, query_of


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it: one more row, a question, a case."""
    account = require_registrar(request.user)
    if request.method != "POST":
        return _page(request, RegisterForm())
    more = request.POST.get("more", "")
    form = RegisterForm(request.POST, more=more)
    if more:
        form.forgive()
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    new = form.new_case(same_as=request.POST.get("same", ""))
    try:
        case = registered_before(actor=account, new=new, form=form.token)
        if case is None and "proceed" not in request.POST and not new.same_as:
            known = _known_already(account, form)
            if known is not None and known.people:
                return _page(request, form, known=known)
        if case is None:
            require_pace(request, "registering")
            case = register_case(actor=account, new=new, form=form.token)
    except FormUsedError as used:
        # The Back button, and somebody else typed over the form: what was typed is another person's.
        form.renew()
        return _page(request, form, used=str(used.details["case"]), status=409)
    except NotAcceptedError as refused:
        field = str(refused.details.get("field"))
        form.complain(field, refused.message)
        return _page(request, form, status=422)
    except (ReadingStopped, TooFast) as stopped:
        return _page(request, form, stopped=stopped.message, status=stopped.status)
    messages.success(request, _("The person is registered. The identity is covered from now on."))
    return redirect("case_page", case.opaque_id)


def _known_already(actor: MaybeActor, form: RegisterForm) -> PeopleFound | None:
    """Who is known already and may be the same person; None when there is nothing to look for, or no looking."""
    try:
        return find_people(actor, query_of(form.identity.draft()))
    except (NotAcceptedError, ReadingStopped):
        # Somebody who may not search at the moment still registers whoever stands before her.
        return None


def _page(
    request: HttpRequest,
    form: RegisterForm,
    *,
    known: PeopleFound | None = None,
    used: str = "",
    stopped: str = "",
    status: int = 200,
) -> HttpResponse:
    # Who is known in the own mission gets another case there; of others a share must be asked for.
    mission = getattr(request.user, "mission_id", None)
    context = {
        "mission": mission,
        "form": form,
        "known": known,
        "used": used,
        "stopped": stopped,
        "has_errors": status == 422,
    }
    return render(request, "cases/register.html", context, status=status)
