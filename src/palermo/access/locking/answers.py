"""How a locked session answers: a page, JSON for programs, a header for parts of pages. Nothing of the person.

The status is 423 (Locked) for all three, and the header ``Palermo-Lock`` tells a page's script what has happened.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeVar

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from palermo.access.locking.carrying import Carried, Ticket, local_path, owner_mark, take
from palermo.access.locking.credentials import ways_for
from palermo.access.models import Account
from palermo.errors import PalermoError

HEADER = "Palermo-Lock"
JSON = "application/json"
R = TypeVar("R", bound=HttpResponse)


class SessionLocked(PalermoError):
    """The session is locked; nothing is read or done until it is unlocked."""

    code = "locked"
    status = HTTPStatus.LOCKED
    template = _("Your session is locked. Unlock it, then go on.")


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: by what it accepts or sends, or because it asks the API."""
    if request.path.startswith("/api/") or request.content_type == JSON:
        return True
    return request.get_preferred_type(["text/html", JSON]) == JSON


def locked_answer(request: HttpRequest, account: Account, *, may_carry: bool = True) -> HttpResponse:
    """The answer to a request that was stopped; a form that it brought goes back inside the page.

    ``may_carry`` is False where nobody has checked that the form came from a page of ours.
    """
    if request.headers.get("HX-Request") == "true":
        return marked(HttpResponse(status=SessionLocked.status))
    if wants_json(request):
        return json_locked()
    path = local_path(request.get_full_path())
    carried = take(request) if may_carry else None
    has_way = bool(ways_for(account))
    if not has_way:
        logout(request)
    if request.method in {"GET", "HEAD"}:
        ticket = Ticket(owner_mark(account), path)
    elif carried and carried.fields:
        ticket = Ticket(owner_mark(account), path, True, request.content_type or "", carried.files)
    else:
        ticket = Ticket(owner_mark(account), "/")
    return lock_page(request, account if has_way else None, ticket, carried)


def lock_page(
    request: HttpRequest,
    account: Account | None,
    ticket: Ticket,
    carried: Carried | None = None,
    *,
    problem: str = "",
) -> HttpResponse:
    """The page that asks for the credential; without ``account`` the session has ended, and it asks to sign in."""
    context = {
        "ticket": ticket.sealed(),
        "owner": ticket.owner,
        "carried": carried,
        "ways": ways_for(account) if account else [],
        "has_ended": account is None,
        "problem": problem,
    }
    return marked(render(request, "web/lock_page.html", context, status=SessionLocked.status))


def json_locked(message: str = "") -> JsonResponse:
    """The error of the catalogue, as programs receive it."""
    error = SessionLocked(message)
    return marked(JsonResponse(error.as_dict(), status=SessionLocked.status))


def marked(response: R) -> R:
    """The response, with the header that scripts know it by, and kept nowhere."""
    response[HEADER] = "locked"
    response["Cache-Control"] = "private, no-store"
    return response
