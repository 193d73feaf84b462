"""Who asks, for views that only accounts reach."""

from __future__ import annotations

from django.http import HttpRequest

from palermo.access.gate import NotSignedIn
from palermo.access.models import Account


def who(request: HttpRequest) -> Account:
    """The account of this request. Raises NotSignedIn, which Django's own wall prevents."""
    if isinstance(request.user, Account):
        return request.user
    raise NotSignedIn
