"""Where people come from and where they were exploited: nationality and destination of every case.

Only one-way totals are published (tables 16 and 17). People trafficked inside a country are placed first, because
for them all three countries are the same; everyone else starts from the likeliest free place and is then
settled by exchanges along the known routes.
"""

from random import Random
from typing import NamedTuple

from django.utils.translation import gettext as _

from .errors import DemoError
from .margins import MISSING, Margins
from .plan import trafficking_plan
from .routes import IMPOSSIBLE, Plausibility
from .swaps import Exchange, Pool, Profile

_SWEEPS = 12
_TRIES = 200_000
_RARE = 1e-5


class Place(NamedTuple):
    """The countries of one case; ``MISSING`` where not known."""

    mission: str
    trafficking_type: str
    nationality: str
    destination: str


def place_everyone(margins: Margins, dice: Random) -> list[Place]:
    """Give every instance its countries and trafficking type; tables 2 to 7 and 14 to 17 hold exactly.

    Raises DemoError if someone is left on an impossible route.
    """
    inside: list[Place] = []
    across: list[str] = []
    people, places = dict(margins.nationality), dict(margins.destination)
    for mission, types in trafficking_plan(margins).items():
        for kind, number in types.items():
            if kind == "internal":
                for _ in range(number):
                    inside.append(Place(mission, kind, mission, mission))
                    people[mission] -= 1
                    places[mission] -= 1
            else:
                across += [f"{mission} {kind}"] * number
    return inside + [_place(profile) for profile in _settled(across, people, places, dice)]


def _settled(
    meetings: list[str], people: dict[str, int], places: dict[str, int], dice: Random
) -> list[Profile]:
    missions = [meeting.partition(" ")[0] for meeting in meetings]
    nationalities = _dealt(missions, people)
    abroad = ["" if own == mission else mission for own, mission in zip(nationalities, missions, strict=True)]
    profiles: list[Profile] = list(zip(meetings, nationalities, _dealt(abroad, places), strict=True))
    plausibility = Plausibility()
    everyone = range(len(profiles))

    def destination(profile: Profile, dice: Random) -> str:
        return plausibility.wish_destination(profile[1], dice)

    def nationality(profile: Profile, dice: Random) -> str:
        return plausibility.wish_nationality(_place(profile).mission, dice)

    def meeting(profile: Profile, dice: Random) -> str | None:
        if dice.random() < 0.4:
            return None
        kind = profile[0].partition(" ")[2]
        return f"{plausibility.wish_mission(profile[1], profile[2], dice)} {kind}"

    exchange = Exchange(
        profiles,
        [Pool(2, everyone, destination), Pool(1, everyone, nationality), Pool(0, everyone, meeting)],
        lambda profile: plausibility(*_place(profile)),
        dice,
    )
    exchange.settle(_SWEEPS)
    exchange.press(_RARE, _TRIES)
    if exchange.press(IMPOSSIBLE * 2, _TRIES):
        raise DemoError(_("Some people could not be placed on a possible route."))
    return profiles


def _dealt(wishes: list[str], stock: dict[str, int]) -> list[str]:
    """Deal the stock out, to each its wish while it lasts, then whatever is left."""
    left = dict(stock)
    dealt: list[str | None] = []
    for wish in wishes:
        granted = left.get(wish, 0) > 0 and wish != MISSING
        if granted:
            left[wish] -= 1
        dealt.append(wish if granted else None)
    rest = iter([code for code, number in left.items() for _ in range(number)])
    return [next(rest) if code is None else code for code in dealt]


def _place(profile: Profile) -> Place:
    meeting, nationality, destination = profile
    mission, _, kind = meeting.partition(" ")
    return Place(mission, kind, nationality, destination)
