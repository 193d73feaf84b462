"""The master key in a file: ``PALERMO_HOME/keys/master_key``, readable by its owner alone.

While the master key is being rotated a second file ``master_key.next`` stands beside it; ``promote`` makes it
the only one. Every step leaves a state from which all keys still open, whenever the process is killed.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from palermo.home import SHARED_BITS, Home
from palermo.vault.errors import UnsafeKeyFile
from palermo.vault.master.local import decode, encode, identifier

NAME = "master_key"
NEXT_NAME = "master_key.next"
LOCK_NAME = "master_key.lock"


def current_path(home: Home) -> Path:
    return home.keys / NAME


def next_path(home: Home) -> Path:
    return home.keys / NEXT_NAME


def read(path: Path) -> bytes | None:
    """The key in ``path``, None when there is no such file. Refuses a file that others may read."""
    while True:
        try:
            with path.open() as handle:
                opened = os.fstat(handle.fileno())
                if opened.st_mode & SHARED_BITS:
                    raise UnsafeKeyFile(
                        _("Other users of this machine can read %(path)s. Run chmod 600 on it.")
                        % {"path": path.name},
                        path=path.name,
                    )
                text = handle.read()
            # A rotation may have put another file here meanwhile and be overwriting this one.
            if os.path.samestat(opened, path.stat()):
                return decode(text, path.name)
        except FileNotFoundError:
            return None


def create(path: Path, secret: bytes) -> bool:
    """Write ``secret`` to ``path`` unless there is a file already; whether this call wrote it.

    The file appears complete or not at all: a link of a finished draft, so that two processes that start
    together agree on one key.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(encode(secret) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
        sync_folder(path.parent)
    return True


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Wait until no other process changes the key files, and keep others waiting. A killed process lets go."""
    home.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home.keys / LOCK_NAME).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def promote(home: Home, named: bytes) -> None:
    """Make the next key, which must be the one with this identifier, the only one and overwrite the bytes of
    the old one. Safe to call again."""
    old, new = current_path(home), next_path(home)
    secret = read(new)
    if secret is None:
        return
    if identifier(secret) != named:
        # Never put a key that wraps nothing in the place of the one that wraps everything.
        destroy(new)
        return
    handle = old.open("r+b") if old.exists() else None
    os.replace(new, old)
    sync_folder(home.keys)
    if handle is not None:
        with handle:
            overwrite(handle.fileno())


def destroy(path: Path) -> None:
    """Overwrite and remove. What a disk keeps of overwritten blocks is beyond a program's reach (operating
    guide)."""
    if path.exists():
        with path.open("r+b") as handle:
            overwrite(handle.fileno())
        path.unlink()
        sync_folder(path.parent)


def overwrite(descriptor: int) -> None:
    """Zeros over the whole file, on the disk before the call returns."""
    size = os.fstat(descriptor).st_size
    os.pwrite(descriptor, bytes(size), 0)
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make a new or replaced name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
