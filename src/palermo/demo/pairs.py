"""People who were assisted twice: where they had been exploited, and again at home.

The tables count instances of assistance. Somebody helped at destination and then received at home is one individual
and two instances, and a demo in which nobody is would hide the difference. Two cases can be the same person when
the first mission lies where the exploitation was, the second in the country of origin, and all that the tables say
of the two is equal.
"""

from collections.abc import Sequence
from random import Random

from .dice import shuffle
from .geography import Place
from .margins import MISSING
from .profile import Person
from .routes import at_home

_SHARE = 0.95
"""Nearly everybody who can be met again is, or too few would be: most people are only ever met at one end."""


def pair_up(places: Sequence[Place], people: Sequence[Person], dice: Random) -> dict[int, int]:
    """Match cases of one individual: the position of the case at home, by that of the case at destination."""
    abroad: dict[tuple[str, ...], list[int]] = {}
    home: dict[tuple[str, ...], list[int]] = {}
    for at, (place, person) in enumerate(zip(places, people, strict=True)):
        if place.trafficking_type != "international" or MISSING in (*place, *person):
            continue
        alike = (place.nationality, place.destination, *person)
        if at_home(place.mission, place.nationality):
            home.setdefault(alike, []).append(at)
        elif at_home(place.mission, place.destination):
            abroad.setdefault(alike, []).append(at)
    matches: list[tuple[int, int]] = []
    for shared, firsts in abroad.items():
        seconds = home.get(shared, [])
        shuffle(dice, firsts)
        shuffle(dice, seconds)
        possible = list(zip(firsts, seconds, strict=False))
        matches += possible[: int(len(possible) * _SHARE + 0.5)]
    return dict(matches)
