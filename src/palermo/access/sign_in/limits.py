"""How often one may guess, counted for all processes together.

Counts lie in the database's cache table (settings): it is the one place that all server processes share on SQLite and
on PostgreSQL. Names of entries are keyed tokens of the vault, so that the table says neither who tried nor from where,
and values are moments only. Rates are in the settings (``ACCOUNT_RATE_LIMITS``):

``login``                 forms posted from one address of the network, right or wrong
``login_failed``          wrong passwords from one network address, and for one e-mail address from one network address;
                          also wrong one-time codes of one account
``login_failed_account``  wrong passwords for one e-mail address from anywhere
``login_failed_device``   wrong passwords for one e-mail address from a browser that signed in with it before, or from a
                          session of that account: these count for themselves, and strangers' guesses not against them
``reauthenticate``        proving oneself again, per account
``files``, ``registering``  what is costly or fills the register, per account (``palermo.access.pace``)
``device_refused``        secrets of devices that are not known, from one network address
``policy_report``         what browsers say their policy refused, from one network address

An e-mail address counts in the same way whether it has an account or not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.http import HttpRequest

from palermo.access.sign_in.known_devices import known_device
from palermo.vault.tokens import tokeniser

#: Longer than the half minute for which a one-time code is good.
CODE_LIVES = 60
_APP = "allauth.account"


def keyed_name(key: str, prefix: str, version: int) -> str:
    """The name of a cache entry: 64 hexadecimal digits from which nothing can be read (setting ``KEY_FUNCTION``)."""
    return _token()(f"{prefix}:{version}:{key}").hex()


@cache
def _token() -> Callable[[str], bytes]:
    return tokeniser(settings.HOME, "cache")


class Guess:
    """One attempt at a password, counted before it is looked at and taken back when it was right."""

    def __init__(self, request: HttpRequest, address: str) -> None:
        self._spent = []
        self.is_allowed = True
        for action, key in _counted_under(request, address):
            usage = ratelimit.consume(request, app=_APP, action=action, key=key)
            if usage is None:
                self.is_allowed = False
                return
            self._spent.append(usage)

    def was_right(self) -> None:
        """Take the count back. Earlier wrong guesses stay counted: a thief's do not end with the owner's sign-in."""
        for usage in self._spent:
            usage.rollback()


def _counted_under(request: HttpRequest, address: str) -> list[tuple[str, str]]:
    """The counts that a guess goes into: action and key of each."""
    if getattr(request.user, "email", "") == address:
        return [("login_failed_device", f"{address}|session")]
    if device := known_device(request, address):
        return [("login_failed_device", f"{address}|device|{device}")]
    return [
        ("login_failed", f"{address}|{ratelimit.get_ip(request)}"),
        ("login_failed_account", address),
    ]


def may_try(request: HttpRequest, action: str) -> bool:
    """Count one attempt of the signed-in account; False when there were too many."""
    return ratelimit.consume(request, app=_APP, action=action, user=request.user, limit_get=True) is not None


def may_show_secret(request: HttpRequest) -> bool:
    """Count one secret of a device that was not known; False when too many came from there. Right ones pass: they
    are too long to guess, so what is limited is the work."""
    return ratelimit.consume(request, app=_APP, action="device_refused", limit_get=True) is not None


def may_report(request: HttpRequest) -> bool:
    """Count one report of a browser; False when too many came from there."""
    return ratelimit.consume(request, app=_APP, action="policy_report") is not None


def is_first_use(account_id: int, code: str) -> bool:
    """Whether a one-time code of this account was not used before while it lives (replay)."""
    digits = "".join(sign for sign in code if sign.isalnum())
    return bool(shared_cache.add(f"code|{account_id}|{digits}", 1, timeout=CODE_LIVES))
