"""Rules for every request: nothing stays behind in a cache, programs never talk in clear, addresses are plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from palermo.access.models import Account
from palermo.access.pace import TooFast, refuse_haste
from palermo.web.error_pages import API, SenselessRequest, error_response

#: Whoever has to get away, or to lock, never waits.
ALWAYS = frozenset(
    {"leave", "away", "account_logout", "lock", "lock_state", "lock_touch", "unlock", "unlock_passkey"}
)


class PrivateResponsesMiddleware:
    """Marks every page as private and not to be stored, unless the view has said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        # The page on which forms are filled asks for more: a form may want a photo, or a place.
        response.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        )
        return response


class ApiOverTlsMiddleware:
    """Refuses programs that come without TLS where it is demanded; browsers are sent on before (settings).

    Threat: a browser that is sent on shows it; a program never notices that it speaks in clear, with the session's
    cookie, before every single request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and request.path.startswith(API) and not request.is_secure():
            return error_response(request, SenselessRequest())
        return self.get_response(request)


class DeviceRequestsMiddleware:
    """Whoever shows a secret in the request itself is that device and nobody's session: its cookies are not looked at.

    Threat: a page of another origin cannot set this header, but what it makes the browser send carries cookies; and a
    session that is locked or half signed in must not get in the way of handing in an interview.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "Authorization" in request.headers:
            request.COOKIES.clear()
        return self.get_response(request)


class PaceMiddleware:
    """Refuses what an account asks for faster than a person works, before its view does anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not isinstance(request.user, Account) or name in ALWAYS:
            return None
        try:
            refuse_haste(request, request.user)
        except TooFast as refused:
            answer = error_response(request, refused)
            answer["Retry-After"] = str(refused.details["seconds"])
            return answer
        return None


class PlainAddressMiddleware:
    """Refuses addresses with a NUL in them: nobody types one, and PostgreSQL takes no text that holds one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            return error_response(request, SenselessRequest())
        return self.get_response(request)
