"""Every refusal of the API in one form, ``{code, message, details}``: the errors of the catalogue, as pages show them.

Threat: an error page of a library repeats what was sent, or tells a missing case from a hidden one. So nothing of a
request is ever repeated here, and whatever was not foreseen is answered as on the pages, with an incident code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as SchemaError

from palermo.access.gate import NotSignedIn
from palermo.access.locking.answers import SessionLocked
from palermo.errors import Detail, NotFoundOrNotAllowed, PalermoError
from palermo.web.error_pages import error_response


class NotUnderstood(PalermoError):
    """The request has not the form that the description of the API gives. ``fields``: where, and which rule."""

    code = "not_understood"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    template = _("Some of this cannot be understood. Nothing was changed.")
    schema = {"fields": Detail.CODE}


class NoJson(PalermoError):
    """The body of the request is no JSON."""

    code = "no_json"
    status = HTTPStatus.BAD_REQUEST
    template = _("The request cannot be read as JSON. Nothing was changed.")


class TooLarge(PalermoError):
    """The body of the request is larger than any operation needs."""

    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    template = _("The request is too large. Nothing was changed.")


class FormExpired(PalermoError):
    """The token against forged requests is missing or of another session."""

    code = "form_expired"
    status = HTTPStatus.FORBIDDEN
    template = _("This request does not come from a page of this session. Nothing was changed.")


class MethodRefused(PalermoError):
    """The address exists, the method does not."""

    code = "method_refused"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    template = _("This address does not take such a request.")


#: What a program may meet at any operation, besides the errors of what it asked for.
EVERYWHERE = (NotSignedIn, SessionLocked, FormExpired, NotFoundOrNotAllowed, NotUnderstood)


def add_handlers(api: NinjaAPI) -> None:
    """Make ``api`` answer every error in this form. What is not named here goes on, and gets an incident code."""
    answers: dict[type[Exception], Callable[[Any], PalermoError]] = {
        PalermoError: lambda error: error,
        Http404: lambda _error: NotFoundOrNotAllowed(),
        SchemaError: lambda error: NotUnderstood(fields=_places(error.errors)),
        ValidationError: lambda _error: NotUnderstood(fields=[]),
        HttpError: lambda error: _of_status(error.status_code),
        RequestDataTooBig: lambda _error: TooLarge(),
        SuspiciousOperation: lambda _error: NoJson(),
        BadRequest: lambda _error: NoJson(),
    }
    for kind, meant in answers.items():
        api.add_exception_handler(kind, partial(_answer, meant))
    api.add_exception_handler(Exception, _raised)


def _answer(meant: Callable[[Any], PalermoError], request: HttpRequest, error: Any) -> HttpResponse:
    return error_response(request, meant(error))


def _raised(_request: HttpRequest, error: Any) -> HttpResponse:
    raise error


def _of_status(status: int) -> PalermoError:
    if status == HTTPStatus.UNAUTHORIZED:
        return NotSignedIn()
    if status == HTTPStatus.FORBIDDEN:
        return FormExpired()
    return NoJson()


def _places(errors: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Where the request is wrong, and by which rule. A name that the sender made up is a value, so it is left out."""
    found = []
    for error in errors:
        path = list(error["loc"])
        # The first word says body or query, the second is the parameter that takes the whole body.
        path = path[2:] if path[:1] == ["body"] else path[1:]
        rule = str(error["type"])
        if rule == "extra_forbidden":
            path = path[:-1]
        found.append({"field": ".".join(map(str, path)), "rule": rule})
    return found
