"""What an account signs in with, as its owner may see it: names and dates, no secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from palermo.access.actors import MaybeActor
from palermo.access.gate import require_actor
from palermo.access.models import Account
from palermo.access.sign_in.factor_secrets import REAL_KINDS
from palermo.access.sign_in.recovery_codes import codes_left
from palermo.errors import NotFoundOrNotAllowed


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
        codes_left=codes_left(account, codes) if codes else None,
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


def _require_owner(actor: MaybeActor, account: Account) -> None:
    if require_actor(actor) != account:
        raise NotFoundOrNotAllowed


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
