"""The sealed files of pictures, named by the row's opaque number."""

from __future__ import annotations

from palermo.individuals.models import Photo
from palermo.individuals.sealed_files import SealedFolder

FOLDER = SealedFolder("pictures", Photo._meta.db_table, "picture", ".swept")

path_of = FOLDER.path_of
write = FOLDER.write
read = FOLDER.read
delete = FOLDER.delete
