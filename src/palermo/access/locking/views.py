"""Locking, unlocking, and what an open page asks meanwhile. Pages without a script use the same addresses.

Unlocking asks for a ticket (``carrying``) instead of Django's token against forged forms: that token changes whenever
somebody signs in, and a lock page whose form no longer counts would lose what was typed. A ticket is sealed, belongs
to one account and is shown to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from palermo.access.locking.actions.lock_session import lock_session
from palermo.access.locking.actions.unlock_session import Unlocking, unlock_session
from palermo.access.locking.answers import json_locked, lock_page, marked, wants_json
from palermo.access.locking.carrying import Carried, Ticket, local_path, owner_mark, read_back
from palermo.access.locking.credentials import begin_passkey, passkey_of, way_of, ways_for
from palermo.access.locking.middleware import is_locked
from palermo.access.locking.sessions import store_of
from palermo.access.locking.state import Reason
from palermo.access.models import Account


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock this session now. A page goes back to ``next``, where the lock page answers."""
    reason = Reason.IDLE if request.POST.get("reason") == Reason.IDLE else Reason.ASKED
    lock_session(store_of(request), actor=request.user, reason=reason)
    if wants_json(request):
        return _state(request)
    return HttpResponseRedirect(local_path(request.POST.get("next", "/")))


@require_POST
def touch(request: HttpRequest) -> HttpResponse:
    """Somebody is there and types. The middleware notes it, or says that the session is locked."""
    return HttpResponse(status=204)


@login_not_required
@require_GET
def lock_state(request: HttpRequest) -> HttpResponse:
    """Whether the session is ``open``, ``locked`` or ``ended``; no sign of life. ``owner`` tells whose it is now,
    ``csrf`` is the token that forms of an old page need after somebody signed in anew."""
    return _state(request)


@csrf_exempt
@login_not_required
@require_POST
@sensitive_post_parameters("secret", "passkey")
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the session with a credential of its account, and go on with the page or the form that waited."""
    ticket = Ticket.opened(request.POST.get("ticket", ""))
    account = request.user
    if not isinstance(account, Account):
        return _ended(request, ticket)
    if ticket is None or ticket.owner != owner_mark(account):
        # Another account's page, or none of ours: its fields are dropped, and nothing is tried.
        return _state(request) if wants_json(request) else HttpResponseRedirect("/")
    secret, passkey = request.POST.get("secret", ""), request.POST.get("passkey", "")
    if not is_locked(request, account) and not wants_json(request):
        # Another tab has unlocked it; there is nothing to ask.
        return _go_on(request, ticket)
    # A page may have covered itself while the network was away: it stays covered until the credential was right.
    lock_session(store_of(request), actor=account, reason=Reason.ASKED)
    if passkey:
        return _answer(request, ticket, account, lambda own: passkey_of(own, passkey))
    if not secret:
        return _refused(request, ticket, account, _("Enter your password or a code."))
    return _answer(request, ticket, account, lambda own: way_of(own, secret))


@require_POST
def unlock_passkey(request: HttpRequest) -> HttpResponse:
    """The options with which a page asks the device for a passkey."""
    account = request.user
    if not isinstance(account, Account) or "passkey" not in ways_for(account):
        return json_locked(_("This account has no passkey."))
    return JsonResponse(begin_passkey(account))


def _answer(
    request: HttpRequest, ticket: Ticket, account: Account, check: Callable[[Account], str | None]
) -> HttpResponse:
    found = unlock_session(store_of(request), actor=account, check=check)
    if found.state == "open":
        return _state(request) if wants_json(request) else _go_on(request, ticket)
    if found.state == "ended":
        request.user = AnonymousUser()
        return _ended(request, ticket)
    return _refused(request, ticket, account, _wrong(found))


def _wrong(found: Unlocking) -> str:
    return ngettext(
        "That was not right. You can try %(count)d more time; then you will have to sign in again.",
        "That was not right. You can try %(count)d more times; then you will have to sign in again.",
        found.tries_left,
    ) % {"count": found.tries_left}


def _refused(request: HttpRequest, ticket: Ticket, account: Account, problem: str) -> HttpResponse:
    if wants_json(request):
        return json_locked(problem)
    return lock_page(request, account, ticket, _carried(request, ticket), problem=problem)


def _ended(request: HttpRequest, ticket: Ticket | None) -> HttpResponse:
    """The session is over. A form that waits goes on waiting in the page until its owner has signed in again."""
    if wants_json(request):
        return _state(request)
    if ticket and ticket.is_post:
        return lock_page(request, None, ticket, _carried(request, ticket))
    sign_in = reverse("account_login")
    path = local_path(ticket.path) if ticket else "/"
    return HttpResponseRedirect(sign_in if path == "/" else f"{sign_in}?{urlencode({'next': path})}")


def _go_on(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    path = local_path(ticket.path)
    carried = _carried(request, ticket)
    if not ticket.is_post or carried is None:
        return HttpResponseRedirect(path)
    context = {"path": path, "encoding": ticket.encoding, "carried": carried}
    response = render(request, "web/lock_resend.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _carried(request: HttpRequest, ticket: Ticket) -> Carried | None:
    fields = read_back(request.POST.get("carried", "")) if ticket.is_post else []
    return Carried(fields, ticket.files) if fields or ticket.files else None


def _state(request: HttpRequest) -> JsonResponse:
    account = request.user
    if not isinstance(account, Account):
        return JsonResponse({"state": "ended"})
    found = {"owner": owner_mark(account), "csrf": get_token(request)}
    if not is_locked(request, account):
        return JsonResponse({"state": "open", **found})
    ways = ways_for(account)
    if not ways:
        logout(request)
        return JsonResponse({"state": "ended"})
    return marked(JsonResponse({"state": "locked", **found, "ways": ways}))
