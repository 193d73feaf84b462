"""Counting on arrays of codes: one pass over the rows per combination of columns, in blocks that stay in the cache.

A joint histogram over raw dictionary codes is taken once and then rolled up: region from mission, "combined" from the
set of purposes, the margin from the two-way table. Raw histograms are remembered per selection, so a page of seventeen
tables costs six passes. Individuals cannot be rolled up (one person, two missions, one region): cases of people with a
single case are counted like instances, and only the few others are looked at one by one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.statistics.engines.base import Axis, Counts, Measure, Selection
from palermo.statistics.extract.format import Extract

#: Rows per block: a few columns of this length fit into a core's second-level cache.
BLOCK = 1 << 17
#: A joint histogram with more cells than this is not taken raw but sorted into categories row by row.
MAX_CELLS = 1 << 21
#: Remembered histograms; each is at most MAX_CELLS numbers.
REMEMBERED = 64


class ArrayEngine:
    """The engine over one Extract."""

    def __init__(self, extract: Extract) -> None:
        self.extract = extract
        self._raw: OrderedDict[tuple[Any, ...], Counts] = OrderedDict()

    def prepare(self, combinations: Sequence[tuple[str, ...]], selection: Selection) -> None:
        """Take the raw histograms of the largest combinations in a single walk over the rows."""
        wanted: list[tuple[str, ...]] = []
        for columns in sorted({tuple(sorted(set(c))) for c in combinations}, key=len, reverse=True):
            if self._cells(columns) <= MAX_CELLS and not any(set(columns) <= set(w) for w in wanted):
                wanted.append(columns)
        self._walk(
            [columns for columns in wanted if self._known(columns, selection, False) is None], selection
        )

    def count(self, axes: Sequence[Axis], selection: Selection, measure: Measure) -> Counts:
        if measure == "instances":
            return self._instances(axes, selection, only_single=False)
        return self._instances(axes, selection, only_single=True) + self._repeated(axes, selection)

    # --- Instances -------------------------------------------------------------------------------------------
    def _instances(self, axes: Sequence[Axis], selection: Selection, *, only_single: bool) -> Counts:
        columns = tuple(sorted({axis.column for axis in axes}))
        if self._cells(columns) > MAX_CELLS:
            return self._row_by_row(axes, selection, only_single=only_single)
        raw = self._known(columns, selection, only_single)
        if raw is None:
            self._walk([columns], selection, only_single=only_single)
            raw = self._known(columns, selection, only_single)
            assert raw is not None  # noqa: S101 - just taken
        # Fold the codes of each column into the categories of all axes on it (region and country of a mission are
        # two axes on one column), then bring the dimensions into the order of the axes.
        order: list[int] = []
        for position, column in enumerate(columns):
            on_column = [i for i, axis in enumerate(axes) if axis.column == column]
            raw = _fold(raw, position, _product([axes[i] for i in on_column]))
            order += on_column
        split = raw.reshape([axes[i].size for i in order])
        return np.transpose(split, [order.index(i) for i in range(len(axes))])

    def _known(self, columns: tuple[str, ...], selection: Selection, only_single: bool) -> Counts | None:
        """A remembered histogram of exactly ``columns``, or the sum of one that has more."""
        chosen = (selection.key(), only_single)
        for key, raw in self._raw.items():
            have: tuple[str, ...] = key[0]
            if key[1:] == chosen and set(columns) <= set(have):
                self._raw.move_to_end(key)
                surplus = tuple(i for i, name in enumerate(have) if name not in columns)
                return np.asarray(raw.sum(axis=surplus)) if surplus else raw
        return None

    def _walk(
        self, combinations: list[tuple[str, ...]], selection: Selection, *, only_single: bool = False
    ) -> None:
        """One walk over all rows for several raw histograms."""
        if not combinations:
            return
        shapes = [tuple(len(self.extract.dictionary(c)) for c in columns) for columns in combinations]
        totals = [np.zeros(prod(shape), dtype=np.int64) for shape in shapes]
        names = sorted({name for columns in combinations for name in columns})
        sources = {name: self.extract.column(name) for name in names}
        for start in range(0, self.extract.rows, BLOCK):
            stop = min(start + BLOCK, self.extract.rows)
            keep = self._selected(start, stop, selection, only_single)
            block = {name: source[start:stop] for name, source in sources.items()}
            size = stop - start
            if keep is not None:
                rows = np.flatnonzero(keep)
                size = len(rows)
                if not size:
                    continue
                block = {name: codes.take(rows) for name, codes in block.items()}
            for columns, shape, total in zip(combinations, shapes, totals, strict=True):
                if not columns:
                    total[0] += size
                else:
                    total += np.bincount(_joint([block[c] for c in columns], shape), minlength=len(total))
        for columns, shape, total in zip(combinations, shapes, totals, strict=True):
            self._raw[(columns, selection.key(), only_single)] = total.reshape(shape)
        while len(self._raw) > REMEMBERED:
            self._raw.popitem(last=False)

    def _row_by_row(self, axes: Sequence[Axis], selection: Selection, *, only_single: bool) -> Counts:
        """For combinations too wide for a raw histogram: each row is sorted into its cell of categories."""
        shape = tuple(axis.size for axis in axes)
        total = np.zeros(prod(shape), dtype=np.int64)
        for start in range(0, self.extract.rows, BLOCK):
            stop = min(start + BLOCK, self.extract.rows)
            keep = self._selected(start, stop, selection, only_single)
            rows = np.arange(start, stop) if keep is None else np.flatnonzero(keep) + start
            cells, is_in = self._cells_of(rows, axes)
            total += np.bincount(cells[is_in], minlength=len(total))
        return total.reshape(shape)

    # --- Individuals -----------------------------------------------------------------------------------------
    def _repeated(self, axes: Sequence[Axis], selection: Selection) -> Counts:
        """People with several cases: each counted once per cell."""
        shape = tuple(axis.size for axis in axes)
        size = prod(shape)
        rows = self.extract.repeated
        for name, mask in selection.allowed.items():
            rows = rows[mask[self.extract.column(name)[rows]]]
        cells, is_in = self._cells_of(rows, axes)
        people = np.asarray(self.extract.individual[rows], dtype=np.int64)[is_in]
        distinct = np.unique(people * size + cells[is_in])
        return np.bincount(distinct % size, minlength=size).reshape(shape)

    # --- Rows ------------------------------------------------------------------------------------------------
    def _selected(
        self, start: int, stop: int, selection: Selection, only_single: bool
    ) -> npt.NDArray[np.bool_] | None:
        """Which rows of the block count; None when all do."""
        keep: npt.NDArray[np.bool_] | None = None
        for name, mask in selection.allowed.items():
            if mask.all():
                continue
            part = mask[self.extract.column(name)[start:stop]]
            keep = part if keep is None else keep & part
        if only_single:
            repeated = self.extract.repeated
            low, high = np.searchsorted(repeated, [start, stop])
            if keep is None:
                keep = np.ones(stop - start, dtype=np.bool_)
            keep[repeated[low:high] - start] = False
        return None if keep is None or bool(keep.all()) else keep

    def _cells_of(
        self, rows: npt.NDArray[np.intp], axes: Sequence[Axis]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        cells = np.zeros(len(rows), dtype=np.int64)
        is_in = np.ones(len(rows), dtype=np.bool_)
        for axis in axes:
            category = axis.lut[self.extract.column(axis.column)[rows]]
            is_in &= category >= 0
            cells = cells * axis.size + category
        return cells, is_in

    def _cells(self, columns: Sequence[str]) -> int:
        return prod(len(self.extract.dictionary(column)) for column in columns)


def _joint(parts: list[npt.NDArray[Any]], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """The flat index of each row in a histogram of ``shape``; in 32 bits, which is enough below MAX_CELLS."""
    if len(parts) == 1:
        return parts[0]
    index = parts[0].astype(np.uint32)
    for part, size in zip(parts[1:], shape[1:], strict=True):
        index *= np.uint32(size)
        index += part
    return index


def _product(axes: list[Axis]) -> Axis:
    """Several axes on one column as one, whose category is the combination of theirs."""
    lut, size = axes[0].lut, axes[0].size
    for axis in axes[1:]:
        lut = np.where((lut >= 0) & (axis.lut >= 0), lut * axis.size + axis.lut, -1)
        size *= axis.size
    return Axis(axes[0].column, lut, size)


def _fold(counts: Counts, position: int, axis: Axis) -> Counts:
    """Add up the codes of one dimension into the categories of ``axis``."""
    moved = np.moveaxis(counts, position, 0)
    folded = np.zeros((axis.size, *moved.shape[1:]), dtype=np.int64)
    is_in = axis.lut >= 0
    np.add.at(folded, axis.lut[is_in], moved[is_in])
    return np.moveaxis(folded, 0, position)
