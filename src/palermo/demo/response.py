"""What the mission did: who sent the person, what was given, how sure the mission is, and when it began."""

from datetime import date, timedelta
from random import Random

from .choices import Choices, Traits
from .dice import Odds, around, between
from .missing import perhaps

YEAR = 2011
_LAST_DAY = date(YEAR, 12, 31)
_SUNDAY = 6
_SATURDAY = 5
_SAME_DAY = 0.2
"""Share of people who are registered on the day of the one before: groups are freed and flown home together."""

_STATUS = Odds({"confirmed": 72.0, "presumed": 22.0, "possible": 6.0})


class Response:
    """Draws the mission's side of the case."""

    def __init__(self) -> None:
        """Read the weights."""
        self._referrals = Choices("referrals")
        self._assistance = Choices("assistance")

    def answers(self, traits: Traits, dice: Random) -> dict[str, str]:
        """Answer who referred the person and what was given."""
        count = around(dice, 1, 3, 8)
        return {
            "assistance_types": perhaps(dice, 0.02, self._assistance.draw_some(traits, dice, count)),
            "referral_source": perhaps(dice, 0.07, self._referrals.draw(traits, dice)),
        }

    def status(self, dice: Random) -> str:
        """Draw how sure the determination is. Nobody in the published tables was found not to be a victim."""
        return _STATUS.draw(dice)


class Calendar:
    """Working days of 2011, busier in some months than in others, differently in each mission."""

    def __init__(self) -> None:
        """Start with no mission known."""
        self._months: dict[str, Odds[int]] = {}
        self._last: dict[str, date] = {}

    def day(self, mission: str, dice: Random) -> date:
        """Draw the day on which a mission registers one more person."""
        if mission in self._last and dice.random() < _SAME_DAY:
            return self._last[mission]
        months = self._months.get(mission)
        if months is None:
            busy = {month: 0.4 + dice.random() for month in range(1, 13)}
            busy[8] *= 0.7
            busy[12] *= 0.7
            months = self._months[mission] = Odds(busy)
        while True:
            month = months.draw(dice)
            day = date(YEAR, month, 1) + timedelta(days=between(dice, 0, 30))
            if day.month == month and _works(day, dice):
                self._last[mission] = day
                return day

    def days_apart(self, first: str, dice: Random) -> tuple[date, date]:
        """Draw the days of two registrations: by the mission ``first``, then by another some weeks later."""
        while True:
            earlier = self.day(first, dice)
            later = earlier + timedelta(days=around(dice, 2, 20, 150))
            if later <= _LAST_DAY and later.weekday() != _SUNDAY:
                return earlier, later


def _works(day: date, dice: Random) -> bool:
    if day.weekday() == _SUNDAY:
        return False
    return day.weekday() != _SATURDAY or dice.random() < 0.3
