"""What an account signs in with, as its owner may see it: names and dates, no secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from palermo.access.actors import MaybeActor
from palermo.access.gate import require_actor
from palermo.access.models import Account
from palermo.access.sign_in.factor_secrets import REAL_KINDS, secrets_of
from palermo.errors import NotFoundOrNotAllowed

#: For so long new recovery codes can be seen, unless their owner said before that they are kept.
CODES_SHOWN_FOR = timedelta(minutes=15)
#: Set in the stored data when the owner said that the codes are kept.
KEPT = "viewed_at"


@dataclass(frozen=True, slots=True)
class Factor:
    """``kind`` is ``totp`` or ``webauthn``; ``name`` is the owner's own for a passkey, else empty."""

    number: int
    kind: str
    name: str
    added: datetime
    last_used: datetime | None
    #: Whether it signs in without the password; None when the device did not say.
    alone: bool | None


@dataclass(frozen=True, slots=True)
class Factors:
    """``codes_left`` is None without recovery codes."""

    real: tuple[Factor, ...]
    codes_left: int | None
    codes_made: datetime | None
    has_password: bool
    is_bound: bool


def factors_of(actor: MaybeActor, *, account: Account) -> Factors:
    """All ways of signing in of ``account``, for itself only. Raises NotSignedIn, NotFoundOrNotAllowed."""
    _require_owner(actor, account)
    rows = list(Authenticator.objects.filter(user_id=account.pk).order_by("created_at", "pk"))
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return Factors(
        real=tuple(_factor(row) for row in rows if row.type in REAL_KINDS),
        codes_left=len(_unused(account, codes)) if codes else None,
        codes_made=codes.created_at if codes else None,
        has_password=account.has_usable_password(),
        is_bound=SocialAccount.objects.filter(user_id=account.pk).exists(),
    )


def factor_of(actor: MaybeActor, *, account: Account, number: int) -> Factor:
    """One app or passkey. Raises NotSignedIn, NotFoundOrNotAllowed."""
    _require_owner(actor, account)
    row = Authenticator.objects.filter(user_id=account.pk, pk=number, type__in=REAL_KINDS).first()
    if row is None:
        raise NotFoundOrNotAllowed
    return _factor(row)


def new_recovery_codes(actor: MaybeActor, *, account: Account) -> list[str] | None:
    """Fresh recovery codes while they may still be seen: until their owner keeps them, and for a quarter of an hour.

    None afterwards, and where there are none. Raises NotSignedIn, NotFoundOrNotAllowed.
    """
    _require_owner(actor, account)
    row = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None or row.data.get(KEPT) or timezone.now() - row.created_at > CODES_SHOWN_FOR:
        return None
    return [f"{code[:5]} {code[5:]}" for code in _unused(account, row)]


def _require_owner(actor: MaybeActor, account: Account) -> None:
    if require_actor(actor) != account:
        raise NotFoundOrNotAllowed


def _unused(account: Account, row: Authenticator) -> list[str]:
    with secrets_of(account):
        found: list[str] = row.wrap().get_unused_codes()
    return found


def _factor(row: Authenticator) -> Factor:
    is_passkey = row.type == Authenticator.Type.WEBAUTHN
    wrapped = row.wrap() if is_passkey else None
    return Factor(
        number=row.pk,
        kind=str(row.type),
        name=wrapped.name if wrapped else "",
        added=row.created_at,
        last_used=row.last_used_at,
        alone=wrapped.is_passwordless if wrapped else False,
    )
