"""Functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from palermo.interviews.xforms.xpath.values import Value, to_number

_LARGEST_WHOLE = 2**31 - 1


def whole(value: Value) -> int:
    """A whole number as Java's ``intValue`` has it: no number is 0, and large ones end at 31 bits."""
    number = to_number(value)
    if math.isnan(number):
        return 0
    return int(max(-_LARGEST_WHOLE - 1, min(_LARGEST_WHOLE, number)))


def truncated(value: Value) -> Value:
    """Without its fraction."""
    number = to_number(value)
    return float(math.trunc(number)) if math.isfinite(number) else number


def rounded(value: Value, places: Value = 0.0) -> Value:
    """To so many places behind the point, or before it; a half goes up."""
    number, decimals = to_number(value), whole(places)
    if not math.isfinite(number):
        return number
    if abs(decimals) > 30:
        return math.nan
    unit = Decimal(1).scaleb(-decimals)
    rounding = ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP
    scaled = (Decimal(repr(number)) / unit).to_integral_value(rounding)
    return float(scaled * unit)


def power(base: Value, exponent: Value) -> Value:
    """One number to the power of another; what is too large is infinite, what is none is no number."""
    try:
        return math.pow(to_number(base), to_number(exponent))
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def of_one(compute: Callable[[float], float]) -> Callable[[Value], Value]:
    """A function of one number that gives no number where it is not defined."""

    def function(value: Value) -> Value:
        number = to_number(value)
        if math.isnan(number):
            return number
        try:
            return float(compute(number))
        except OverflowError:
            return math.inf if number > 0 else number
        except ValueError:
            return math.nan

    return function


def logarithm(compute: Callable[[float], float]) -> Callable[[float], float]:
    """A logarithm that is minus infinity for 0."""
    return lambda number: compute(number) if number else -math.inf
