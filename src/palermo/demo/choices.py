"""Answers that depend on who and where: the first line of a weight file that fits a case gives its odds.

The files in ``data/`` are read from the special to the general; an empty cell fits everything, and the last line
of each file fits everybody.
"""

from random import Random
from typing import NamedTuple

from django.utils.translation import gettext as _

from .dice import Odds
from .errors import DemoError
from .tables import read_rows, read_weights


class Traits(NamedTuple):
    """What the weight files may ask about a case. Empty: not known. ``met``: inside, abroad or returned."""

    nationality: str
    destination: str
    trafficking_type: str
    sex: str
    age: str
    exploitation: str
    met: str


class Choices:
    """One weight file."""

    def __init__(self, name: str) -> None:
        """Read ``data/<name>.csv``; columns named as traits select, the others are given out."""
        self._name = name
        self._rows = list(read_rows(name))
        self._asked = [field for field in Traits._fields if field in self._rows[0]]
        self._lines = [
            [frozenset(filter(None, row[field].split("|"))) for field in self._asked] for row in self._rows
        ]
        self._odds = [Odds(read_weights(row.get("weights", ""))) for row in self._rows]
        self._found: dict[tuple[str, ...], int] = {}

    def odds(self, traits: Traits) -> Odds[str]:
        """Give the odds of the first line that fits. Raises DemoError if there is none."""
        return self._odds[self._line(traits)]

    def number(self, traits: Traits, column: str) -> float:
        """Give a number of the first line that fits. Raises DemoError if there is none."""
        return float(self._rows[self._line(traits)][column])

    def fits(self, traits: Traits) -> bool:
        """Say whether any line fits; files for the few have no line for everybody."""
        return self._find(traits) >= 0

    def draw(self, traits: Traits, dice: Random) -> str:
        """Draw one answer."""
        return self.odds(traits).draw(dice)

    def draw_some(self, traits: Traits, dice: Random, count: int) -> str:
        """Draw up to ``count`` answers, joined as the import format joins them."""
        return "|".join(self.odds(traits).draw_some(dice, count))

    def _line(self, traits: Traits) -> int:
        at = self._find(traits)
        if at < 0:
            raise DemoError(_("A weight file of the demo has no line for a case."), file=f"{self._name}.csv")
        return at

    def _find(self, traits: Traits) -> int:
        key = tuple(getattr(traits, field) for field in self._asked)
        at = self._found.get(key)
        if at is None:
            fitting = (
                at
                for at, line in enumerate(self._lines)
                if all(not wanted or value in wanted for wanted, value in zip(line, key, strict=True))
            )
            at = self._found[key] = next(fitting, -1)
        return at
