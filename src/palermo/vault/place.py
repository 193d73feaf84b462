"""Where a sealed value belongs. The place is authenticated with the value, so that it opens nowhere else.

Threat: somebody who may write to the database but not read keys copies the ciphertext of one person's address
into a row that he may see, or swaps two columns. With the place as additional data (design, security 1) it
does not open.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Table, column and the row's opaque identifier, all as text and none of them empty."""

    table: str
    column: str
    row: str

    def additional_data(self) -> bytes:
        """The place as bytes; length before content, so that no two places have the same bytes."""
        if not (self.table and self.column and self.row):
            raise ValueError("A place needs a table, a column and a row.")
        return context("place", self.table, self.column, self.row)


def context(*parts: str) -> bytes:
    """Unambiguous bytes for a list of texts: each is preceded by its length in four bytes."""
    encoded = [part.encode() for part in ("palermo 1", *parts)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
