"""Where one is signed in, and the ends of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from palermo.access.sign_in.actions.revoke_sessions import revoke_sessions
from palermo.access.sign_in.news import LISTED_BACK, changes_of
from palermo.access.sign_in.sessions import places_of
from palermo.access.sign_in.step_up import require_fresh
from palermo.access.sign_in.views.who import who


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Every place, this one first."""
    account = who(request)
    found = places_of(account, account=account, here=request.session.session_key)
    since = timezone.now() - LISTED_BACK
    context = {
        "places": found,
        "others": [place for place in found if not place.is_here],
        "changes": changes_of(account, account=account, since=since),
    }
    return render(request, "access/sign_in/places.html", context)


@require_POST
@require_fresh
def end_place(request: HttpRequest, number: int) -> HttpResponse:
    """Sign out there. A number that is not one's own ends nothing, and is answered the same."""
    account = who(request)
    here = next(
        (p for p in places_of(account, account=account, here=request.session.session_key) if p.is_here), None
    )
    if here and here.number == number:
        return redirect("account_logout")
    revoke_sessions(actor=account, account=account, only=number)
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@require_POST
@require_fresh
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    account = who(request)
    ended = revoke_sessions(actor=account, account=account, keep=request.session.session_key)
    words = ngettext("Signed out in %(count)d other place.", "Signed out in %(count)d other places.", ended)
    messages.success(request, words % {"count": ended})
    return redirect("usersessions_list")
