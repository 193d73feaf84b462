"""The one form in which an entry is hashed: no two different entries have the same bytes.

Fixed part: a mark, number and time as 64-bit integers, and the length of each of the seven texts that follow. Since all
lengths come first, nothing can be moved from one field into its neighbour (``"ab" + "c"`` is not ``"a" + "bc"``).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from palermo.vault.chain import link, same

#: Names the form. Another form gets another mark, so that old entries stay verifiable.
MARK = b"palermo/audit/entry/1\x00"
#: sequence, at; lengths of actor, act, object_kind, object_id, mission, details, previous.
FIXED = struct.Struct(">qq7I")
COLUMNS = (
    "sequence", "at", "actor", "act", "object_kind", "object_id", "mission", "details", "previous", "hash",
)  # fmt: skip


class Row(NamedTuple):
    """An entry as bytes, from wherever it was read. ``hash`` is what stands there, not what should."""

    sequence: int
    at: int
    actor: bytes
    act: bytes
    object_kind: bytes
    object_id: bytes
    mission: bytes
    details: bytes
    previous: bytes
    hash: bytes


def encode(row: Row, sequence: int | None = None) -> bytes:
    """The bytes that the hash of ``row`` covers; ``sequence`` asks what they would be under another number."""
    number, at, *texts, _hash = row
    fixed = FIXED.pack(number if sequence is None else sequence, at, *map(len, texts))
    return b"".join((MARK, fixed, *texts))


def is_genuine(key: bytes, row: Row, sequence: int | None = None) -> bool:
    """Whether the row is, byte for byte, what was appended as its number (or as ``sequence``)."""
    return same(link(key, encode(row, sequence)), row.hash)


def row_of(sequence: int, at: int, texts: Sequence[bytes], previous: bytes, own: bytes) -> Row:
    """A row from its two numbers, six texts and two hashes."""
    actor, act, object_kind, object_id, mission, details = texts
    return Row(sequence, at, actor, act, object_kind, object_id, mission, details, previous, own)


def damaged(sequence: object) -> Row:
    """Stands for a row whose columns are not even of the right kind: never genuine."""
    number = sequence if type(sequence) is int and -(2**63) <= sequence < 2**63 else 0
    return Row(number, 0, b"", b"", b"", b"", b"", b"", b"", b"")


def canonical_json(details: Mapping[str, Any]) -> str:
    """One text for one content: keys sorted, no spaces, ASCII only."""
    return json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def head_content(sequence: int, head_hash: bytes) -> bytes:
    """The bytes that the head's seal covers."""
    return struct.pack(">q", sequence) + head_hash
