"""The one copy of the key store that may exist besides it.

Without a copy, a broken disk loses everybody. With an old copy, a destroyed key comes back. So there is one
copy, the newest: each ``copy_keystore`` takes the place of the one before and overwrites its bytes; the store
remembers where its copies lie and how many erasures each has seen, and ``palermo keys status`` names those
that are behind. After a copy is put back, the certificates of later erasures are applied again (decision
record 0006).
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from palermo.vault.errors import RecoveryRefused
from palermo.vault.master.file import overwrite, sync_folder
from palermo.vault.opened import Vault


@dataclass(frozen=True, slots=True)
class Copy:
    """``missing``: erasures made after it, whose keys it still holds."""

    path: Path
    made_at: str
    missing: int


def copy_keystore(vault: Vault, path: Path) -> None:
    """Write a copy to ``path`` (0600), in the place of any former one, whose bytes are overwritten."""
    path = path.absolute()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        target = sqlite3.connect(draft, isolation_level=None)
        with target:
            vault.keystore.connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE").fetchall()
        seen = target.execute("SELECT count(*) FROM erasures").fetchone()[0]
        target.close()
        _replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    with vault.keystore.write() as connection:
        connection.execute(
            "INSERT INTO copies VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE"
            " SET erasures = excluded.erasures, made_at = excluded.made_at",
            (str(path), seen, datetime.now(UTC).isoformat(timespec="seconds")),
        )


def copies(vault: Vault) -> list[Copy]:
    """The known copies, oldest first."""
    connection = vault.keystore.connection
    now = connection.execute("SELECT count(*) FROM erasures").fetchone()[0]
    rows = connection.execute("SELECT path, erasures, made_at FROM copies ORDER BY made_at, path").fetchall()
    return [Copy(Path(path), made_at, now - seen) for path, seen, made_at in rows]


def forget_copy(vault: Vault, path: Path) -> None:
    """Somebody destroyed the copy at ``path``: status need not name it any more."""
    with vault.keystore.write() as connection:
        connection.execute("DELETE FROM copies WHERE path = ?", (str(path.absolute()),))


def restore_keystore(vault: Vault, source: Path) -> None:
    """Put a copy back where no key store is (any more). Then ``erase_again`` whoever was erased after the
    copy.

    Raises RecoveryRefused when there is a key store with keys, or when the source is damaged or no key store.
    """
    if vault.keystore.fact("master") is not None:
        raise RecoveryRefused(_("There is a key store already. Move it away first, if it is the wrong one."))
    copy = sqlite3.connect(f"file:{source.absolute()}?mode=ro", uri=True, isolation_level=None)
    try:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise RecoveryRefused(_("The copy of the key store is damaged."))
        if copy.execute("SELECT 1 FROM facts WHERE name = 'master'").fetchone() is None:
            raise RecoveryRefused(_("This is no copy of a key store."))
        copy.backup(vault.keystore.connection)
    except sqlite3.DatabaseError:
        raise RecoveryRefused(_("This is no copy of a key store.")) from None
    finally:
        copy.close()
    vault.keystore.close()  # the next connection sets the journal again
    vault.memory.forget()


def _replace(draft: Path, path: Path) -> None:
    with draft.open("rb") as handle:
        os.fsync(handle.fileno())
    former = path.open("r+b") if path.exists() else None
    os.replace(draft, path)
    sync_folder(path.parent)
    if former is not None:
        with former:
            overwrite(former.fileno())
