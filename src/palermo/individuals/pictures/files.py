"""The sealed files of pictures, named by the row's opaque number: ``attachments/pictures/ab/abcdefghijklmnop``."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from palermo.individuals.models import Photo
from palermo.vault.envelope import cannot_open
from palermo.vault.place import Place
from palermo.vault.streams import SealedReader, SealedWriter


def path_of(number: str) -> Path:
    """Where the picture of row ``number`` lies."""
    folder: Path = settings.HOME.attachments
    return folder / "pictures" / number[:2] / number


def write(number: str, individual: str, content: bytes) -> None:
    """Seal ``content`` for ``individual``; on the disk when this returns. Needs a clearance."""
    path = path_of(number)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{number}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            with SealedWriter(target, individual, _place(number)) as writer:
                writer.write(content)
            target.flush()
            os.fsync(target.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def read(number: str, individual: str) -> bytes:
    """The picture. Needs a clearance; raises CannotOpen when the file is not whole, or gone."""
    try:
        with path_of(number).open("rb") as source:
            return b"".join(SealedReader(source, individual, _place(number)).chunks())
    except FileNotFoundError:
        raise cannot_open() from None


def delete(numbers: Iterable[str]) -> None:
    """Remove the files; what is gone already is no fault. Removed for good when this returns."""
    discard(path_of(number) for number in numbers)


def left_lying(before: float) -> list[Path]:
    """Every file that was last written before this moment (seconds since 1970): pictures, under their row's number,
    and drafts of pictures, whose names begin with a dot."""
    found = []
    for path in sorted((settings.HOME.attachments / "pictures").glob("*/*")):
        with suppress(FileNotFoundError):  # removed meanwhile
            if path.is_file() and path.stat().st_mtime < before:
                found.append(path)
    return found


def is_sweeping_due(seconds: float) -> bool:
    """Whether nobody has asked this for so long; whoever hears yes, sweeps."""
    mark = settings.HOME.attachments / ".swept"
    try:
        if time.time() - mark.stat().st_mtime < seconds:
            return False
    except FileNotFoundError:
        pass
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.touch(mode=0o600)
    return True


def discard(paths: Iterable[Path]) -> None:
    """Remove these files for good."""
    folders = set()
    for path in paths:
        path.unlink(missing_ok=True)
        if path.parent.exists():
            folders.add(path.parent)
    for folder in folders:
        _settle(folder)


def _place(number: str) -> Place:
    return Place(Photo._meta.db_table, "picture", number)


def _settle(folder: Path) -> None:
    """Make the folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
