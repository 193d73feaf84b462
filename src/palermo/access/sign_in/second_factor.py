"""Who needs a second factor, and what stays shut until there is one.

Threat: passwords are guessed, fished and reused; a caseworker's password alone would open the identities of people who
can be killed. So everybody who has an account proves two things, whatever the role: also an administrator, who sees no
case, makes the accounts of those who do.

Threat: a false page asks for password and code and passes both on. A passkey answers to our address alone, so in
production it is asked for of every role (``PALERMO_PASSKEY_ROLES`` names others): with an app and recovery codes
somebody of such a role gets as far as the page that sets up a passkey, and no further.

Exceptions: accounts of a demonstration, which exist only where nobody is real (setting ``PALERMO_SECOND_FACTOR``), and
accounts whose organisation asked for a second factor itself and says so (``oidc``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from palermo.access.gate import NotSignedIn
from palermo.access.models import Account
from palermo.access.refusals import write_refusals
from palermo.access.sign_in import proofs, sessions
from palermo.access.sign_in.factor_secrets import REAL_KINDS
from palermo.access.sign_in.first_passwords import must_choose_password

#: Addresses (by name) that somebody without a second factor may open: setting one up, and leaving.
OPEN_WITHOUT = frozenset(
    {
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout",
        "choose_language", "choose_theme", "leave", "away",
        "lock", "lock_state", "lock_touch", "unlock", "unlock_passkey",
    }
)  # fmt: skip
#: Where the session keeps the address that was asked for before signing in was finished.
WAITING = "waiting_address"
LONGEST_WAITING = 2000


def needs_second_factor(account: Account) -> bool:
    """Whether this account works only with a second factor. Fails towards yes."""
    policy = settings.PALERMO_SECOND_FACTOR
    if settings.PALERMO_MODE == "production":
        return True
    if policy == "off":
        return False
    return not (policy == "demo_exempt" and account.is_demo)


def needs_passkey(account: Account) -> bool:
    """Whether an app with codes is not enough for this account's role."""
    return needs_second_factor(account) and account.role in settings.PALERMO_PASSKEY_ROLES


def has_second_factor(account: Account) -> bool:
    """Whether what this account needs is set up: a passkey, or where that is enough an app. Recovery codes are none."""
    kinds = (Authenticator.Type.WEBAUTHN,) if needs_passkey(account) else REAL_KINDS
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=kinds).exists())


def missing_step(request: HttpRequest, account: Account) -> str:
    """What this session must do first: ``set_up`` a factor, ``prove`` one that was set up elsewhere meanwhile, or
    nothing (empty). Asks the database only until the answer is nothing."""
    if not needs_second_factor(account) or request.session.get(proofs.HAS_FACTOR):
        return ""
    if proofs.organisation_checked_factor(request, account):
        return ""
    if not has_second_factor(account):
        return "set_up"
    if has_proved_factor(request, account):
        request.session[proofs.HAS_FACTOR] = True
        return ""
    return "prove"


def has_proved_factor(request: HttpRequest, account: Account) -> bool:
    """Whether this session has seen a factor that is enough for the account."""
    only_passkeys = needs_passkey(account)
    return any(
        proof["method"] == "mfa" and (not only_passkeys or proof.get("type") == Authenticator.Type.WEBAUTHN)
        for proof in proofs.proofs(request, account)
    )


def unfinished(request: HttpRequest, account: Account) -> str:
    """The page (by name) on which this session must finish signing in; empty when nothing is missing."""
    if must_choose_password(request, account):
        return "account_change_password"
    missing = missing_step(request, account)
    return {"set_up": "mfa_index", "prove": "account_reauthenticate"}.get(missing, "")


def way_on(request: HttpRequest, account: Account, otherwise: str) -> str:
    """Where to go when a step of signing in is done: the next step, the page that was asked for first, or
    ``otherwise`` (the name of a page)."""
    page = unfinished(request, account)
    return page or str(request.session.pop(WAITING, "") or otherwise)


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """The second step of signing in, unless the organisation's own sign-in has taken it."""

    def _should_handle(self, request: HttpRequest) -> bool:
        account = self.login.user
        if account is not None and proofs.organisation_checked_factor(request, account):
            return False
        return bool(super()._should_handle(request))


class SignInMiddleware:
    """Ends sessions that are too old, sends those without a second factor to set one up, notes who is still here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        account = request.user
        if not isinstance(account, Account):
            return None
        if _is_over(request):
            logout(request)
            if _is_program(request):
                return _answer_program()
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        sessions.note_presence(request)
        write_refusals(account)
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in OPEN_WITHOUT:
            return None
        page = unfinished(request, account)
        if not page or name == page:
            return None
        if _is_program(request):
            return _answer_program()
        if request.method == "GET" and name != "home":
            request.session[WAITING] = request.get_full_path()[:LONGEST_WAITING]
        return redirect(page)


def _is_over(request: HttpRequest) -> bool:
    """Whether the sign-in is older than a working day, however busy the session was."""
    began = request.session.get(proofs.SIGNED_IN_AT)
    return began is not None and time.time() - began > settings.SESSION_COOKIE_AGE


def _is_program(request: HttpRequest) -> bool:
    """Whether a program asks, which cannot fill in a page: under the API's address, or by what it accepts."""
    wanted = request.get_preferred_type(["text/html", "application/json"])
    return request.path.startswith("/api/") or wanted == "application/json"


def _answer_program() -> HttpResponse:
    """To a program, half signed in is not signed in."""
    error = NotSignedIn()
    return JsonResponse(error.as_dict(), status=error.status)
