"""A seal over the public half of each passkey.

Threat: whoever may write to the database puts the public key of a passkey of their own into the row of a caseworker,
and signs in as that person. So each row carries its content once more, sealed by the vault for its account; a passkey
without a seal, or with another content than was sealed, proves nothing.
"""

from __future__ import annotations

import json
import logging

from allauth.mfa.models import Authenticator

from palermo.access.models import Account
from palermo.access.sign_in.factor_secrets import open_for, seal_for
from palermo.vault.errors import CannotOpen

_SEAL = "seal"
_COLUMN = "passkey"
log = logging.getLogger(__name__)


def seal_passkey(account: Account, row: Authenticator) -> None:
    """Seal what ``row`` holds now, and store it."""
    row.data[_SEAL] = seal_for(account, _COLUMN, _content(row))
    row.save(update_fields=["data"])


def is_sealed(account: Account, row: Authenticator) -> bool:
    """Whether the passkey is as it was when its owner added it. Says so in the log when it is not."""
    try:
        is_ours = open_for(account, _COLUMN, str(row.data.get(_SEAL, ""))) == _content(row)
    except (CannotOpen, ValueError):
        is_ours = False
    if not is_ours:
        log.error("The passkey %d of account %d was not added through Palermo.", row.pk, account.pk)
    return is_ours


def _content(row: Authenticator) -> str:
    """What proves something: everything that the device gave. Its name may be changed."""
    return json.dumps(row.data.get("credential"), sort_keys=True)
