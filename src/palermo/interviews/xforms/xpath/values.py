"""The values of expressions and how one becomes another, as in JavaRosa (``XPathFuncExpr`` of 5.1.0)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from palermo.interviews.xforms.tree import Element

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)$", re.ASCII)
_TYPED_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)
_DATE_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$",
    re.ASCII,
)
_EPOCH_DAY = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
NUMBERS = frozenset({"int", "integer", "decimal", "long", "double", "float"})
MOMENTS = frozenset({"date", "dateTime"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a time of a day. *when* has a zone where the text had one; the day is that of the clock on the wall."""

    when: datetime
    has_time: bool

    def days(self) -> float:
        """Whole days since 1970, by the calendar of whoever wrote it."""
        return float(self.when.toordinal() - _EPOCH_DAY)

    def decimal_days(self) -> float:
        """Days since 1970 in UTC, with their fraction. A time without a zone is taken as UTC."""
        moment = self.when if self.when.tzinfo else self.when.replace(tzinfo=UTC)
        return moment.timestamp() / 86_400

    def text(self) -> str:
        """The day alone, as JavaRosa writes it into texts."""
        return self.when.strftime("%Y-%m-%d").rjust(10, "0")

    def full(self) -> str:
        """With the time, as an answer of the type dateTime holds it."""
        if not self.has_time:
            return self.text()
        return f"{self.text()}T{self.when.isoformat(timespec='milliseconds').partition('T')[2]}"


Scalar = str | float | bool | Moment
Value = Scalar | list[Element]


def scalar(value: Value) -> Scalar:
    """The value of the first node; empty for none. Everything else stays as it is."""
    if isinstance(value, list):
        return value[0].value if value else ""
    return value


def to_text(value: Value) -> str:
    """As a text."""
    value = scalar(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Moment):
        return value.text()
    return number_text(value)


def to_number(value: Value) -> float:
    """As a number; NaN for what is none. Dates, and texts that are one, are days since 1970."""
    value = scalar(value)
    if isinstance(value, str):
        text = value.strip().replace(",", ".")
        if _NUMBER.match(text):
            return float(text)
        moment = to_moment_or_none(text)
        return math.nan if moment is None else moment.days()
    if isinstance(value, Moment):
        return value.days()
    return float(value)


def to_boolean(value: Value) -> bool:
    """As a yes or no: of a node it is its value that counts, not that it is there."""
    value = scalar(value)
    if isinstance(value, float):
        return abs(value) > 1e-12 and not math.isnan(value)
    return True if isinstance(value, Moment) else bool(value)


def number_text(number: float) -> str:
    """A number as XPath writes it: no exponent, no fraction of zero."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "-Infinity" if number < 0 else "Infinity"
    if abs(number) < 1e-12:
        return "0"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return f"{number:.15f}".rstrip("0") if "e" in text else text


def equal(left: Scalar, right: Scalar) -> bool:
    """Whether two values are the same, as XPath compares them."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return abs(to_number(left) - to_number(right)) < 1e-12
    return to_text(left) == to_text(right)


def typed(text: str, kind: str) -> Scalar:
    """The value of an answer by its data type. What does not fit its type stays a text."""
    if not text:
        return ""
    if kind in NUMBERS:
        return float(text) if _TYPED_NUMBER.match(text) else text
    if kind in MOMENTS:
        moment = to_moment_or_none(text)
        return text if moment is None else moment
    return text


def to_moment_or_none(text: str) -> Moment | None:
    """The day or time in a text of ISO 8601, or nothing."""
    if len(text) < 8 or text[4] != "-":
        return None
    found = _DATE.match(text)
    try:
        if found:
            return Moment(datetime(int(found[1]), int(found[2]), int(found[3])), has_time=False)
        found = _DATE_TIME.match(text)
        if found is None:
            return None
        fraction = int((found[7] or "0").ljust(6, "0")[:6])
        year, month, day, hour, minute, second = (int(each or 0) for each in found.groups()[:6])
        when = datetime(year, month, day, hour, minute, second, fraction, _zone(found[8]))
        return Moment(when, has_time=True)
    except (ValueError, OverflowError):
        return None


def of_days(days: float, *, with_time: bool) -> Moment | None:
    """The moment so many days after 1970, or nothing when the calendar does not reach so far."""
    try:
        whole = days if with_time else float(math.trunc(days))
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=whole)
    except (OverflowError, ValueError):
        return None
    return Moment(moment if with_time else moment.replace(tzinfo=None), with_time)


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
