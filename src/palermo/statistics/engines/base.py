"""The contract of a counting engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

Measure = Literal["instances", "individuals"]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Axis:
    """One way of sorting cases into categories.

    ``lut[code]`` is the category (0 to ``size`` - 1) of each entry of the column's dictionary; -1 leaves it out.
    """

    column: str
    lut: npt.NDArray[np.int32]
    size: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases are counted: for each named column, which dictionary codes are in. All must hold."""

    allowed: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def key(self) -> tuple[Any, ...]:
        return tuple((name, mask.tobytes()) for name, mask in sorted(self.allowed.items()))


class Engine(Protocol):
    """Counts cases or individuals."""

    def count(self, axes: Sequence[Axis], selection: Selection, measure: Measure) -> Counts:
        """Counts of the cases in ``selection`` by the categories of ``axes``.

        The result has one dimension per axis (none: a single number, shape ``()``). For ``individuals`` an individual
        is counted once in every cell in which one of their cases falls, so cells may add up to more than the whole.
        """
        ...

    def prepare(self, combinations: Sequence[tuple[str, ...]], selection: Selection) -> None:
        """Hint: these combinations of columns will be asked for soon, under ``selection``."""
        ...
