"""Browsers in which an account has signed in before: their wrong guesses are counted apart (``limits``).

Threat: who knows an address types wrong passwords for it all day, until nobody is let in with that address, its owner
included. So a browser that was let in once keeps a sealed mark, and strangers' guesses do not count against it.

A mark proves nothing and opens nothing. It is a random number and the moment of signing in, with a signature that fits
one address; it holds no address, and without knowing the address nobody can tell whose it is.
"""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: Seconds: a quarter of a year without signing in makes a stranger of a browser.
AGE = 90 * 24 * 60 * 60
#: Colleagues who share a machine; the oldest mark goes first.
MOST = 5
#: Between marks; occurs in none.
_BETWEEN = "~"
_LONGEST = 200


def known_device(request: HttpRequest, address: str) -> str:
    """The number of this browser, if the account of ``address`` has signed in here before; else an empty text."""
    return next((number for mark in _marks(request) if (number := _number(mark, address))), "")


def last_sign_in(request: HttpRequest, address: str) -> datetime | None:
    """When the account of ``address`` last signed in with this browser; None where it has not."""
    moment = known_device(request, address).rpartition(".")[2]
    return datetime.fromtimestamp(int(moment) / 1000, UTC) if moment.isdecimal() else None


def remember(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """Let ``response`` leave a mark: the account of ``address`` has just signed in here."""
    others = [mark for mark in _marks(request) if not _number(mark, address)]
    # The next millisecond: what led to this very sign-in is before it.
    number = f"{secrets.token_urlsafe(12)}.{int(time.time() * 1000) + 1}"
    marks = [_signer(address).sign(number), *others][:MOST]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        _BETWEEN.join(marks),
        max_age=AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _marks(request: HttpRequest) -> list[str]:
    found = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return [mark for mark in found.split(_BETWEEN)[:MOST] if mark and len(mark) <= _LONGEST]


def _number(mark: str, address: str) -> str:
    try:
        return _signer(address).unsign(mark, max_age=AGE)
    except BadSignature:
        return ""


def _signer(address: str) -> TimestampSigner:
    return TimestampSigner(salt=f"palermo.access.sign_in.known_devices|{address.lower()}")
