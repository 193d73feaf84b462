"""How the door works: nobody can register themselves; accounts are made by whoever runs the instance."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.access.sign_in import proofs
from palermo.access.sign_in.first_passwords import has_expired
from palermo.access.sign_in.known_devices import known_device, remember
from palermo.access.sign_in.limits import Guess
from palermo.access.sign_in.news import tell
from palermo.access.sign_in.recording import record_failure
from palermo.access.sign_in.second_factor import has_proved_factor
from palermo.access.sign_in.step_up import is_fresh
from palermo.access.sign_in.tidying import tidy_now_and_then
from palermo.audit.recording import audited, record


def may_sign_in(account: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Whether the account is open at all, here: never a demonstration account where real people's data may be.

    A database made for a demonstration may one day be taken into service; its passwords are public.
    """
    if not isinstance(account, Account) or not account.is_active:
        return False
    return not (account.is_demo and settings.PALERMO_MODE == "production")


def _has_run_out(account: AbstractBaseUser) -> bool:
    return isinstance(account, Account) and has_expired(account)


class DoorBackend(AuthenticationBackend):  # type: ignore[misc]
    """Asks ``may_sign_in`` for the password and again for every later request of the session."""

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        return may_sign_in(user)


class ClosedDoorAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No self-registration; a closed account is answered exactly as a wrong password; coming in is recorded."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "That address and password do not go together. Check both; capital letters count in the password."
        ),
        "too_many_login_attempts": _("That was tried too often. Wait a few minutes, then try again."),
        "enter_current_password": _("This is not the password you have now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The account, if address and password fit and it is open. Each attempt counts before it is looked at."""
        address = str(credentials.get("email", "")).lower()
        guess = Guess(request, address)
        if not guess.is_allowed:
            raise self.validation_error("too_many_login_attempts")
        account = authenticate(request, **credentials)
        # allauth remembers closed accounts whose password was right; nothing here may tell them apart.
        AuthenticationBackend.unstash_authenticated_user()
        if account is None or not may_sign_in(account) or _has_run_out(account):
            record_failure(request, Account.objects.filter(email=address).only("pk").first(), "password")
            return None
        guess.was_right()
        return account

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether this is the account's password. Counts and records like signing in."""
        email = getattr(user, "email", "")
        return self.authenticate(context.request, email=email, password=password) == user

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Whatever was proved (a passkey, an organisation's sign-in): a closed account stays closed."""
        if may_sign_in(user):
            return None
        clear_login(request)
        messages.error(request, str(_("This did not work. Ask whoever runs Palermo for your organisation.")))
        return redirect("account_login")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session under a new id, and record it; without its entry nobody comes in."""
        found = proofs.methods(request, user)
        try:
            with audited():
                super().login(request, user)
                record(
                    "account.signed_in",
                    actor=audit_name(user if isinstance(user, Account) else None),
                    object_kind="account",
                    object_id=str(user.pk),
                    method=found,
                    new=not known_device(request, getattr(user, "email", "")),
                )
        except Exception:
            request.session.flush()
            raise
        proofs.trim(request)
        request.session[proofs.SIGNED_IN_AT] = int(time.time())
        if isinstance(user, Account) and has_proved_factor(request, user):
            request.session[proofs.HAS_FACTOR] = True
        tidy_now_and_then()

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """After both steps: the browser is one of this account's from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if isinstance(user, Account):
            tell(request, user)
        remember(request, response, getattr(user, "email", ""))
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only our own words; allauth's greetings hold names, and messages lie in the session."""
        if message:
            super().add_message(request, level, extra_tags=extra_tags, message=message)

    def get_login_stages(self) -> list[str]:
        return ["palermo.access.sign_in.second_factor.SecondStep"]

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """One page for all ways of proving oneself again."""
        return [
            {"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")},
        ]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not is_fresh(context.request)
