"""Who the people are and what was done to them: sex, broad age and exploitation category of every case.

The tables give each of the three by region, one at a time. ``data/leanings.csv`` says how the three hang together,
and where: each line multiplies the plausibility of the cases it fits ("of the Laotians in Thailand, women are
five times likelier"). Exchanges within a region then give joint detail while the printed totals stay.
"""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from .dice import pick, shuffle
from .geography import Place
from .margins import MISSING, Counts, Margins
from .swaps import Exchange, Pool, Profile, Wish
from .tables import read_rows

_SWEEPS = 20
_PLACE_FIELDS = ("mission", "nationality", "destination", "trafficking_type")
_PERSON_FIELDS = ("sex", "age", "exploitation")
_NOT_KNOWN = "MISSING"


class Person(NamedTuple):
    """The three printed characteristics of one case, as keys of the margins."""

    sex: str
    age: str
    exploitation: str


class Leaning(NamedTuple):
    """One line of the weights: which answers it speaks of (none: all) and how much likelier it makes them."""

    place: Mapping[str, frozenset[str]]
    person: tuple[frozenset[str], frozenset[str], frozenset[str]]
    times: float

    def speaks_of(self, place: Place) -> bool:
        """Say whether the line is about cases of this place."""
        return all(getattr(place, field) in values for field, values in self.place.items())


def describe_everyone(margins: Margins, places: Sequence[Place], dice: Random) -> list[Person]:
    """Give every case its sex, broad age and exploitation category; tables 8 to 13 hold exactly."""
    leanings = _leanings()
    by_place: dict[str, list[Leaning]] = {}
    labels: list[str] = []
    for place in places:
        label = " ".join(place)
        if label not in by_place:
            by_place[label] = [leaning for leaning in leanings if leaning.speaks_of(place)]
        labels.append(label)
    members: dict[str, list[int]] = {region: [] for region in margins.regions}
    for at, place in enumerate(places):
        members[margins.region_of[place.mission]].append(at)

    profiles: list[Profile] = [()] * len(places)
    for region, positions in members.items():
        tables = (margins.sex[region], margins.age[region], margins.exploitation[region])
        answers = [_dealt(counts, dice) for counts in tables]
        for at, sex, age, exploitation in zip(positions, *answers, strict=True):
            profiles[at] = (labels[at], sex, age, exploitation)

    def weigh(profile: Profile) -> float:
        weight = 1.0
        for leaning in by_place[profile[0]]:
            sexes, ages, purposes = leaning.person
            if (
                (not sexes or profile[1] in sexes)
                and (not ages or profile[2] in ages)
                and (not purposes or profile[3] in purposes)
            ):
                weight *= leaning.times
        return weight

    pools = [
        Pool(field, positions, _any_of([profiles[at][field] for at in positions]))
        for positions in members.values()
        for field in (1, 2, 3)
    ]
    Exchange(profiles, pools, weigh, dice).settle(_SWEEPS)
    return [Person(*profile[1:]) for profile in profiles]


def _dealt(counts: Counts, dice: Random) -> list[str]:
    answers = [answer for answer, number in counts.items() for _ in range(number)]
    shuffle(dice, answers)
    return answers


def _any_of(answers: Iterable[str]) -> Wish:
    """Wish for any answer alike, so that the rare ones are tried as often as the common."""
    values = list(dict.fromkeys(answers))
    return lambda _, dice: pick(dice, values)


def _leanings() -> list[Leaning]:
    return [
        Leaning(
            {field: _values(row[field]) for field in _PLACE_FIELDS if row[field]},
            (_values(row["sex"]), _values(row["age"]), _values(row["exploitation"])),
            float(row["times"]),
        )
        for row in read_rows("leanings")
    ]


def _values(cell: str) -> frozenset[str]:
    return frozenset(MISSING if value == _NOT_KNOWN else value for value in cell.split("|") if value)
