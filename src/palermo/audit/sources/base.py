"""What every source gives to verification: rows in the order of their numbers, and what should be the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from palermo.audit.encoding import COLUMNS, Row, damaged, head_content, row_of
from palermo.audit.walls import ENTRY, HEAD
from palermo.vault.chain import ChainKeys, link, same


class End(NamedTuple):
    """What the head row, or the last line of an export, says is the last entry; ``is_genuine``: with our seal."""

    sequence: int
    hash: bytes
    is_genuine: bool


class Source(Protocol):
    """A chain, or a contiguous part of one, as it stands somewhere. One snapshot: nothing moves while it is read."""

    @property
    def first(self) -> int:
        """The number that the first row should have."""
        ...

    @property
    def previous(self) -> bytes:
        """What the first row should name as the hash before it."""
        ...

    def rows(self) -> Iterator[Row]:
        """All rows, also those that should not be there, by number; to be taken once."""
        ...

    def end(self) -> End | None:
        """To be asked after the rows. None when there is none."""
        ...


def end_from_head(row: Sequence[Any] | None, keys: ChainKeys) -> End | None:
    """The end from a head row (sequence, hash, seal) of any types."""
    if row is None:
        return None
    sequence, head_hash, seal = row
    if type(sequence) is not int or not isinstance(head_hash, bytes) or not isinstance(seal, bytes):
        return End(damaged(sequence).sequence, b"", False)
    genuine = same(link(keys.head, head_content(sequence, head_hash)), seal)
    return End(sequence, head_hash, genuine)


def row_from_values(values: Sequence[Any]) -> Row:
    """A row from Python values (two numbers, six texts, two byte strings), or a damaged one for any other types."""
    sequence, at, *texts, previous, own = values
    if (
        type(sequence) is int
        and type(at) is int
        and -(2**63) <= sequence < 2**63
        and -(2**63) <= at < 2**63
        and isinstance(previous, bytes)
        and isinstance(own, bytes)
        and all(isinstance(text, str) for text in texts)
    ):
        # surrogateescape: bytes that were no UTF-8 come back as they were, and fail the hash instead of the program.
        return row_of(
            sequence, at, [text.encode("utf-8", "surrogateescape") for text in texts], previous, own
        )
    return damaged(sequence)


SELECT_ROWS = f"SELECT {', '.join(COLUMNS)} FROM {ENTRY}"  # noqa: S608
SELECT_HEAD = f"SELECT sequence, hash, seal FROM {HEAD} WHERE id = 1"  # noqa: S608
