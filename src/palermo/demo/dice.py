"""Chance that falls the same way everywhere.

Python promises a stable sequence only for ``Random.random()``; ``choice``, ``shuffle`` and ``sample`` may change
between versions. Everything random in the demo therefore goes through these few functions, which use nothing
else, and through arithmetic that every platform rounds alike (no logarithms, no set order).
"""

from bisect import bisect_right
from collections.abc import Mapping, MutableSequence, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Odds(Generic[T]):
    """Values with weights, made ready for many draws."""

    __slots__ = ("_bounds", "_values")

    def __init__(self, weights: Mapping[T, float]) -> None:
        """Take weights of any positive sum; values of weight zero are never drawn."""
        self._values = [value for value, weight in weights.items() if weight > 0]
        self._bounds = list(accumulate(weight for weight in weights.values() if weight > 0))

    def draw(self, dice: Random) -> T:
        """Draw one value."""
        return self._values[self._place(dice)]

    def draw_some(self, dice: Random, count: int) -> list[T]:
        """Draw ``count`` different values (all, if there are fewer), in the order in which they were given."""
        wanted = min(count, len(self._values))
        places: set[int] = set()
        while len(places) < wanted:
            places.add(self._place(dice))
        return [self._values[place] for place in sorted(places)]

    def _place(self, dice: Random) -> int:
        place = bisect_right(self._bounds, dice.random() * self._bounds[-1])
        return min(place, len(self._values) - 1)


def below(dice: Random, limit: int) -> int:
    """Draw a whole number from 0 to ``limit`` - 1."""
    return int(dice.random() * limit)


def between(dice: Random, low: int, high: int) -> int:
    """Draw a whole number from ``low`` to ``high``, both included."""
    return low + below(dice, high - low + 1)


def around(dice: Random, low: int, peak: int, high: int) -> int:
    """Draw a whole number from ``low`` to ``high``, thinning out to both sides of ``peak``, slower below."""
    below_peak = (peak - low + 1) * dice.random() * (1 + dice.random()) / 2
    above_peak = (high - peak + 1) * dice.random() * dice.random()
    return max(low, min(high, int(peak - below_peak + above_peak + 0.5)))


def pick(dice: Random, values: Sequence[T]) -> T:
    """Draw one of ``values``, each as likely."""
    return values[below(dice, len(values))]


def shuffle(dice: Random, values: MutableSequence[T]) -> None:
    """Put ``values`` into a random order, in place."""
    for last in range(len(values) - 1, 0, -1):
        other = below(dice, last + 1)
        values[last], values[other] = values[other], values[last]
