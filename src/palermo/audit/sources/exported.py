"""An exported file: JSON lines. A header, one line an entry, and a last line with a seal over every byte before it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from palermo.audit.encoding import COLUMNS, Row, damaged
from palermo.audit.errors import CannotRead
from palermo.audit.sources.base import End, row_from_values
from palermo.vault.chain import ChainKeys, RunningSeal, same

#: Names the form of the file.
FORMAT = "palermo audit 1"
#: A line of ours has some hundred bytes; a longer one is not ours and is taken in pieces.
LONGEST_LINE = 1 << 20


class ExportSource:
    """The part of a chain that a file holds; its rows are read once, line by line."""

    def __init__(self, lines: BinaryIO, keys: ChainKeys) -> None:
        self._lines = lines
        self._seal = RunningSeal(keys.export)
        self._end: End | None = None
        line = lines.readline(LONGEST_LINE)
        self._seal.update(line)
        header = _parsed(line)
        try:
            assert header["format"] == FORMAT  # noqa: S101 - the same answer as for a missing key
            self.first, self.previous = int(header["first"]), bytes.fromhex(header["previous"])
        except (AssertionError, KeyError, TypeError, ValueError) as error:
            raise CannotRead(_("This is not an exported audit, or not one of this version.")) from error

    def rows(self) -> Iterator[Row]:
        expected = self.first
        while line := self._lines.readline(LONGEST_LINE):
            content = _parsed(line)
            if "seal" in content:
                self._end = self._read_end(content, line)
                return
            self._seal.update(line)
            yield _row(content, expected)
            expected += 1

    def end(self) -> End | None:
        """None when the last line is missing: the file was cut off."""
        return self._end

    def _read_end(self, content: dict[str, Any], line: bytes) -> End:
        try:
            sequence, last_hash = content["last"], bytes.fromhex(content["hash"])
            seal = bytes.fromhex(content.pop("seal"))
        except (KeyError, TypeError, ValueError):
            return End(self.first - 1, b"", False)
        self._seal.update(_line(content))
        unaltered = line == _line({**content, "seal": seal.hex()}) and not self._lines.read(1)
        genuine = unaltered and type(sequence) is int and same(self._seal.value(), seal)
        return End(damaged(sequence).sequence, last_hash, genuine)


def write_export(
    out: BinaryIO, rows: Iterable[Row], first: int, keys: ChainKeys, made_at: datetime
) -> tuple[int, bytes]:
    """Write rows that begin with number ``first``; returns number and hash of the last. Constant memory."""
    seal = RunningSeal(keys.export)
    sequence, last_hash, has_header = first - 1, b"", False

    def put(content: dict[str, Any]) -> None:
        line = _line(content)
        seal.update(line)
        out.write(line)

    for row in rows:
        if not has_header:
            put(_header(first, row.previous, made_at))
            has_header = True
        sequence, last_hash = row.sequence, row.hash
        put(_content(row))
    if not has_header:
        raise CannotRead(_("There is no entry to export."))
    end = {"last": sequence, "hash": last_hash.hex()}
    seal.update(_line(end))
    out.write(_line({**end, "seal": seal.value().hex()}))
    return sequence, last_hash


def is_export(path: Path) -> bool:
    """Whether a file begins like one of ours."""
    with path.open("rb") as lines:
        return _parsed(lines.readline(LONGEST_LINE)).get("format") == FORMAT


def _header(first: int, previous: bytes, made_at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "first": first,
        "previous": previous.hex(),
        "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "times": "microseconds since 1970-01-01 UTC",
    }


def _content(row: Row) -> dict[str, Any]:
    texts = [text.decode("utf-8", "surrogateescape") for text in row[2:8]]
    return dict(zip(COLUMNS, [row.sequence, row.at, *texts, row.previous.hex(), row.hash.hex()], strict=True))


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _parsed(line: bytes) -> dict[str, Any]:
    """The object in a line; empty for anything else."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _row(content: dict[str, Any], expected: int) -> Row:
    try:
        *columns, previous, own = (content[name] for name in COLUMNS)
        return row_from_values([*columns, bytes.fromhex(previous), bytes.fromhex(own)])
    except (KeyError, TypeError, ValueError):
        return damaged(content.get("sequence", expected))
