"""The recovery code: the master key on a sheet of paper, of no use without a passphrase.

Two things that two people keep apart (what is printed, what is remembered or sealed in an envelope) are
needed together, so that neither a thief of the paper nor one trusted person can open anything alone.
Splitting a key among k of n holders was weighed and left out (decision record 0006).

The sheet has lines of twenty signs in Crockford's base 32 (no I, L, O, U) and four more that check the line,
so that a mistake in typing is found in its line. Sealed with AES-256-GCM under Argon2id (RFC 9106) of the
passphrase.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.utils.translation import gettext as _

from palermo.vault.derive import KEY_BYTES, KEY_ID_BYTES
from palermo.vault.envelope import NONCE_BYTES, TAG_BYTES
from palermo.vault.errors import RecoveryRefused
from palermo.vault.keystore import set_fact
from palermo.vault.master import file
from palermo.vault.master.local import LocalMasterKey, identifier
from palermo.vault.opened import Vault

VERSION = b"\x01"
SALT_BYTES = 16
#: A quarter of a gigabyte and three passes: about a second for us, and for a guesser each time.
PASSES, LANES, KIBIBYTES = 3, 4, 256 * 1024
#: Shorter passphrases can be guessed by whoever finds the sheet.
SHORTEST_PASSPHRASE = 12
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Signs that people read for others.
CONFUSED = str.maketrans("OILU", "011V")
LINE = 20
CHECK = 4
PAYLOAD_BYTES = 1 + KEY_ID_BYTES + SALT_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES


def export_recovery(vault: Vault, passphrase: str) -> str:
    """The recovery code of the present master key. Raises RecoveryRefused for a key service or a short
    passphrase."""
    master, _epoch = vault.wrapping_master()
    if not isinstance(master, LocalMasterKey):
        raise RecoveryRefused(
            _(
                "The master key is kept by the key service and does not leave it. Make sure that the service"
                " itself is backed up."
            )
        )
    if len(_normal(passphrase)) < SHORTEST_PASSPHRASE:
        raise RecoveryRefused(
            _("The passphrase needs at least %(count)d characters.") % {"count": SHORTEST_PASSPHRASE}
        )
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    head = VERSION + master.id + salt
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, master.export(), head)
    with vault.keystore.write() as connection:
        set_fact(connection, "recovery", master.id)
    return to_text(head + nonce + sealed)


def open_recovery(code: str, passphrase: str) -> bytes:
    """The master key of a recovery code. Raises RecoveryRefused, naming the line that was mistyped."""
    payload = from_text(code)
    if len(payload) != PAYLOAD_BYTES or payload[:1] != VERSION:
        raise RecoveryRefused(_("This is no recovery code of Palermo, or lines are missing."))
    head, rest = payload[: 1 + KEY_ID_BYTES + SALT_BYTES], payload[1 + KEY_ID_BYTES + SALT_BYTES :]
    try:
        secret = AESGCM(_stretched(passphrase, head[-SALT_BYTES:])).decrypt(
            rest[:NONCE_BYTES], rest[NONCE_BYTES:], head
        )
    except InvalidTag:
        raise RecoveryRefused(_("The passphrase is not the one of this recovery code.")) from None
    if identifier(secret) != head[1 : 1 + KEY_ID_BYTES]:
        raise RecoveryRefused(_("This is no recovery code of Palermo, or lines are missing."))
    return secret


def restore_master(vault: Vault, secret: bytes) -> str:
    """Put the master key of an opened recovery code back into its file; return its identifier.

    Raises RecoveryRefused when the key store names another master key, or another one lies in the file.
    """
    named = vault.keystore.fact("master")
    if named is not None and named != identifier(secret):
        raise RecoveryRefused(
            _("This is the code of another master key. The key store needs %(id)s.") % {"id": named.hex()}
        )
    path = file.current_path(vault.home)
    if not file.create(path, secret) and file.read(path) != secret:
        raise RecoveryRefused(_("Another master key lies in %(path)s. Move it away first.") % {"path": path})
    vault.memory.forget()
    return identifier(secret).hex()


def to_text(payload: bytes) -> str:
    """Numbered lines: four groups of five signs and a check."""
    bits = len(payload) * 8
    number = int.from_bytes(payload, "big") << (-bits % 5)
    count = -(-bits // 5)
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
    lines = [signs[start : start + LINE] for start in range(0, len(signs), LINE)]
    return "\n".join(
        f"{number}: {' '.join(line[at : at + 5] for at in range(0, len(line), 5))}  {_check(number, line)}"
        for number, line in enumerate(lines, start=1)
    )


def from_text(text: str) -> bytes:
    """The payload of ``to_text``'s lines, whatever the spaces, case and line numbers."""
    signs = ""
    rows = [row for row in text.splitlines() if row.strip()]
    for number, row in enumerate(rows, start=1):
        typed = row.rpartition(":")[2].upper().translate(CONFUSED)
        found = "".join(sign for sign in typed if not sign.isspace() and sign != "-")
        line, check = found[:-CHECK], found[-CHECK:]
        if not line or set(found) - set(ALPHABET) or check != _check(number, line):
            raise RecoveryRefused(
                _("Line %(number)d is not as printed. Compare it sign by sign.") % {"number": number}
            )
        signs += line
    bits = len(signs) * 5
    value = 0
    for sign in signs:
        value = value << 5 | ALPHABET.index(sign)
    return (value >> bits % 8).to_bytes(bits // 8, "big")


def _check(number: int, line: str) -> str:
    digest = int.from_bytes(hashlib.sha256(f"palermo {number} {line}".encode()).digest()[:4], "big")
    return "".join(ALPHABET[digest >> 5 * place & 31] for place in range(CHECK))


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=PASSES, lanes=LANES, memory_cost=KIBIBYTES
    ).derive(_normal(passphrase).encode())


def _normal(passphrase: str) -> str:
    """The same bytes from every keyboard: compatibility form, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())
