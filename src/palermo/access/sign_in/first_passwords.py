"""Passwords that somebody else chose: good for two weeks, and for one thing, choosing one's own.

Threat: whoever makes an account knows its first password, and so does whoever reads the message in which it travels.
Accounts of a demonstration keep theirs: it is public, and nobody is real there.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from palermo.access.models import Account
from palermo.access.sign_in import proofs

GOOD_FOR = timedelta(days=14)
#: Without 0, 1, i, l, o.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def random_password() -> str:
    """Four groups of five signs, 99 bits, none of which is taken for another when it is read out."""
    return "-".join("".join(secrets.choice(_SIGNS) for _sign in range(5)) for _group in range(4))


def end_of_first_password(*, is_demo: bool) -> datetime | None:
    """Until when a password given now opens anything; None for a demonstration."""
    return None if is_demo else timezone.now() + GOOD_FOR


def has_expired(account: Account) -> bool:
    """Whether the password was given by somebody else, too long ago."""
    until = account.initial_password_until
    return until is not None and until < timezone.now()


def must_choose_password(request: HttpRequest, account: Account) -> bool:
    """Whether this session came in by a password that somebody else chose. Passkeys and organisations are no such."""
    if account.initial_password_until is None:
        return False
    return any(proof["method"] == "password" for proof in proofs.proofs(request, account))
