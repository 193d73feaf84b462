"""How people were recruited, how they travelled, through which countries, and how long it lasted."""

from random import Random

from .choices import Choices, Traits
from .dice import around
from .margins import MISSING
from .missing import missing, perhaps
from .routes import Plausibility

_SECOND_COUNTRY = 0.015
_SECOND_NATIONALITIES = {
    "MDA": "ROU",
    "UKR": "RUS",
    "KAZ": "RUS",
    "BLR": "RUS",
    "XKX": "ALB",
    "COG": "COD",
    "PRY": "ARG",
    "ETH": "ERI",
}
_SECOND_NATIONALITY = 0.012


class Journey:
    """Draws what happened on the way."""

    def __init__(self) -> None:
        """Read the weights."""
        self._routes = Plausibility()
        self._recruiters = Choices("recruiters")
        self._methods = Choices("recruitment")
        self._transport = Choices("transport")
        self._transit = Choices("transit")
        self._months = Choices("months")

    def countries(self, traits: Traits, dice: Random) -> dict[str, str]:
        """Answer ``nationality`` and ``exploitation_country``, the main one first."""
        own = traits.nationality
        places = [traits.destination] if traits.destination != MISSING else []
        if traits.trafficking_type == "both":
            places.append(own if places != [own] else self._abroad(own, places, dice))
        elif (
            traits.trafficking_type == "international"
            and places
            and own != MISSING
            and dice.random() < _SECOND_COUNTRY
        ):
            places.append(self._abroad(own, places, dice))
        nationalities = [own] if own != MISSING else []
        second = _SECOND_NATIONALITIES.get(own, "")
        if (
            second
            and second not in places
            and traits.trafficking_type == "international"
            and dice.random() < _SECOND_NATIONALITY
        ):
            nationalities.append(second)
        return {
            "nationality": "|".join(nationalities) or missing(dice, refused=0),
            "exploitation_country": "|".join(places) or missing(dice),
        }

    def answers(self, traits: Traits, years: int | None, dice: Random) -> dict[str, str]:
        """Answer everything about recruitment and travel."""
        crossed = traits.trafficking_type == "international"
        relations = 2 if dice.random() < 0.04 else 1
        return {
            "trafficking_type": traits.trafficking_type or missing(dice),
            "recruiter_relation": perhaps(dice, 0.12, self._recruiters.draw_some(traits, dice, relations)),
            "recruitment_method": perhaps(dice, 0.28, self._methods.draw_some(traits, dice, relations)),
            "transport_mode": self._modes(traits, dice) if crossed else "",
            "transit_countries": self._transits(traits, dice) if crossed else "",
            "months_in_trafficking": perhaps(dice, 0.2, str(self._duration(traits, years, dice))),
        }

    def _abroad(self, own: str, taken: list[str], dice: Random) -> str:
        while True:
            place = self._routes.wish_destination(own, dice)
            if place not in (own, MISSING, *taken):
                return place

    def _modes(self, traits: Traits, dice: Random) -> str:
        count = 2 if dice.random() < 0.25 else 1
        return perhaps(dice, 0.15, self._transport.draw_some(traits, dice, count))

    def _transits(self, traits: Traits, dice: Random) -> str:
        if not self._transit.fits(traits) or dice.random() * 100 >= self._transit.number(traits, "share"):
            return ""
        ends = (traits.nationality, traits.destination)
        count = 2 if dice.random() < 0.2 else 1
        between = [code for code in self._transit.odds(traits).draw_some(dice, count) if code not in ends]
        return perhaps(dice, 0.08, "|".join(between)) if between else ""

    def _duration(self, traits: Traits, years: int | None, dice: Random) -> int:
        low, peak, high = (int(self._months.number(traits, column)) for column in ("low", "peak", "high"))
        months = around(dice, low, peak, high)
        if years is None:
            return min(months, 24)
        # Nobody is exploited for longer than since shortly after birth; most children not before school age.
        return min(months, max(years * 12 - 48, years * 6))
