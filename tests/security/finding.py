"""Finds words in files however a program may have left them: UTF-8, UTF-16, JSON-escaped, base64 at any offset.

A canary is a word that stands in one identity and nowhere else. Looking for ten thousand of them at once means looking
at every position of every file for the eight bytes with which each of them begins in each form, and comparing in full
where these are met.
"""

from __future__ import annotations

import base64
import json
import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

#: Bytes compared first; shorter forms are refused, because chance would find them.
HEAD = 8
#: Positions looked at in one go.
STEP = 4 << 20


@dataclass(frozen=True, slots=True)
class Find:
    """Where a canary was met, and in which form."""

    path: str
    offset: int
    canary: str
    form: str


def forms(canary: str) -> Iterator[tuple[str, bytes]]:
    """Every form in which ``canary`` is looked for, each with its name."""
    plain = canary.encode()
    yield "utf-8", plain
    yield "utf-16-le", canary.encode("utf-16-le")
    yield "utf-16-be", canary.encode("utf-16-be")
    escaped = json.dumps(canary)[1:-1].encode()
    if escaped != plain:
        yield "json", escaped
        yield "json, upper case", escaped.replace(b"\\u", b"\\U").upper().replace(b"\\U", b"\\u")
    yield "hexadecimal", plain.hex().encode()
    for name, encoded in (("base64", plain), ("base64 of utf-16", canary.encode("utf-16-le"))):
        for shift in range(3):
            # What surrounds the canary is unknown: only the letters that it alone decides are looked for.
            whole = base64.b64encode(bytes(shift) + encoded).rstrip(b"=")
            first = (shift * 8 + 5) // 6
            last = (shift + len(encoded)) * 8 // 6
            yield f"{name}, offset {shift}", whole[first:last]


class Finder:
    """Looks for all of ``canaries`` in one pass over a file."""

    def __init__(self, canaries: Iterable[str]) -> None:
        self._needles: dict[int, list[tuple[bytes, str, str]]] = {}
        for canary in canaries:
            for form, needle in forms(canary):
                if len(needle) < HEAD:
                    raise ValueError(f"{canary!r} is too short to be looked for as {form}")
                head = int.from_bytes(needle[:HEAD], "little")
                self._needles.setdefault(head, []).append((needle, canary, form))
        self._heads = np.array(sorted(self._needles), dtype="<u8")
        # Most positions fall out here: one bit for each pair of leading bytes that any needle has.
        self._pairs = np.zeros(1 << 16, dtype=bool)
        self._pairs[(self._heads & np.uint64(0xFFFF)).astype(np.int64)] = True

    def in_bytes(self, content: bytes | mmap.mmap, name: str = "") -> list[Find]:
        """Every find in ``content``."""
        found: list[Find] = []
        view = np.frombuffer(content, dtype=np.uint8)
        for start in range(0, max(len(view) - HEAD + 1, 0), STEP):
            piece = view[start : start + STEP + HEAD - 1]
            pairs = piece[:-1].astype(np.int64) | piece[1:].astype(np.int64) << 8
            places = np.flatnonzero(self._pairs[pairs[: len(piece) - HEAD + 1]])
            if not len(places):
                continue
            heads = np.zeros(len(places), dtype="<u8")
            for byte in range(HEAD):
                heads |= piece[places + byte].astype("<u8") << np.uint64(8 * byte)
            at = np.minimum(np.searchsorted(self._heads, heads), len(self._heads) - 1)
            for place in places[self._heads[at] == heads]:
                offset = start + int(place)
                head = int.from_bytes(bytes(view[offset : offset + HEAD]), "little")
                found += [
                    Find(name, offset, canary, form)
                    for needle, canary, form in self._needles[head]
                    if bytes(view[offset : offset + len(needle)]) == needle
                ]
        return found

    def in_file(self, path: Path) -> list[Find]:
        """Every find in the file at ``path``; an empty file holds nothing."""
        if path.stat().st_size < HEAD:
            return []
        with path.open("rb") as handle:
            return self.in_bytes(handle.read(), str(path))

    def in_folder(self, folder: Path) -> tuple[list[Find], int, int]:
        """Finds in every file below ``folder``, and how many files and bytes were looked at. Names of files count."""
        found: list[Find] = []
        files = size = 0
        for path in sorted(folder.rglob("*")):
            found += self.in_bytes(str(path.relative_to(folder)).encode(), f"the name of {path}")
            if path.is_file() and not path.is_symlink():
                files += 1
                size += path.stat().st_size
                found += self.in_file(path)
        return found, files, size
