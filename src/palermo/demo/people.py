"""Age in years, schooling and marital status, each within what the broad age allows."""

from random import Random

from .choices import Choices, Traits
from .dice import Odds, around
from .margins import MISSING
from .missing import missing, perhaps
from .tables import read_rows, read_weights

_BAND_ONLY = 0.06
"""Share of the people of known broad age whose years nobody could tell."""

_EARLIEST = {
    "none": 0,
    "early_childhood": 5,
    "primary": 11,
    "lower_secondary": 14,
    "upper_secondary": 17,
    "post_secondary": 19,
    "short_tertiary": 20,
    "bachelor": 21,
    "master": 23,
    "doctorate": 27,
}
"""The age at which a level of education can be finished."""


class People:
    """Draws what describes the person."""

    def __init__(self) -> None:
        """Read the weights."""
        self._ages = Choices("ages")
        self._education = Choices("education")
        self._marital = [
            (row["sex"], int(row["from_age"]), Odds(read_weights(row["weights"])))
            for row in read_rows("marital")
        ]

    def years(self, traits: Traits, dice: Random) -> int | None:
        """Draw an age that fits the broad age; None where only the broad age, or nothing, is known."""
        if traits.age == MISSING or dice.random() < _BAND_ONLY:
            return None
        low, peak, high = (self._ages.number(traits, column) for column in ("low", "peak", "high"))
        return around(dice, int(low), int(peak), int(high))

    def age_answers(self, traits: Traits, years: int | None, dice: Random) -> dict[str, str]:
        """Answer ``age`` and, where only that is known, ``age_band``."""
        if years is not None:
            return {"age": str(years), "age_band": ""}
        if traits.age != MISSING:
            return {"age": "unknown", "age_band": traits.age}
        state = missing(dice)
        return {"age": state, "age_band": state}

    def education(self, traits: Traits, years: int | None, dice: Random) -> str:
        """Draw the highest level finished; nobody has finished what they are too young for."""
        age = years if years is not None else {"under_18": 14, "18_and_over": 20}.get(traits.age)
        if age is None:
            return missing(dice)
        level = self._education.draw(traits, dice)
        if _EARLIEST[level] > age:
            level = max(
                (name for name, earliest in _EARLIEST.items() if earliest <= age), key=_EARLIEST.__getitem__
            )
            if age < 14 and dice.random() < 0.4:
                level = "none"
        return perhaps(dice, 0.22, level)

    def marital_status(self, traits: Traits, years: int | None, dice: Random) -> str:
        """Draw the marital status; below sixteen everybody is single."""
        if traits.age == MISSING:
            return missing(dice)
        age = years if years is not None else (10 if traits.age == "under_18" else 25)
        fitting = [
            odds for sex, since, odds in self._marital if sex == (traits.sex or "female") and since <= age
        ]
        status = fitting[-1].draw(dice) if fitting else "single"
        return perhaps(dice, 0.05 if age < 18 else 0.14, status)
