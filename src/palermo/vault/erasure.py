"""Erases an individual by destroying the keys: everything sealed for the person is noise from then on, in the
database, in attachments, and in every backup of either.

Three steps, each of which may be repeated after a crash: overwrite the wrapped keys and note that it was
begun, in one transaction; scrub the files; sign the certificate. The rows stay, empty: an erased individual
gets no new key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from palermo.vault.certificate import METHOD, Certificate, public_key, sign, verify
from palermo.vault.individual_keys import no_key
from palermo.vault.opened import Vault
from palermo.vault.scrubbing import scrub
from palermo.vault.sharing import WIPE
from palermo.vault.tokens import vault_tokeniser

#: A reason is a word of the code (``erasure_request``, ``retention``), never a text that could name somebody.
REASON = re.compile(r"[a-z][a-z_]{0,39}")


def destroy_individual_keys(vault: Vault, individual: str, *, reason: str = "erasure_request") -> Certificate:
    """Destroy all keys of ``individual`` and return the certificate. Called again, it returns the same one.

    Raises NoKey when there never was a key, ErasureUnfinished when it must be called again.
    """
    return destroy_many(vault, [individual], reason=reason)[0]


def destroy_many(vault: Vault, individuals: Iterable[str], *, reason: str) -> list[Certificate]:
    """The same for several individuals, with one pass over the files (retention schedules)."""
    if not REASON.fullmatch(reason):
        raise ValueError("The reason of an erasure is a word such as erasure_request.")
    names = list(dict.fromkeys(individuals))
    former: list[bytes] = []
    is_resumed = False
    for name in names:
        destroyed = _overwrite(vault, name, reason)
        is_resumed = is_resumed or destroyed is None
        former += destroyed or ()
    pending = [name for name in names if _certificate(vault, name) is None]
    if pending:
        # After a crash nobody knows any more which bytes to look for; then the store is rewritten.
        scrub(vault.keystore, former, thorough=is_resumed)
        for name in pending:
            _certify(vault, name)
    certificates = [_certificate(vault, name) for name in names]
    return [found for found in certificates if found is not None]


def certificates(vault: Vault) -> list[Certificate]:
    """All certificates of this key store, oldest first."""
    rows = vault.keystore.connection.execute(
        "SELECT certificate FROM erasures WHERE certificate IS NOT NULL ORDER BY number"
    ).fetchall()
    return [Certificate.from_json(row[0]) for row in rows]


def unfinished(vault: Vault) -> list[str]:
    """Individuals whose keys were overwritten but whose erasure has no certificate yet: call again for them."""
    rows = vault.keystore.connection.execute(
        "SELECT individual FROM erasures WHERE certificate IS NULL ORDER BY number"
    ).fetchall()
    return [row[0] for row in rows]


def erase_again(vault: Vault, earlier: Sequence[Certificate]) -> int:
    """After a copy of the key store was put back: destroy again what ``earlier`` certificates say was
    destroyed.

    Returns how many individuals had come back. Raises CertificateRefused for a certificate that is not this
    instance's.
    """
    expected = public_key(vault)
    for certificate in earlier:
        verify(certificate, expected)
    subjects = {certificate.subject: certificate.reason for certificate in earlier}
    token = vault_tokeniser(vault, "erasure")
    rows = vault.keystore.connection.execute(
        "SELECT DISTINCT individual FROM individual_keys WHERE is_live"
    ).fetchall()
    back = [(row[0], subjects[found]) for row in rows if (found := token(row[0]).hex()) in subjects]
    for individual, reason in back:
        destroy_individual_keys(vault, individual, reason=reason)
    return len(back)


def _overwrite(vault: Vault, individual: str, reason: str) -> list[bytes] | None:
    """The former wrapped keys; None when an earlier call already overwrote them."""
    with vault.keystore.write() as connection:
        if connection.execute("SELECT 1 FROM erasures WHERE individual = ?", (individual,)).fetchone():
            return None
        rows = connection.execute(
            "SELECT key_id, wrapped, is_live FROM individual_keys WHERE individual = ? ORDER BY slot",
            (individual,),
        ).fetchall()
        if not rows:
            raise no_key()
        key_ids = json.dumps(list(dict.fromkeys(bytes(row[0]).hex() for row in rows)))
        connection.execute(
            "INSERT INTO erasures (individual, reason, key_ids, begun_at) VALUES (?, ?, ?, ?)",
            (individual, reason, key_ids, datetime.now(UTC).isoformat(timespec="seconds")),
        )
        connection.execute(f"UPDATE individual_keys SET {WIPE} WHERE individual = ?", (individual,))  # noqa: S608
    return [bytes(row[1]) for row in rows if row[2]]


def _certify(vault: Vault, individual: str) -> None:
    number, reason, key_ids = vault.keystore.connection.execute(
        "SELECT number, reason, key_ids FROM erasures WHERE individual = ?", (individual,)
    ).fetchone()
    signed = sign(
        vault,
        Certificate(
            number=number,
            subject=vault_tokeniser(vault, "erasure")(individual).hex(),
            reason=reason,
            key_ids=tuple(json.loads(key_ids)),
            erased_at=datetime.now(UTC).isoformat(timespec="seconds"),
            method=METHOD,
            public_key="",
        ),
    )
    with vault.keystore.write() as connection:
        connection.execute(
            "UPDATE erasures SET certificate = ? WHERE individual = ? AND certificate IS NULL",
            (signed.as_json(), individual),
        )


def _certificate(vault: Vault, individual: str) -> Certificate | None:
    row = vault.keystore.connection.execute(
        "SELECT certificate FROM erasures WHERE individual = ?", (individual,)
    ).fetchone()
    return None if row is None or row[0] is None else Certificate.from_json(row[0])
