"""How the door works: nobody can register themselves; accounts are made by whoever runs the instance."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from palermo.access.models import Account


def may_sign_in(account: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Whether the account is open at all, here: never a demonstration account where real people's data may be.

    A database made for a demonstration may one day be taken into service; its passwords are public.
    """
    if not isinstance(account, Account) or not account.is_active:
        return False
    return not (account.is_demo and settings.PALERMO_MODE == "production")


class DoorBackend(AuthenticationBackend):  # type: ignore[misc]
    """Asks ``may_sign_in`` for the password and again for every later request of the session."""

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        return may_sign_in(user)


class ClosedDoorAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Switches self-registration off, and answers a closed account exactly as it answers a wrong password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "That address and password do not go together. Check both; capital letters count in the password."
        ),
        "too_many_login_attempts": _("That was tried too often. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        account = super().authenticate(request, **credentials)
        return account if may_sign_in(account) else None
