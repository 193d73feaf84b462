"""The shared strings of a workbook, kept on disk: a million rows may have two million different ones.

They may be names of persons, and what was once on a disk can be read off it later. So each string is sealed under a key
that is written nowhere and goes with the table; besides, the files have no name, lie in the instance's own scratch
folder, and are gone when they are closed.
"""

from __future__ import annotations

import os
import struct
import tempfile
from array import array
from pathlib import Path
from typing import IO

from palermo.safe_spreadsheet.archive import damaged
from palermo.safe_spreadsheet.xml_stream import qualified
from palermo.vault.derive import new_key, new_key_id
from palermo.vault.envelope import Cipher

_ENTRY, _TEXT, _PHONETIC = "si", "t", "rPh"
_TAGS = {name: local for local in (_ENTRY, _TEXT, _PHONETIC) for name in qualified(local)}
#: Strings that are kept in memory: words that repeat come early in the table.
KEPT = 20_000
KEPT_LENGTH = 200
_BUFFERED = 1 << 16
_OFFSET = struct.Struct("=QQ")


class SharedStrings:
    """Handlers that collect the table, and then the table itself: ``strings[number]``."""

    def __init__(self, scratch: Path) -> None:
        self._texts: IO[bytes] = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115 - closed by close()
        self._offsets: IO[bytes] = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115
        self._cipher = Cipher(new_key(), new_key_id())
        self._pending_offsets = array("Q", [0])
        self._position = 0
        self._count = 0
        self._parts: list[str] = []
        self._collecting = False
        self._phonetic = 0
        self._kept: dict[int, str] = {}

    def close(self) -> None:
        self._texts.close()
        self._offsets.close()

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        tag = _TAGS.get(name)
        if tag == _ENTRY:
            self._parts.clear()
        elif tag == _PHONETIC:
            self._phonetic += 1
        elif tag == _TEXT:
            # Phonetic runs repeat the words in another writing, for reading aloud; they are not part of the text.
            self._collecting = not self._phonetic

    def end(self, name: str) -> None:
        tag = _TAGS.get(name)
        if tag == _ENTRY:
            self._add("".join(self._parts))
        elif tag == _PHONETIC:
            self._phonetic -= 1
        elif tag == _TEXT:
            self._collecting = False

    def text(self, data: str) -> None:
        if self._collecting:
            self._parts.append(data)

    def _add(self, text: str) -> None:
        if self._count < KEPT and len(text) <= KEPT_LENGTH:
            self._kept[self._count] = text
        encoded = self._cipher.seal(text.encode("utf-8", "surrogatepass"), b"string %d" % self._count)
        self._texts.write(encoded)
        self._position += len(encoded)
        self._pending_offsets.append(self._position)
        self._count += 1
        if len(self._pending_offsets) >= _BUFFERED:
            self._flush_offsets()

    def _flush_offsets(self) -> None:
        self._offsets.write(self._pending_offsets.tobytes())
        self._pending_offsets = array("Q")

    def finish(self) -> None:
        """Called once, after the last string: what is still in memory goes to disk."""
        self._flush_offsets()
        self._offsets.flush()
        self._texts.flush()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> str:
        """The string of this number. Raises UnreadableFileError for one that the table does not have."""
        kept = self._kept.get(number)
        if kept is not None:
            return kept
        if not 0 <= number < self._count:
            raise damaged()
        begin, end = _OFFSET.unpack(os.pread(self._offsets.fileno(), 16, 8 * number))
        sealed = os.pread(self._texts.fileno(), end - begin, begin)
        return self._cipher.open(sealed, b"string %d" % number).decode("utf-8", "surrogatepass")
