"""Proving oneself again before something grave: export, transfer, emergency access, keys, ways to sign in.

Threat: an unlocked screen, a borrowed laptop, a stolen session cookie. Within the last ten minutes (setting
``ACCOUNT_REAUTHENTICATION_TIMEOUT``) this very session must have seen a passkey that asked for finger, face or PIN, or
password and second factor together. Signing in counts.

    @require_fresh
    def export(request): ...

Guard the page that shows the form as well as the one that takes it (one view for both, as usual): then proving comes
before typing. If the ten minutes pass while somebody types, nothing is lost: the page that asks for the proof carries
the posted fields along, in the page and nowhere else, and offers to send them again afterwards. Files and passwords
cannot be carried (``locking/carrying``); the page says so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from palermo.access.models import Account
from palermo.access.sign_in import proofs
from palermo.access.sign_in.second_factor import has_second_factor, needs_passkey

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
#: Set on guarded views, so that a test can find those that are not (tests/access/sign_in/test_grave_views).
MARK = "asks_for_fresh_proof"
#: Before the name of each field that is carried along.
CARRIED = "carried-"
#: The address to which carried fields belong.
CARRIED_TO = "carried_to"


def is_fresh(request: HttpRequest) -> bool:
    """Whether who sits here was proved in this session within the last minutes."""
    account = request.user
    if not isinstance(account, Account):
        return False
    found = proofs.recent(request)
    factors = [proof for proof in found if proof["method"] == "mfa"]
    if needs_passkey(account):
        factors = [proof for proof in factors if proof.get("type") == Authenticator.Type.WEBAUTHN]
    if any(proof.get("passwordless") or proof.get("verified") for proof in factors):
        return True
    organisation = [proof for proof in found if proof["method"] == "socialaccount"]
    if any(proof.get("factor") for proof in organisation):
        return True
    knows = bool(organisation) or any(proof["method"] == "password" for proof in found)
    return knows and (bool(factors) or not has_second_factor(account))


def require_fresh(view: View) -> View:
    """For views: first ask for a new proof when the last one is too old. Signing in itself is asked for elsewhere."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            # Imported here: the page imports this module.
            from palermo.access.sign_in.views.confirm import ask_again

            return ask_again(request)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")

    setattr(guarded, MARK, True)
    return guarded  # type: ignore[return-value]


def can_prove_by(account: Account) -> frozenset[str]:
    """Which of ``password``, ``totp``, ``recovery_codes``, ``webauthn`` the account has and may prove itself by."""
    kinds = set(Authenticator.objects.filter(user_id=account.pk).values_list("type", flat=True))
    if needs_passkey(account) and Authenticator.Type.WEBAUTHN in kinds:
        kinds = {Authenticator.Type.WEBAUTHN}
    return frozenset(kinds | ({"password"} if account.has_usable_password() else set()))
