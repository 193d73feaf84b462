"""What follows from the facts of a case: the promoted columns. Pure functions; lists and statistics use the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

UNDER_18 = "under_18"
ADULT = "18_and_over"
#: Under 18 is a child (Palermo Protocol, article 3 d).
MAJORITY_AGE = 18
#: Codes of ``age_band`` are ``9_17``, ``48_plus`` or the two words of the majority itself.
_BAND = re.compile(r"(\d+)_(\d+|plus)", re.ASCII)
OLDEST = 120


class Promoted(NamedTuple):
    """The columns of a case that repeat an answer; ``""`` means that the answer is missing (rule 1)."""

    sex: str
    majority: str
    nationality: str
    exploitation_country: str


def band_bounds(band: str) -> tuple[int, int] | None:
    """The youngest and oldest age in completed years of an ``age_band`` code; None for a code without bounds."""
    if band == UNDER_18:
        return 0, MAJORITY_AGE - 1
    if band == ADULT:
        return MAJORITY_AGE, OLDEST
    match = _BAND.fullmatch(band)
    if match is None:
        return None
    return int(match[1]), OLDEST if match[2] == "plus" else int(match[2])


def majority(age: object, age_band: object) -> str:
    """``under_18``, ``18_and_over`` or ``""``, from the answers as they stand in a facts document.

    The age decides; without one (absent, unknown, refused) the band does, if it lies wholly on one side of 18.
    """
    if isinstance(age, int):
        return UNDER_18 if age < MAJORITY_AGE else ADULT
    bounds = band_bounds(age_band) if isinstance(age_band, str) else None
    if bounds is None:
        return ""
    youngest, oldest = bounds
    if oldest < MAJORITY_AGE:
        return UNDER_18
    return ADULT if youngest >= MAJORITY_AGE else ""


def main_code(answer: object) -> str:
    """The code of an answer, the first of several; ``""`` when it is absent or a state such as ``~unknown``."""
    if isinstance(answer, list):
        return str(answer[0]) if answer else ""
    if isinstance(answer, str) and not answer.startswith("~"):
        return answer
    return ""


def promote(case_facts: Mapping[str, object], event_facts: Mapping[str, object]) -> Promoted:
    """The promoted columns of a case from its facts and those of its (first) trafficking event."""
    return Promoted(
        main_code(case_facts.get("sex")),
        majority(case_facts.get("age"), case_facts.get("age_band")),
        main_code(case_facts.get("nationality")),
        main_code(event_facts.get("exploitation_country")),
    )


def first_answers(events: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Of several events' facts the first answer to each variable, as statistics take it."""
    together: dict[str, object] = {}
    for facts in events:
        for name, answer in facts.items():
            together.setdefault(name, answer)
    return together
