"""The extract on disk: a folder with ``manifest.json`` and one ``.npy`` file per column.

Folders are written under another name and renamed when whole, so a half-written extract is never read. A reader maps
the files into memory; the operating system keeps what is used. Nothing in an extract names a person: ``individual``
is a number that exists in this extract alone.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from django.utils.translation import gettext as _

from palermo.statistics.errors import DamagedExtract

FORMAT = 1
MANIFEST = "manifest.json"
#: Codes that every answer column shares (the four states; rule 1 of the domain).
NOT_ASKED, UNKNOWN, REFUSED = 0, 1, 2
STATES = ("~not_asked", "~unknown", "~refused")

Codes = npt.NDArray[np.unsignedinteger[Any]]
#: One dictionary entry: a state word, a value, or the values of a multi-select answer.
Entry = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissionEntry:
    """A mission as it stood when the extract was built, with what it said about not reporting (year -> reason)."""

    code: str
    name: str
    country: str
    organisation: str
    silences: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an extract is: when it was taken, of what, and how its columns are encoded.

    ``caseload_version`` is the number of the last import that it contains; ``rows`` counts cases. ``withheld`` cases
    were left out by the consent gate; of these, ``without_basis`` only lacked a live legal basis of their mission.
    """

    snapshot: str
    taken_at: str
    caseload_version: int
    rows: int
    individuals: int
    fictional_rows: int
    missions: tuple[MissionEntry, ...]
    dictionaries: dict[str, tuple[Entry, ...]]
    withheld: int = 0
    without_basis: int = 0
    format: int = FORMAT

    def dump(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)

    @classmethod
    def load(cls, raw: bytes) -> Manifest:
        data = orjson.loads(raw)
        return cls(
            snapshot=data["snapshot"],
            taken_at=data["taken_at"],
            caseload_version=data["caseload_version"],
            rows=data["rows"],
            individuals=data["individuals"],
            fictional_rows=data["fictional_rows"],
            missions=tuple(MissionEntry(**entry) for entry in data["missions"]),
            dictionaries={
                name: tuple(tuple(e) if isinstance(e, list) else e for e in entries)
                for name, entries in data["dictionaries"].items()
            },
            withheld=data.get("withheld", 0),
            without_basis=data.get("without_basis", 0),
            format=data["format"],
        )


class Extract:
    """One extract, opened for reading. ``columns`` are memory-mapped, length ``rows``."""

    def __init__(self, folder: Path) -> None:
        try:
            self.manifest = Manifest.load((folder / MANIFEST).read_bytes())
        except (OSError, KeyError, TypeError, ValueError) as problem:
            raise DamagedExtract(_("The extract cannot be read. Run: palermo extract")) from problem
        if self.manifest.format != FORMAT:
            raise DamagedExtract(_("The extract was made by another version. Run: palermo extract"))
        self.folder = folder
        self._columns: dict[str, Codes] = {}

    @property
    def rows(self) -> int:
        return self.manifest.rows

    def has(self, column: str) -> bool:
        return column in self.manifest.dictionaries

    def dictionary(self, column: str) -> tuple[Entry, ...]:
        """The distinct answers of ``column``; the position is the code. Only "not asked" for an absent column."""
        return self.manifest.dictionaries.get(column, STATES)

    def column(self, column: str) -> Codes:
        """The codes of ``column``, one per case. All zero (not asked) when nobody answered it."""
        known = self._columns.get(column)
        if known is None:
            known = self._open(column) if self.has(column) else np.zeros(self.rows, dtype=np.uint8)
            self._columns[column] = known
        return known

    @cached_property
    def individual(self) -> Codes:
        """Number of the individual of each case, 0 to ``individuals`` - 1."""
        return self._open("individual")

    @cached_property
    def repeated(self) -> npt.NDArray[np.intp]:
        """Positions of the cases whose individual has more than one case, ascending."""
        return np.asarray(self._open("repeated"), dtype=np.intp)

    def _open(self, column: str) -> Codes:
        try:
            # A plain array over the mapped file: numpy's own class for mapped files is slow to slice.
            codes: Codes = np.asarray(
                np.load(self.folder / f"{column}.npy", mmap_mode="r", allow_pickle=False)
            )
        except (OSError, ValueError) as problem:
            raise DamagedExtract(_("The extract cannot be read. Run: palermo extract")) from problem
        if column != "repeated" and len(codes) != self.rows:
            raise DamagedExtract(_("The extract is not whole. Run: palermo extract"))
        return codes


def smallest(size: int) -> type[np.unsignedinteger[Any]]:
    """The narrowest unsigned type that holds the codes 0 to ``size`` - 1."""
    if size <= 1 << 8:
        return np.uint8
    if size <= 1 << 16:
        return np.uint16
    return np.uint32


def publish(draft: Path, final: Path, manifest: Manifest) -> Extract:
    """Write the manifest last, then give the folder its name: from now on it can be read."""
    path = draft / MANIFEST
    with path.open("wb") as handle:
        handle.write(manifest.dump())
        handle.flush()
        os.fsync(handle.fileno())
    draft.rename(final)
    return Extract(final)
