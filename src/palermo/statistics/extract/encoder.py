"""Turns answers into codes, row after row, in memory that does not grow with the number of rows."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from palermo.statistics.extract.format import STATES, Entry, smallest

#: Rows held in memory before they go to disk.
CHUNK = 65_536
STATE_CODES: dict[Any, int] = {word: code for code, word in enumerate(STATES)}


class ColumnEncoder:
    """One column being written: a growing dictionary and a scratch file of 32-bit codes."""

    def __init__(self, path: Path, rows_before: int, *, states: bool = True) -> None:
        self.path = path
        self.entries: list[Entry] = list(STATES) if states else []
        self.codes: dict[Any, int] = dict(STATE_CODES) if states else {}
        self._file: IO[bytes] = path.open("wb")
        self.chunk = array("I", bytes(4 * CHUNK))
        for start in range(0, rows_before, CHUNK):
            self._file.write(bytes(4 * min(CHUNK, rows_before - start)))

    def code(self, answer: Any) -> int:
        """The code of ``answer`` (a state word, a value, or a list of values), entered when new."""
        key = tuple(answer) if type(answer) is list else answer
        known = self.codes.get(key)
        if known is None:
            known = self.codes[key] = len(self.entries)
            self.entries.append(key)
        return known

    def flush(self, rows: int) -> None:
        """Write the first ``rows`` codes of the chunk and start a new one of zeros."""
        self._file.write(memoryview(self.chunk)[:rows])
        self.chunk = array("I", bytes(4 * CHUNK))

    def finish(self, target: Path, rows: int) -> None:
        """Rewrite the scratch file as the narrowest ``.npy`` that holds the codes, block by block."""
        self._file.close()
        narrow = np.lib.format.open_memmap(
            target, mode="w+", dtype=smallest(len(self.entries)), shape=(rows,)
        )
        wide = (
            np.memmap(self.path, dtype=np.uint32, mode="r", shape=(rows,)) if rows else np.zeros(0, np.uint32)
        )
        for start in range(0, rows, CHUNK):
            narrow[start : start + CHUNK] = wide[start : start + CHUNK]
        narrow.flush()
        self.path.unlink()


class TableEncoder:
    """All columns of an extract being written. Columns appear when their first answer does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = 0
        self._filled = 0
        self.columns: dict[str, ColumnEncoder] = {}

    def add(self, answers: Mapping[str, Any]) -> None:
        """Append one case: ``{column: answer}``; a column that is not named stays "not asked"."""
        position = self._filled
        columns = self.columns
        for name, answer in answers.items():
            column = columns.get(name)
            if column is None:
                column = columns[name] = ColumnEncoder(self.folder / f"{name}.wide", self.rows - self._filled)
            column.chunk[position] = column.code(answer)
        self.rows += 1
        self._filled += 1
        if self._filled == CHUNK:
            self._flush()

    def finish(self) -> dict[str, tuple[Entry, ...]]:
        """Write every column; returns the dictionaries."""
        self._flush()
        for name, column in self.columns.items():
            column.finish(self.folder / f"{name}.npy", self.rows)
        return {name: tuple(column.entries) for name, column in self.columns.items()}

    def _flush(self) -> None:
        for column in self.columns.values():
            column.flush(self._filled)
        self._filled = 0
