"""The sealed files of interviews, named by the attachment's opaque number: ``attachments/interviews/ab/abcd...``.

A file is written before its row: a crash between leaves a file that nobody finds, and that a sweep removes.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from palermo.individuals.pictures.files import discard
from palermo.interviews.intake.errors import NoRoom
from palermo.interviews.models import Attachment
from palermo.vault.envelope import cannot_open
from palermo.vault.place import Place
from palermo.vault.streams import SealedReader, SealedWriter


def path_of(number: str) -> Path:
    """Where the file of attachment ``number`` lies."""
    folder: Path = settings.HOME.attachments
    return folder / "interviews" / number[:2] / number


@contextmanager
def written(individual: str, contents: Iterable[tuple[str, bytes]]) -> Iterator[None]:
    """Files (number and content) sealed for ``individual``, on the disk while the block runs; removed when it fails.
    Needs a clearance. Raises NoRoom."""
    numbers: list[str] = []
    try:
        for number, content in contents:
            numbers.append(number)
            write(number, individual, content)
        yield
    except BaseException:
        with suppress(OSError):  # what stays is swept; the first failure is the one to tell
            delete(numbers)
        raise


def write(number: str, individual: str, content: bytes) -> None:
    """Seal ``content`` for ``individual``; on the disk when this returns. Needs a clearance. Raises NoRoom."""
    path = path_of(number)
    try:
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
    except OSError as problem:
        raise NoRoom from problem


def read(number: str, individual: str) -> bytes:
    """The file. Needs a clearance; raises CannotOpen when it is not whole, or gone."""
    return b"".join(chunks(number, individual))


def chunks(number: str, individual: str) -> Iterator[bytes]:
    """The file piece by piece. Needs a clearance until the first piece has come; raises as ``read``."""
    try:
        with path_of(number).open("rb") as source:
            yield from SealedReader(source, individual, _place(number)).chunks()
    except FileNotFoundError:
        raise cannot_open() from None


def delete(numbers: Iterable[str]) -> None:
    """Remove the files; what is gone already is no fault. Removed for good when this returns."""
    discard(path_of(number) for number in numbers)


def left_lying(before: float) -> list[Path]:
    """Every file that was last written before this moment (seconds since 1970), drafts included, whose names begin
    with a dot."""
    found = []
    for path in sorted((settings.HOME.attachments / "interviews").glob("*/*")):
        with suppress(FileNotFoundError):  # removed meanwhile
            if path.is_file() and path.stat().st_mtime < before:
                found.append(path)
    return found


def is_sweeping_due(seconds: float) -> bool:
    """Whether nobody has asked this for so long; whoever hears yes, sweeps."""
    mark = settings.HOME.attachments / ".interviews-swept"
    with suppress(FileNotFoundError):
        if time.time() - mark.stat().st_mtime < seconds:
            return False
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.touch(mode=0o600)
    return True


def _place(number: str) -> Place:
    return Place(Attachment._meta.db_table, "content", number)


def _settle(folder: Path) -> None:
    """Make the folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
