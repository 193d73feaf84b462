"""What somebody has proved in this session, and when: kept by allauth in the session, read in one place.

A proof is a small record: method, moment, and for a second factor its kind. No record holds an address or a name.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from palermo.access.locking.sessions import stored_key
from palermo.access.models import Account

#: Proofs that are kept, so that a long day does not fill the session.
KEPT = 8
#: When this session began with a sign-in, in whole seconds.
SIGNED_IN_AT = "signed_in_at"
#: Set once this session has seen that the account has a second factor.
HAS_FACTOR = "has_second_factor"


def proofs(request: HttpRequest, account: AbstractBaseUser | None) -> list[Mapping[str, Any]]:
    """All proofs of this session for ``account``, oldest first."""
    return list(get_authentication_records(request, account))


def add_proof(request: HttpRequest, account: AbstractBaseUser, method: str, **more: Any) -> None:
    """Remember that something was proved just now. ``more`` holds codes and flags only."""
    record_authentication(request, account, method, **more)
    trim(request)


def trim(request: HttpRequest) -> None:
    """Forget old proofs, except that of the organisation's sign-in, on which the session may rest."""
    found = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    older, newest = found[:-KEPT], found[-KEPT:]
    kept = [proof for proof in older if proof.get("method") == "socialaccount"] + newest
    if len(kept) < len(found):
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def recent(request: HttpRequest) -> list[Mapping[str, Any]]:
    """Proofs that are young enough for something grave (setting ``ACCOUNT_REAUTHENTICATION_TIMEOUT``, seconds)."""
    oldest = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return [proof for proof in proofs(request, _account(request)) if proof.get("at", 0) > oldest]


def methods(request: HttpRequest, account: AbstractBaseUser) -> list[str]:
    """Codes for the audit: ``["password", "totp"]``, ``["passkey"]``, ``["organisation"]``."""
    found: list[str] = []
    for proof in proofs(request, account):
        code = _code(proof)
        if code and code not in found:
            found.append(code)
    return found or ["password"]


def organisation_checked_factor(request: HttpRequest, account: AbstractBaseUser) -> bool:
    """Whether the organisation's own sign-in said that it asked for a second factor."""
    return any(
        proof.get("factor") for proof in proofs(request, account) if proof["method"] == "socialaccount"
    )


def rotate(request: HttpRequest) -> None:
    """A new session id, after a change of what the session may do. The list of places follows it."""
    before = request.session.session_key
    request.session.cycle_key()
    follow(request, before)


def follow(request: HttpRequest, before: str | None) -> None:
    """Let the list of places follow a session whose key was ``before``."""
    if before:
        own = UserSession.objects.filter(session_key=stored_key(before))
        own.update(session_key=stored_key(request.session.session_key))


def _code(proof: Mapping[str, Any]) -> str:
    if proof.get("method") == "mfa":
        is_passkey = proof.get("type") == Authenticator.Type.WEBAUTHN
        return "passkey" if is_passkey else str(proof.get("type", ""))
    return "organisation" if proof.get("method") == "socialaccount" else str(proof.get("method", ""))


def _account(request: HttpRequest) -> Account | None:
    account = getattr(request, "user", None)
    return account if isinstance(account, Account) else None
