"""One line for every request that is decided about: who asked on which kind of page, what the gate said, how it ended.

Threat: the audit holds what was read and done, and refusals by the minute; when somebody asks later how an account felt
its way around, each single decision is wanted. No line holds an address, a number of a case, a query or a name.

What was sent and not accepted (forms, forged or late ones, too much, too fast) is also counted for the audit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from palermo.access.gate.decisions import noting_decisions
from palermo.access.models import Account
from palermo.access.refusals import note_refusal

log = logging.getLogger("palermo.decisions")
#: How an answer is called in the log.
ANSWERS = {
    HTTPStatus.BAD_REQUEST: "senseless", HTTPStatus.UNAUTHORIZED: "not_signed_in", HTTPStatus.FORBIDDEN: "token",
    HTTPStatus.NOT_FOUND: "refused", HTTPStatus.METHOD_NOT_ALLOWED: "method", HTTPStatus.CONFLICT: "conflict",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large", HTTPStatus.UNPROCESSABLE_ENTITY: "form",
    HTTPStatus.LOCKED: "locked", HTTPStatus.TOO_MANY_REQUESTS: "pace",
}  # fmt: skip
#: Of these the ones that are counted for the audit: attempts to get past a check of what is sent.
COUNTED = frozenset({"senseless", "token", "too_large", "form", "pace"})


class DecisionsMiddleware:
    """Around everything that decides: whose session it is, whether it is locked, what the gate allows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with noting_decisions() as said:
            response = self.get_response(request)
        account = request.user if isinstance(request.user, Account) else None
        match = request.resolver_match
        route = (match.url_name or "") if match else ""
        answer = answer_of(response, is_signed_in=account is not None)
        log.info(
            "account=%s route=%s method=%s answer=%s gate=%s",
            account.pk if account else "-",
            route or "-",
            request.method,
            answer,
            ",".join(said) or "-",
        )
        if account is not None and answer in COUNTED:
            note_refusal(account, route, answer)
        return response


def answer_of(response: HttpResponse, *, is_signed_in: bool) -> str:
    """One word for how it ended."""
    status = response.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "fault"
    if status in ANSWERS:
        return ANSWERS[HTTPStatus(status)]
    location = response.headers.get("Location", "")
    if not is_signed_in and location.startswith(resolve_url(settings.LOGIN_URL)):
        return "not_signed_in"
    return "allowed"
