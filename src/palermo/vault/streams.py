"""Attachments of any size, sealed in chunks with constant memory.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): each file has a key of its own (HKDF over
the individual's attachment key with a random salt), each chunk a nonce of counter and last-chunk mark. So
chunks cannot be exchanged, repeated, dropped or added, and a file that was cut does not end well. Every chunk
is bound to the place (table, column, row) of the attachment.

Threat besides reading: the size of a stored file betrays which document it is. Chunks are therefore all
equally long, and empty ones are added so that a size is known to an eighth only.

Layout: version (1 byte), key identifier (8), salt (32), then chunks of 65,552 bytes; a chunk's plaintext is
the number of its bytes that count (4), those bytes, zeros.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from types import TracebackType
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from palermo.vault.clearance import current_clearance
from palermo.vault.derive import KEY_ID_BYTES, hkdf
from palermo.vault.envelope import TAG_BYTES, cannot_open
from palermo.vault.individual_keys import IndividualKey, IndividualKeys
from palermo.vault.place import Place

VERSION = b"\x02"
SALT_BYTES = 32
HEADER_BYTES = len(VERSION) + KEY_ID_BYTES + SALT_BYTES
COUNT_BYTES = 4
#: Bytes of an attachment in one chunk, and of a chunk in the sealed file.
CONTENT_BYTES = 65_536 - COUNT_BYTES
CHUNK_BYTES = 65_536 + TAG_BYTES


class _Chunks:
    """The cipher of one file and the counter of its chunks."""

    def __init__(self, key: bytes, header: bytes, place: Place) -> None:
        salt = header[-SALT_BYTES:]
        self._aead = AESGCM(hkdf(key, info=b"palermo 1 attachment", salt=salt))
        self._additional = header + place.additional_data()
        self.number = 0

    def seal(self, content: bytes, *, last: bool) -> bytes:
        plain = (len(content).to_bytes(COUNT_BYTES, "big") + content).ljust(65_536, b"\x00")
        return self._aead.encrypt(self._next_nonce(last), plain, self._additional)

    def open(self, chunk: bytes, *, last: bool) -> bytes:
        try:
            plain = self._aead.decrypt(self._next_nonce(last), chunk, self._additional)
        except InvalidTag:
            raise cannot_open() from None
        count = int.from_bytes(plain[:COUNT_BYTES], "big")
        return plain[COUNT_BYTES : COUNT_BYTES + count]

    def _next_nonce(self, last: bool) -> bytes:
        nonce = self.number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
        self.number += 1
        return nonce


class SealedWriter(io.RawIOBase):
    """Write plaintext, and ciphertext goes to ``target``. Only a proper ``close`` ends the file: after an
    exception inside ``with`` it stays without an end and opens for nobody."""

    def __init__(self, target: BinaryIO, individual: str, place: Place) -> None:
        super().__init__()
        self._begin(target, current_clearance().keys(individual).newest, place)

    @classmethod
    def with_key(cls, target: BinaryIO, key: IndividualKey, place: Place) -> SealedWriter:
        """For the vault's own work, which needs no clearance because nobody sees what passes."""
        writer = cls.__new__(cls)
        io.RawIOBase.__init__(writer)
        writer._begin(target, key, place)
        return writer

    def _begin(self, target: BinaryIO, key: IndividualKey, place: Place) -> None:
        header = VERSION + key.key_id + secrets.token_bytes(SALT_BYTES)
        self._chunks = _Chunks(key.attachments, header, place)
        self._target = target
        self._waiting = bytearray()
        #: Bytes of plaintext taken so far.
        self.size = 0
        target.write(header)

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        if self.closed:
            raise ValueError("The attachment is closed.")
        given = memoryview(content).cast("B")
        # In slices, so that one large write does not double its memory.
        for start in range(0, len(given), CONTENT_BYTES):
            self._waiting += given[start : start + CONTENT_BYTES]
            while len(self._waiting) > CONTENT_BYTES:
                self._target.write(self._chunks.seal(bytes(self._waiting[:CONTENT_BYTES]), last=False))
                del self._waiting[:CONTENT_BYTES]
        self.size += len(given)
        return len(given)

    def close(self) -> None:
        """Seal what waits, add the empty chunks and the last one. The target stays open."""
        if not self.closed:
            empty = empty_chunks(self._chunks.number + 1)
            self._target.write(self._chunks.seal(bytes(self._waiting), last=not empty))
            for left in range(empty, 0, -1):
                self._target.write(self._chunks.seal(b"", last=left == 1))
        self._drop()

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._drop()

    def __del__(self) -> None:
        # A writer that was forgotten must not end the file by being collected.
        self._drop()

    def _drop(self) -> None:
        self._waiting = bytearray()
        super().close()


class SealedReader(io.RawIOBase):
    """Read plaintext from a sealed file. Each chunk is authenticated before a byte of it is given out.

    CannotOpen in the middle or at the end means that all of it is void: whoever sends it on must break off,
    not finish politely. The key is taken at opening, so reading may go on after the clearance has ended (a
    download that is being sent).
    """

    def __init__(self, source: BinaryIO, individual: str, place: Place) -> None:
        super().__init__()
        clearance = current_clearance()
        keys = clearance.keys(individual)
        clearance.note(individual)
        self._begin(source, keys, place)

    @classmethod
    def with_keys(cls, source: BinaryIO, keys: IndividualKeys, place: Place) -> SealedReader:
        """For the vault's own work, which needs no clearance because nobody sees what passes."""
        reader = cls.__new__(cls)
        io.RawIOBase.__init__(reader)
        reader._begin(source, keys, place)
        return reader

    def _begin(self, source: BinaryIO, keys: IndividualKeys, place: Place) -> None:
        header = _read_fully(source, HEADER_BYTES)
        if len(header) < HEADER_BYTES or header[:1] != VERSION:
            raise cannot_open()
        key = keys.named(header[1 : 1 + KEY_ID_BYTES])
        self._chunks = _Chunks(key.attachments, header, place)
        self._source = source
        self._next = _read_fully(source, CHUNK_BYTES)
        self._ready = memoryview(b"")
        self._is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and not self._is_over:
            self._ready = memoryview(self._advance())
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._ready))
        target[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def chunks(self) -> Iterator[bytes]:
        """The plaintext piece by piece, for a streaming answer."""
        while piece := self.read(CONTENT_BYTES):
            yield piece

    def _advance(self) -> bytes:
        chunk, self._next = self._next, _read_fully(self._source, CHUNK_BYTES)
        self._is_over = not self._next
        return self._chunks.open(chunk, last=self._is_over)


def empty_chunks(count: int) -> int:
    """How many empty chunks follow ``count`` real ones: sizes come in steps of at most an eighth."""
    step = 1 << max(count.bit_length() - 4, 0)
    return -count % step


def _read_fully(source: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes; fewer only at the end of the source."""
    pieces = []
    while size > 0 and (piece := source.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
