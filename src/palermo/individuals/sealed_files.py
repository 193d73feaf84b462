"""Folders of sealed files that belong to rows: ``attachments/<folder>/ab/abcdefghijklmnop``, named by the row's number.

A file is written before its row: a crash between leaves a file that nobody finds, and that a sweep removes.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from palermo.vault.envelope import cannot_open
from palermo.vault.place import Place
from palermo.vault.streams import SealedReader, SealedWriter


@dataclass(frozen=True, slots=True)
class SealedFolder:
    """The files of one table. *column* names what of the row the file is; *mark* is the file that says when the folder
    was last swept."""

    name: str
    table: str
    column: str
    mark: str

    def path_of(self, number: str) -> Path:
        """Where the file of row ``number`` lies."""
        return self._root() / number[:2] / number

    def write(self, number: str, individual: str, content: bytes) -> None:
        """Seal ``content`` for ``individual``; on the disk when this returns. Needs a clearance. Raises OSError."""
        path = self.path_of(number)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{number}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                with SealedWriter(target, individual, self._place(number)) as writer:
                    writer.write(content)
                target.flush()
                os.fsync(target.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _settle(path.parent)

    def read(self, number: str, individual: str) -> bytes:
        """The file. Needs a clearance; raises CannotOpen when it is not whole, or gone."""
        return b"".join(self.chunks(number, individual))

    def chunks(self, number: str, individual: str) -> Iterator[bytes]:
        """The file piece by piece. Needs a clearance until the first piece has come; raises as ``read``."""
        try:
            with self.path_of(number).open("rb") as source:
                yield from SealedReader(source, individual, self._place(number)).chunks()
        except FileNotFoundError:
            raise cannot_open() from None

    def delete(self, numbers: Iterable[str]) -> None:
        """Remove the files; what is gone already is no fault. Removed for good when this returns."""
        discard(self.path_of(number) for number in numbers)

    def left_lying(self, before: float) -> list[Path]:
        """Every file that was last written before this moment (seconds since 1970): those of rows, under the row's
        number, and drafts, whose names begin with a dot."""
        found = []
        for path in sorted(self._root().glob("*/*")):
            with suppress(FileNotFoundError):  # removed meanwhile
                if path.is_file() and path.stat().st_mtime < before:
                    found.append(path)
        return found

    def is_sweeping_due(self, seconds: float) -> bool:
        """Whether nobody has asked this for so long; whoever hears yes, sweeps."""
        mark = self._root().parent / self.mark
        with suppress(FileNotFoundError):
            if time.time() - mark.stat().st_mtime < seconds:
                return False
        mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark.touch(mode=0o600)
        return True

    def _root(self) -> Path:
        folder: Path = settings.HOME.attachments
        return folder / self.name

    def _place(self, number: str) -> Place:
        return Place(self.table, self.column, number)


def discard(paths: Iterable[Path]) -> None:
    """Remove these files for good."""
    folders = set()
    for path in paths:
        path.unlink(missing_ok=True)
        if path.parent.exists():
            folders.add(path.parent)
    for folder in folders:
        _settle(folder)


def _settle(folder: Path) -> None:
    """Make the folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
