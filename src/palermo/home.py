"""Where the state of one instance lives: everything under ``PALERMO_HOME``, nothing anywhere else.

One folder to back up, one to protect, one to destroy. Folders are created for their owner alone (0700), files
with keys likewise (0600).
"""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

#: Group or world access on the home folder: whoever shares the machine could read the database.
SHARED_BITS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of an instance. ``root`` is ``PALERMO_HOME``."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file, when no ``PALERMO_DATABASE_URL`` names another database."""
        return self.root / "database" / "palermo.sqlite3"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def attachments(self) -> Path:
        return self.root / "attachments"

    @property
    def extracts(self) -> Path:
        return self.root / "extracts"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def static(self) -> Path:
        """Collected style sheets and scripts: reproducible, no need to back up."""
        return self.root / "static"

    @property
    def scratch(self) -> Path:
        """Half-written files; may be emptied whenever nothing runs."""
        return self.root / "scratch"

    def create(self) -> None:
        """Make every folder, for the owner only. Safe to call again."""
        for folder in (self.root, self.database.parent, self.keys, self.attachments, self.extracts, self.logs,
                       self.static, self.scratch):  # fmt: skip
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def is_shared(self) -> bool:
        """Whether others on this machine may enter the home folder."""
        return self.root.exists() and bool(self.root.stat().st_mode & SHARED_BITS)

    def secret(self, name: str, length: int = 48) -> str:
        """The text secret kept in ``keys/<name>``, made at first use (``length`` random bytes, URL-safe).

        Two processes that start together agree: the file is created exclusively and the loser reads the winner's.
        """
        path = self.keys / name
        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            draft = self.keys / f".{name}.{secrets.token_hex(8)}"
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
                handle.write(secrets.token_urlsafe(length))
                handle.flush()
                os.fsync(handle.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()


def default_root() -> Path:
    """``PALERMO_HOME``, or ``palermo`` in the user's data folder (XDG)."""
    named = os.environ.get("PALERMO_HOME")
    if named:
        return Path(named).expanduser().resolve()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return (Path(data).expanduser() / "palermo").resolve()
