"""What is answered when something does not work: one object, shown as a page or as ``{code, message, details}``.

"Does not exist" and "not yours" are one answer. Whatever is our own fault gets an incident code; the log has where it
happened under that code, and nothing of what was asked or found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from palermo.access.gate import NotSignedIn
from palermo.access.models import Account
from palermo.access.opaque import opaque_id
from palermo.access.refusals import note_refusal
from palermo.errors import InternalError, NotFoundOrNotAllowed, PalermoError
from palermo.errors.base import Detail
from palermo.errors.tracing import place, route_of

#: Everything under these addresses speaks JSON.
API = ("/api/", "/fill/api/")
#: What Django answers by itself, through the handlers at the end of this file.
_DJANGOS_OWN = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)
log = logging.getLogger(__name__)


class SenselessRequest(PalermoError):
    """A request that makes no sense, whoever sent it."""

    code = "senseless_request"
    status = HTTPStatus.BAD_REQUEST
    template = _("What was sent did not make sense here. Nothing was changed.")


class Unavailable(PalermoError):
    """An error of ours with a name, as it is shown: its own code and sentence, and the incident."""

    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _("This does not work at the moment.")
    schema = {"incident": Detail.INCIDENT}


class Busy(PalermoError):
    """Another act holds the database for longer than somebody waits: on SQLite a large import, to whose end even a
    reading has to wait, because it is put on record."""

    code = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _("A large piece of work is going on here. Nothing was lost; please try again in a minute.")


class ErrorPagesMiddleware:
    """Turns what a view raises into its answer. Stands last, so that it is asked first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PalermoError):
            return error_response(request, exception)
        if isinstance(exception, _DJANGOS_OWN):
            return None
        if isinstance(exception, OperationalError) and "database is locked" in str(exception):
            return error_response(request, Busy())
        return _incident(request, exception)


def error_response(request: HttpRequest, error: PalermoError) -> HttpResponse:
    """The answer to ``request`` that shows ``error``: a page, or JSON where that is spoken. For the API, too."""
    if error.status == HTTPStatus.NOT_FOUND:
        # Whatever is not found looks alike, and says nothing of its own.
        return not_found(request, error)
    if isinstance(error, NotSignedIn) and not wants_json(request):
        return redirect_to_login(request.get_full_path())
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _incident(request, error)
    if wants_json(request):
        return _json(error.as_dict(), error.status)
    return _page(request, error.message, error.code, error.status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: under the API's address, or by what it accepts."""
    if request.path.startswith(API):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The one answer for "there is none" and "it is not yours". Handler of 404."""
    account, match = getattr(request, "user", None), getattr(request, "resolver_match", None)
    if match is not None and isinstance(account, Account):
        note_refusal(account, match.url_name or "")
    if wants_json(request):
        return _json(NotFoundOrNotAllowed().as_dict(), NotFoundOrNotAllowed.status)
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 403; forms that waited too long have a page of their own."""
    if wants_json(request):
        return _json(NotFoundOrNotAllowed().as_dict(), HTTPStatus.FORBIDDEN)
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 400."""
    if wants_json(request):
        return _json(SenselessRequest().as_dict(), SenselessRequest.status)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler of 500: for what goes wrong outside views, where Django logs it by itself."""
    incident = _incident_code()
    log.error("Incident %s: outside a view, see the line of django.request beside this one", incident)
    return _sorry(request, InternalError(incident=incident))


def _incident(request: HttpRequest, exception: Exception) -> HttpResponse:
    incident = _incident_code()
    named = exception if isinstance(exception, PalermoError) else None
    log.error(
        "Incident %s: %s %s, %s%s",
        incident,
        request.method,
        route_of(request),
        f"{named.code}: " if named else "",
        place(exception),
    )
    if named is None:
        # Whoever listens for what nobody foresaw (the tests' client does) still hears of it.
        got_request_exception.send(sender=None, request=request)
    if named is None or named.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _sorry(request, InternalError(incident=incident))
    # What it says in full is for whoever runs Palermo: it may name files of the server.
    shown = Unavailable(str(named.template), incident=incident)
    if wants_json(request):
        return _json(shown.as_dict() | {"code": named.code}, named.status)
    try:
        return _page(request, shown.message, named.code, named.status, incident=incident)
    except Exception:  # noqa: BLE001 - whatever is broken, the reader gets an answer
        return _sorry(request, InternalError(incident=incident))


def _page(
    request: HttpRequest, message: str, code: str, status: HTTPStatus, *, incident: str = ""
) -> HttpResponse:
    context = {"message": message, "code": code, "incident": incident, "is_ours": status >= 500}
    return _logged(render(request, "web/error.html", context, status=status))


def _sorry(request: HttpRequest, error: InternalError) -> HttpResponse:
    """The page that needs nothing: no session, no database, no translation."""
    if wants_json(request):
        return _json(error.as_dict(), error.status)
    page = render_to_string("500.html", {"incident": error.details["incident"]})
    return _logged(HttpResponse(page, status=error.status))


def _json(content: dict[str, Any], status: HTTPStatus) -> HttpResponse:
    return _logged(JsonResponse(content, status=status))


def _logged(response: HttpResponse) -> HttpResponse:
    """Keep Django from adding a line of its own, which would hold the path."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _incident_code() -> str:
    """Eight letters that can be read out on the telephone."""
    letters = opaque_id().upper()
    return f"{letters[:4]}-{letters[4:8]}"
