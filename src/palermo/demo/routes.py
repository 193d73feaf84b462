"""How plausible it is that a mission meets a person of this nationality, exploited in that country.

The weights in ``data/`` are hand-written from the year's published narrative (Laotians come home from Thailand,
Ukrainians from Russia and Poland, the Mauritian mission meets Cambodian fishermen ...). They only have to be
right relative to each other: the totals are fixed elsewhere.
"""

from random import Random

from .dice import Odds
from .margins import MISSING
from .tables import UNKNOWN, Weights, read_rows, read_weights

IMPOSSIBLE = 1e-12
"""The weight of what contradicts itself. Not zero, so that exchanges can lead out of it."""

MEMBERS = {"X-CARIBBEAN": ("ATG", "DMA", "GUY", "JAM", "TTO")}
"""A regional mission assists the nationals of all these countries, and those exploited in them."""

FORMER = {"SCG": ("SRB", "MNE", "XKX")}
"""A printed state that no longer existed in 2011, and the nationals for whom going there crosses no border."""

_UNHEARD_OF_ROUTE = 1e-8
_UNHEARD_OF_FOREIGNER = 1e-5
_ELSEWHERE = 0.0002
"""Met neither at home nor where exploited: in transit, or moved on."""


class Plausibility:
    """The weights, read once."""

    def __init__(self) -> None:
        """Read the routes that people take and the foreigners that missions assist."""
        self._routes = {
            MISSING if row["nationality"] == UNKNOWN else row["nationality"]: _shares(
                read_weights(row["destinations"])
            )
            for row in read_rows("routes")
        }
        self._foreigners = {
            row["mission"]: _shares(read_weights(row["nationalities"]), float(row["openness"]))
            for row in read_rows("foreigners")
        }
        self._office_in = {country: office for office, countries in MEMBERS.items() for country in countries}
        self._onward = {nationality: Odds(weights) for nationality, weights in self._routes.items()}
        self._assisted = {
            mission: Odds({**dict.fromkeys(MEMBERS.get(mission, (mission,)), 1.0), **weights})
            for mission, weights in self._foreigners.items()
        }

    def __call__(self, mission: str, kind: str, nationality: str, destination: str) -> float:
        """Weigh one case; ``kind`` is the trafficking type other than internal."""
        crosses = crosses_border(nationality, destination)
        if kind == "international" and not crosses:
            return IMPOSSIBLE
        if kind == "both" and MISSING in (nationality, destination):
            return IMPOSSIBLE
        if destination == MISSING:
            route = 0.2 if kind == MISSING else 0.03
        elif crosses:
            route = self._routes.get(nationality, {}).get(destination, _UNHEARD_OF_ROUTE)
        else:
            route = 0.3
        return route * self._meeting(mission, nationality, destination)

    def wish_destination(self, nationality: str, dice: Random) -> str:
        """Draw a country where people of this nationality are known to be exploited, or not known."""
        odds = self._onward.get(nationality)
        return odds.draw(dice) if odds and dice.random() < 0.95 else MISSING

    def wish_nationality(self, mission: str, dice: Random) -> str:
        """Draw a nationality that the mission is known to assist."""
        odds = self._assisted.get(mission)
        return odds.draw(dice) if odds else mission

    def wish_mission(self, nationality: str, destination: str, dice: Random) -> str:
        """Draw a mission that such a person would turn to: at home more often than abroad."""
        where = nationality if dice.random() < 0.6 else destination
        return self._office_in.get(where, where)

    def _meeting(self, mission: str, nationality: str, destination: str) -> float:
        if at_home(mission, nationality):
            return 1.0
        foreigner = self._foreigners.get(mission, {}).get(nationality, _UNHEARD_OF_FOREIGNER)
        if at_home(mission, destination):
            return foreigner
        return foreigner * (0.02 if destination == MISSING else _ELSEWHERE)


def crosses_border(nationality: str, destination: str) -> bool:
    """Say whether exploitation in ``destination`` is exploitation abroad; True if either is not known."""
    if MISSING in (nationality, destination):
        return True
    return nationality != destination and nationality not in FORMER.get(destination, ())


def at_home(mission: str, country: str) -> bool:
    """Say whether the mission is an office in, or for, the country."""
    return country != MISSING and (country == mission or country in MEMBERS.get(mission, ()))


def _shares(weights: Weights, total: float = 1.0) -> Weights:
    unit = total / sum(weights.values())
    return {code: weight * unit for code, weight in weights.items()}
