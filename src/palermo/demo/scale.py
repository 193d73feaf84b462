"""As many fictional cases as a benchmark needs, with the joint structure of the demo caseload.

The demo caseload is drawn from again and again; references, dates and ages are new in every row. Individuals with
two instances stay individuals with two instances. Totals mean nothing here.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from random import Random

from .caseload import Row, generate

_FIRST_YEAR, _LAST_YEAR = 2002, 2012
_SUNDAY = 6
_MONTH_ONLY = 0.05
_OLDER = 3
"""People may be up to so many years older than in the demo, within their broad age. Never younger: what they
finished at school or how long they were exploited would no longer fit."""


def rows(n: int, seed: int) -> Iterator[Row]:
    """Give ``n`` rows in the import format, one at a time, the same for the same seed. Raises ValueError if n < 0.

    Memory stays constant. Registration years run from 2002 to 2012, more of them late.
    """
    if n < 0:
        raise ValueError("the number of rows cannot be negative")
    return _rows(n, Random(seed))


def _rows(n: int, dice: Random) -> Iterator[Row]:
    people, days = _people(), _days()
    roll, many, span = dice.random, len(people), len(days)
    serial = individual = 0
    while serial < n:
        instances = people[int(roll() * many)]
        individual += 1
        reference = f"S-{individual:09d}"
        # A skew towards the later years, without a table of weights in the inner loop.
        at = int(span * (1 - roll() * roll()))
        older = int(roll() * (_OLDER + 1))
        for row, ages in instances:
            if serial == n:
                return
            serial += 1
            day = days[at]
            made = row.copy()
            made["case_ref"] = f"{row['mission']}-{day[:4]}-{serial:08d}"
            made["individual_ref"] = reference
            made["registered_on"] = day[:7] if len(instances) == 1 and roll() < _MONTH_ONLY else day
            made["age"] = ages[older]
            yield made
            at = min(at + 1 + int(roll() * 90), span - 1)


@cache
def _days() -> tuple[str, ...]:
    first = date(_FIRST_YEAR, 1, 1)
    span = (date(_LAST_YEAR, 12, 31) - first).days + 1
    days = (first + timedelta(days=number) for number in range(span))
    return tuple(day.isoformat() for day in days if day.weekday() != _SUNDAY)


@cache
def _people() -> tuple[tuple[tuple[Row, tuple[str, ...]], ...], ...]:
    """The individuals of the demo: for each instance its row and the ages it may be given."""
    instances: dict[str, list[Row]] = {}
    for row in generate():
        instances.setdefault(row["individual_ref"], []).append(row)
    return tuple(
        tuple((row, _ages(row["age"])) for row in sorted(own, key=lambda row: row["registered_on"]))
        for own in instances.values()
    )


def _ages(age: str) -> tuple[str, ...]:
    if not age.isdigit():
        return (age,) * (_OLDER + 1)
    years = int(age)
    ceiling = 17 if years < 18 else 120
    return tuple(str(min(years + more, ceiling)) for more in range(_OLDER + 1))
