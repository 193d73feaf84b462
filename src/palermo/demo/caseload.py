"""The demo caseload: puts countries, people, exploitation, journey and response together, one row a case."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random

from .choices import Traits
from .dice import shuffle
from .exploitation import Exploitation
from .geography import Place, place_everyone
from .journey import Journey
from .margins import MISSING, load_margins
from .missing import CORE_ONLY, missing
from .pairs import pair_up
from .people import People
from .profile import Person, describe_everyone
from .response import YEAR, Calendar, Response
from .routes import at_home

SEED = 2011
_MONTH_ONLY = 0.05

COLUMNS = (
    "mission",
    "case_ref",
    "individual_ref",
    "registered_on",
    "sex",
    "age",
    "age_band",
    "nationality",
    "exploitation_country",
    "exploitation_type",
    "trafficking_type",
    "labour_sector",
    "sexual_exploitation_form",
    "means_of_control",
    "recruiter_relation",
    "recruitment_method",
    "transport_mode",
    "transit_countries",
    "months_in_trafficking",
    "assistance_types",
    "referral_source",
    "trafficking_status",
    "education_level",
    "marital_status",
)
"""The columns of a row, in order: four that register the case, then variables of the codebook."""

_LONG_INTERVIEW = (
    "means_of_control",
    "recruiter_relation",
    "recruitment_method",
    "transport_mode",
    "transit_countries",
    "months_in_trafficking",
    "education_level",
    "marital_status",
)
"""What missions that only send core variables never ask."""

Row = dict[str, str]


def generate() -> list[Row]:
    """Make the fictional caseload of 2011: 5,498 rows in the import format, the same on every run.

    Everything in it is invented: no row describes anybody. Only its totals are real. Mission, sex, age, exploitation,
    trafficking type (each by region), nationality and destination add up to the published tables, cell for cell.

    Multiple answers are joined by ``|``; an answer that is missing reads ``unknown``, ``refused`` or nothing (not
    asked). Rows stand in the order of the missions in the tables, and within a mission by date.
    """
    dice = Random(SEED)
    places = place_everyone(load_margins(), dice)
    people = describe_everyone(load_margins(), places, dice)
    home_of = pair_up(places, people, dice)
    days = _days(places, home_of, dice)
    rows = _describe(places, people, home_of, dice)
    for number, (at, row) in enumerate(_individuals(rows, home_of, dice), start=1):
        row["individual_ref"] = f"D-{number:06d}"
        if at in home_of:
            rows[home_of[at]]["individual_ref"] = row["individual_ref"]
    paired = {*home_of, *home_of.values()}
    for at, row in enumerate(rows):
        row["registered_on"] = days[at].isoformat()
        if at not in paired and dice.random() < _MONTH_ONLY:
            row["registered_on"] = row["registered_on"][:7]
    return _numbered(rows)


def _describe(
    places: Sequence[Place], people: Sequence[Person], home_of: Mapping[int, int], dice: Random
) -> list[Row]:
    makers = (People(), Exploitation(), Journey(), Response())
    rows: list[Row] = [{} for _ in places]
    second = set(home_of.values())
    order = [at for at in range(len(places)) if at not in second]
    for at in order:
        told = _story(places[at], people[at], makers, dice)
        rows[at] = _seen_by(places[at], people[at], told, makers[3], dice)
        if at in home_of:
            # What one mission recorded the next receives: the story is told once.
            other = home_of[at]
            rows[other] = _seen_by(places[other], people[other], told, makers[3], dice)
    return rows


def _story(
    place: Place, person: Person, makers: tuple[People, Exploitation, Journey, Response], dice: Random
) -> Row:
    people, exploitation, journey, response = makers
    traits = _traits(place, person)
    years = people.years(traits, dice)
    return {
        "sex": person.sex or missing(dice, refused=0),
        **people.age_answers(traits, years, dice),
        **journey.countries(traits, dice),
        **exploitation.answers(traits, dice),
        **journey.answers(traits, years, dice),
        "trafficking_status": response.status(dice),
        "education_level": people.education(traits, years, dice),
        "marital_status": people.marital_status(traits, years, dice),
    }


def _seen_by(place: Place, person: Person, told: Row, response: Response, dice: Random) -> Row:
    known = {"mission": place.mission, **told, **response.answers(_traits(place, person), dice)}
    if place.mission in CORE_ONLY:
        known |= dict.fromkeys(_LONG_INTERVIEW, "")
    return {column: known.get(column, "") for column in COLUMNS}


def _traits(place: Place, person: Person) -> Traits:
    if place.nationality != MISSING and at_home(place.mission, place.nationality):
        met = "inside" if place.destination == place.nationality else "returned"
    else:
        met = "abroad"
    return Traits(
        place.nationality,
        place.destination,
        place.trafficking_type,
        person.sex,
        person.age,
        person.exploitation,
        met,
    )


def _days(places: Sequence[Place], home_of: Mapping[int, int], dice: Random) -> list[date]:
    calendar = Calendar()
    days: dict[int, date] = {}
    for at, other in home_of.items():
        days[at], days[other] = calendar.days_apart(places[at].mission, dice)
    return [days[at] if at in days else calendar.day(place.mission, dice) for at, place in enumerate(places)]


def _individuals(rows: Sequence[Row], home_of: Mapping[int, int], dice: Random) -> Iterator[tuple[int, Row]]:
    """Go through the first case of every individual in an order that tells nothing."""
    second = set(home_of.values())
    order = [at for at in range(len(rows)) if at not in second]
    shuffle(dice, order)
    for at in order:
        yield at, rows[at]


def _numbered(rows: list[Row]) -> list[Row]:
    by_mission: dict[str, list[Row]] = {mission: [] for mission in load_margins().missions}
    for row in rows:
        by_mission[row["mission"]].append(row)
    ordered: list[Row] = []
    for mission, own in by_mission.items():
        own.sort(key=lambda row: row["registered_on"])
        for number, row in enumerate(own, start=1):
            row["case_ref"] = f"{mission}-{YEAR}-{number:04d}"
        ordered += own
    return ordered
