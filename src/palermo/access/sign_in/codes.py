"""Codes that somebody types: of the app, each for its half minute, and recovery codes."""

from __future__ import annotations

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from palermo.access.models import Account
from palermo.access.sign_in.factor_secrets import secrets_of
from palermo.access.sign_in.limits import is_first_use
from palermo.access.sign_in.recovery_codes import use_code

#: Half minutes by which a telephone's clock may be off and still be told so: a quarter of an hour.
FURTHEST = 30


def factor_of_code(account: Account, code: str) -> Authenticator | None:
    """The app or the recovery codes of ``account`` to which ``code`` belongs; it is used up. None for any other."""
    app = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).first()
    if app is not None:
        with secrets_of(account):
            fits = app.wrap().validate_code(code)
        if fits:
            # Longer remembered than allauth does: it forgets with the half minute in which the code was made.
            return app if is_first_use(account.pk, code) else None
    return use_code(account, code)


def half_minutes_off(secret: str, code: str) -> int | None:
    """By how many half minutes the clock of a telephone that shows ``code`` goes wrong (negative: late); None when no
    clock explains it. For setting up an app only: nobody is let in by it."""
    now = next(yield_hotp_counters_from_time()) + app_settings.TOTP_TOLERANCE
    for distance in range(1, FURTHEST + 1):
        for steps in (-distance, distance):
            if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, now + steps))):
                return steps
    return None
