"""Recovery codes: ten numbers on paper, of which the database has hashes.

Threat: codes that can be read are as good as passwords for whoever reads them, on the running server too. So they are
hashed (Argon2id, one salt a set) and the hashes sealed for their account: nobody can read one, and whoever writes to
the database can plant none. Their owner sees them once, when they are made; until they are kept, for a quarter of an
hour at most, they wait sealed in the owner's own session.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import secrets
import time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from palermo.access.models import Account
from palermo.access.sign_in.factor_secrets import open_pending, seal_pending, secrets_of
from palermo.vault.errors import CannotOpen
from palermo.vault.stretching import SALT_BYTES, place_among, stretched

NUMBER = 10
#: Seconds for which new codes can be seen, unless their owner said before that they are kept.
SHOWN_FOR = 15 * 60
_WAITING = "new_recovery_codes"
log = logging.getLogger(__name__)


def make_codes(account: Account) -> list[str]:
    """New codes in place of earlier ones, stored as hashes; inside a transaction."""
    digits = settings.MFA_RECOVERY_CODE_DIGITS
    codes = [str(secrets.randbelow(10**digits)).zfill(digits) for _code in range(NUMBER)]
    salt = secrets.token_bytes(SALT_BYTES)
    _rows(account).delete()
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.RECOVERY_CODES,
        data=_data(account, salt, [stretched(code, salt) for code in codes]),
    )
    return codes


def has_codes(account: Account) -> bool:
    return bool(_rows(account).exists())


def codes_left(account: Account, row: Authenticator) -> int:
    """How many were not used yet."""
    return len(_hashes(account, row)[1])


@transaction.atomic
def use_code(account: Account, code: str) -> Authenticator | None:
    """The row whose code this is; it is used up. None when it is none, or was used before."""
    digits = re.sub(r"[\s-]", "", code)
    row = _rows(account).select_for_update().first()
    if row is None or len(digits) != settings.MFA_RECOVERY_CODE_DIGITS or not digits.isascii():
        return None
    salt, hashes = _hashes(account, row)
    place = place_among(stretched(digits, salt), hashes) if hashes else None
    if place is None:
        return None
    del hashes[place]
    row.data = _data(account, salt, hashes)
    row.save(update_fields=["data"])
    return row


def show_once(request: HttpRequest, account: Account, codes: list[str]) -> None:
    """Let the owner's next pages show ``codes``, in this session and nowhere else."""
    request.session[_WAITING] = [time.time(), seal_pending(account, json.dumps(codes), "recovery_codes")]


def shown_codes(request: HttpRequest, account: Account) -> list[str] | None:
    """Codes that were just made, in groups of five; None once they are kept or a quarter of an hour has passed."""
    try:
        made, sealed = request.session.get(_WAITING) or (0.0, "")
        if time.time() - made <= SHOWN_FOR:
            codes = json.loads(open_pending(account, sealed, "recovery_codes"))
            return [f"{code[:5]} {code[5:]}" for code in codes]
    except (CannotOpen, ValueError, TypeError):
        pass
    forget_shown(request)
    return None


def forget_shown(request: HttpRequest) -> None:
    request.session.pop(_WAITING, None)


def _rows(account: Account) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(
        user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES
    )
    return found


def _data(account: Account, salt: bytes, hashes: list[bytes]) -> dict[str, str]:
    content = json.dumps([base64.b64encode(one).decode() for one in (salt, *hashes)])
    with secrets_of(account):
        return {"hashes": get_adapter().encrypt(content)}


def _hashes(account: Account, row: Authenticator) -> tuple[bytes, list[bytes]]:
    """Salt, and the hashes of what was not used; none for a row that was not stored here for this account."""
    try:
        with secrets_of(account):
            salt, *hashes = json.loads(get_adapter().decrypt(row.data["hashes"]))
    except (CannotOpen, ValueError, KeyError):
        log.error("The recovery codes of account %d were not made by Palermo.", account.pk)
        return b"", []
    return base64.b64decode(salt), [base64.b64decode(one) for one in hashes]
