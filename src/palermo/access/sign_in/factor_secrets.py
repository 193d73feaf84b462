"""Secrets of second factors, sealed for the account they belong to.

Threat: a stolen database would hand over the secret of every authenticator app; and whoever may write to it could copy
a secret that he knows into the row of somebody else. So secrets are sealed by the vault, and the account is part of the
place. (Recovery codes are hashed besides, passkeys have a seal: recovery_codes, passkey_seals.) allauth asks to encrypt
a text without saying whose: ``secrets_of`` says it, and outside of it nothing opens.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.access.models import Account
from palermo.vault.instance_values import open_instance_value, seal_instance_value
from palermo.vault.place import Place

#: Kinds that prove something by themselves; recovery codes only stand in for them.
REAL_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_owner: ContextVar[int | None] = ContextVar("owner of the second factor", default=None)


@contextmanager
def secrets_of(account: Account) -> Iterator[None]:
    """Until the block ends, secrets of this account may be sealed and opened."""
    token = _owner.set(account.pk)
    try:
        yield
    finally:
        _owner.reset(token)


def seal_pending(account: Account, secret: str, what: str = "totp") -> str:
    """Something that waits in the session (the secret of an app that is being set up); opens for this account only."""
    return _seal(secret, Place("session", what, str(account.pk)))


def open_pending(account: Account, sealed: str, what: str = "totp") -> str:
    """It again. Raises CannotOpen, ValueError."""
    return _open(sealed, Place("session", what, str(account.pk)))


def seal_for(account: Account, column: str, content: str) -> str:
    """``content`` of a row of this account's factors, sealed."""
    return _seal(content, Place("mfa_authenticator", column, str(account.pk)))


def open_for(account: Account, column: str, sealed: str) -> str:
    """It again. Raises CannotOpen, ValueError."""
    return _open(sealed, Place("mfa_authenticator", column, str(account.pk)))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's hooks: where secrets are kept, and what an authenticator app and a passkey are called."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "That did not fit. Codes change every half minute and work once: wait for the next one and try again."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _seal(text, _place())

    def decrypt(self, encrypted_text: str) -> str:
        return _open(encrypted_text, _place())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # The device shows this name beside its own window; the host alone would mean little to people.
        return {**super().get_public_key_credential_rp_entity(), "name": "Palermo"}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}


def _place() -> Place:
    owner = _owner.get()
    if owner is None:
        raise RuntimeError("Secrets of second factors open inside 'with secrets_of(account):' only.")
    return Place("mfa_authenticator", "data", str(owner))


def _seal(text: str, place: Place) -> str:
    return base64.urlsafe_b64encode(
        seal_instance_value(text.encode(), purpose="sign_in", place=place)
    ).decode()


def _open(text: str, place: Place) -> str:
    return open_instance_value(base64.urlsafe_b64decode(text), purpose="sign_in", place=place).decode()
