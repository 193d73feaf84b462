"""What an account signed in with before, as the audit has it.

Threat: whoever keeps the accounts gives somebody a new first password, takes the second step off as well, and signs in
as that person. So one of the two is refused while the other has not been made good by its owner.
"""

from __future__ import annotations

from palermo.access.models import Account
from palermo.access.sign_in.second_factor import has_second_factor, needs_second_factor
from palermo.audit.selectors import Filters, entries


def had_factor(account: Account) -> bool:
    """Whether its owner ever set up an app or a passkey."""
    wanted = Filters(act="account.factor_added", object_kind="account", object_id=str(account.pk))
    return bool(entries(wanted, limit=1).entries)


def lost_its_factors(account: Account) -> bool:
    """Whether a second step that is needed was taken off and not set up again."""
    return needs_second_factor(account) and not has_second_factor(account) and had_factor(account)


def waits_for_own_password(account: Account) -> bool:
    """Whether somebody else has given the password of an account that its owner had made their own."""
    return needs_second_factor(account) and account.initial_password_until is not None and had_factor(account)
