"""Functions of days and times."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from palermo.interviews.xforms.xpath.problems import XPathProblem
from palermo.interviews.xforms.xpath.running import Evaluate, Scope
from palermo.interviews.xforms.xpath.values import (
    Moment,
    Value,
    of_days,
    scalar,
    to_moment_or_none,
    to_text,
)

#: In the places of a pattern, what they stand for. Names of months and days are English, as in the browser's engine;
#: ODK Collect writes them in the language of the phone, so what they are in cannot be computed again.
NAMED = frozenset({"%b", "%B", "%a", "%A"})
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PLACE = re.compile(r"%[YymnbBdeHhMS3aAw%]")


def today(scope: Scope, _arguments: Sequence[Evaluate]) -> Value:
    """The day of the check."""
    moment = scope.run.now
    return Moment(moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None), has_time=False)


def now(scope: Scope, _arguments: Sequence[Evaluate]) -> Value:
    """The time of the check."""
    return Moment(scope.run.now, has_time=True)


def _moment(value: Value, *, with_time: bool) -> Moment | None:
    """The moment that a value says; none for a blank. Raises XPathProblem for what is no moment."""
    value = scalar(value)
    if value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, Moment):
        found: Moment | None = value
    elif isinstance(value, bool):
        found = None
    elif isinstance(value, float):
        found = of_days(value, with_time=with_time) if math.isfinite(value) else None
    else:
        found = to_moment_or_none(value.strip())
    if found is None:
        raise XPathProblem("no day and no time")
    return found


def date(value: Value) -> Value:
    """The day in a text or a number of days."""
    found = _moment(value, with_time=False)
    if found is None:
        return ""
    day = found.when.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return Moment(day, has_time=False)


def date_time(value: Value) -> Value:
    """The time in a text or a number of days."""
    return _moment(value, with_time=True) or ""


def decimal_date_time(value: Value) -> Value:
    """Days since 1970, with their fraction."""
    value = scalar(value)
    if isinstance(value, float):
        return value
    found = _moment(value, with_time=True)
    return "" if found is None else found.decimal_days()


def decimal_time(value: Value) -> Value:
    """The part of the day that has passed."""
    value = scalar(value)
    if isinstance(value, float):
        return value - math.floor(value) if math.isfinite(value) else value
    if isinstance(value, str) and ":" in value and "T" not in value:
        # An answer of the type time: any day will do.
        value = f"1970-01-01T{value.strip()}"
    found = _moment(value, with_time=True)
    if found is None:
        return ""
    clock = found.when
    return (clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6) / 86_400


def formatted(value: Value, pattern: Value) -> Value:
    """A moment as a pattern wants it; empty for a blank."""
    found = _moment(value, with_time=True)
    if found is None:
        return ""
    return _PLACE.sub(lambda place: _part(found, place[0]), to_text(pattern))


def _part(moment: Moment, place: str) -> str:
    when = moment.when
    return {
        "%Y": f"{when.year:04}",
        "%y": f"{when.year % 100:02}",
        "%m": f"{when.month:02}",
        "%n": str(when.month),
        "%b": _MONTHS[when.month - 1][:3],
        "%B": _MONTHS[when.month - 1],
        "%d": f"{when.day:02}",
        "%e": str(when.day),
        "%H": f"{when.hour:02}",
        "%h": str(when.hour),
        "%M": f"{when.minute:02}",
        "%S": f"{when.second:02}",
        "%3": f"{when.microsecond // 1000:03}",
        "%a": _DAYS[when.weekday()][:3],
        "%A": _DAYS[when.weekday()],
        "%w": str((when.weekday() + 1) % 7),
        "%%": "%",
    }[place]
