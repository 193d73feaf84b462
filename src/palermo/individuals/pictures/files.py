"""The sealed files of pictures, named by the row's opaque number."""

from __future__ import annotations

from palermo.individuals.models import Photo
from palermo.individuals.sealed_files import SealedFolder, discard

__all__ = ["delete", "discard", "is_sweeping_due", "left_lying", "path_of", "read", "write"]

_FOLDER = SealedFolder("pictures", Photo._meta.db_table, "picture", ".swept")

path_of = _FOLDER.path_of
write = _FOLDER.write
read = _FOLDER.read
delete = _FOLDER.delete
left_lying = _FOLDER.left_lying
is_sweeping_due = _FOLDER.is_sweeping_due
