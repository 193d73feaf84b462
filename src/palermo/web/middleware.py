"""Rules for every request: nothing stays behind in a cache, programs never talk in clear, addresses are plain text."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from palermo.web.error_pages import API, SenselessRequest, error_response


class PrivateResponsesMiddleware:
    """Marks every page as private and not to be stored, unless the view has said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
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


class PlainAddressMiddleware:
    """Refuses addresses with a NUL in them: nobody types one, and PostgreSQL takes no text that holds one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            return error_response(request, SenselessRequest())
        return self.get_response(request)
