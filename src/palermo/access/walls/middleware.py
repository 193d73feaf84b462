"""For whom a request stands: whoever is signed in, or nobody."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from palermo.access.models import Account
from palermo.access.walls.stance import standing_as


class StandingMiddleware:
    """Stands behind authentication, around every view. A view that signs somebody in redirects afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "postgresql":
            return self.get_response(request)
        user = request.user
        with standing_as(user if isinstance(user, Account) else _account(user)):
            return self.get_response(request)


def _account(user: object) -> Account | None:
    """The account behind Django's lazy object."""
    wrapped = getattr(user, "_wrapped", None)
    return wrapped if isinstance(wrapped, Account) else None
