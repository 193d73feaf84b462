"""The sealed files of interviews, named by the attachment's opaque number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from palermo.individuals.sealed_files import SealedFolder
from palermo.interviews.intake.errors import NoRoom
from palermo.interviews.models import Attachment

FOLDER = SealedFolder("interviews", Attachment._meta.db_table, "content", ".interviews-swept")

path_of = FOLDER.path_of
read = FOLDER.read
chunks = FOLDER.chunks
delete = FOLDER.delete


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
    try:
        FOLDER.write(number, individual, content)
    except OSError as problem:
        raise NoRoom from problem
