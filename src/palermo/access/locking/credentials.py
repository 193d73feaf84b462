"""What opens a locked session: the account's password, a code of its app, a recovery code, or a passkey.

The session has passed both factors already, so one of them is asked for again (NIST SP 800-63B, reauthentication). A
code cannot be used twice; that and their form are the work of allauth.
"""

from __future__ import annotations

import json
import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError

from palermo.access.models import Account
from palermo.access.sign_in.codes import factor_of_code
from palermo.access.sign_in.passkey_seals import is_sealed

#: Longer than any password; hashing a megabyte would only keep the server busy.
LONGEST = 1024
_CODE = re.compile(r"[0-9]{6,16}")
_CODE_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def ways_for(account: Account) -> list[str]:
    """Of ``password``, ``code`` and ``passkey`` those that the account has.

    None at all for somebody who comes in by the organisation's own sign-in only: there is nothing to ask for here, so
    such a session is ended instead of locked.
    """
    types = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    ways = ["password"] if account.has_usable_password() else []
    if types & set(_CODE_TYPES):
        ways.append("code")
    if Authenticator.Type.WEBAUTHN in types:
        ways.append("passkey")
    return ways


def way_of(account: Account, secret: str) -> str | None:
    """Which credential of ``account`` the text is (``password``, ``totp``, ``recovery_codes``), or None."""
    if not secret or len(secret) > LONGEST:
        return None
    code = re.sub(r"[\s-]", "", secret)
    if _CODE.fullmatch(code) and (found := factor_of_code(account, code)):
        return str(found.type)
    return "password" if account.check_password(secret) else None


def begin_passkey(account: Account) -> dict[str, Any]:
    """What the browser needs to ask the device for a passkey of this account; the challenge waits in the session."""
    return dict(webauthn.begin_authentication(account))


def passkey_of(account: Account, answer: str) -> str | None:
    """``webauthn`` if the device's answer (JSON) is of a passkey of this account and to our challenge, or None."""
    try:
        found = json.loads(answer)
        webauthn.parse_authentication_response(found)
        passkey = webauthn.complete_authentication(account, found)
    except (ValueError, TypeError, KeyError, ValidationError):
        return None
    finally:
        webauthn.clear_state()
    return str(Authenticator.Type.WEBAUTHN) if is_sealed(account, passkey) else None
