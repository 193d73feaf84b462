"""Whether the text of an answer is one of its data type. Nothing is said about what is plausible."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from palermo.interviews.xforms.xpath.values import to_moment_or_none

_INT = re.compile(r"[+-]?\d{1,10}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII)
_BOOLEAN = frozenset({"true", "false", "0", "1"})
_LARGEST_INT: Final = 2**31 - 1
_LONGEST_FILE_NAME: Final = 255


def fits(text: str, kind: str) -> bool:
    """Whether *text* is a value of the data type *kind*; types that hold any text always fit."""
    check = _CHECKS.get(kind)
    return check is None or check(text)


def _is_int(text: str) -> bool:
    return _INT.fullmatch(text) is not None and -_LARGEST_INT - 1 <= int(text) <= _LARGEST_INT


def _is_decimal(text: str) -> bool:
    return _DECIMAL.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    moment = to_moment_or_none(text)
    return moment is not None and not moment.has_time


def _is_date_time(text: str) -> bool:
    moment = to_moment_or_none(text)
    return moment is not None and moment.has_time


def _is_time(text: str) -> bool:
    found = _TIME.fullmatch(text)
    return found is not None and int(found[1]) < 24 and int(found[2]) < 60 and int(found[3] or 0) < 60


def _is_geopoint(text: str) -> bool:
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_is_decimal(part) for part in parts):
        return False
    return abs(float(parts[0])) <= 90 and abs(float(parts[1])) <= 180


def _is_line(least: int) -> Callable[[str], bool]:
    def is_line(text: str) -> bool:
        points = [part for part in text.split(";") if part.strip()]
        return len(points) >= least and all(_is_geopoint(point) for point in points)

    return is_line


def _is_file_name(text: str) -> bool:
    if len(text) > _LONGEST_FILE_NAME or text in {".", ".."}:
        return False
    return not any(sign in "/\\" or not sign.isprintable() for sign in text)


_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "int": _is_int,
    "integer": _is_int,
    "long": lambda text: re.fullmatch(r"[+-]?\d{1,19}", text, re.ASCII) is not None,
    "decimal": _is_decimal,
    "double": _is_decimal,
    "float": _is_decimal,
    "date": _is_date,
    "dateTime": _is_date_time,
    "time": _is_time,
    "boolean": _BOOLEAN.__contains__,
    "geopoint": _is_geopoint,
    "geotrace": _is_line(2),
    "geoshape": _is_line(3),
    "binary": _is_file_name,
}
