"""Reads numbers as people write them: digits of any script, nothing else that a computer would also take."""

import re

from palermo.codebook import expectations as expect
from palermo.codebook.errors import AnswerError
from palermo.codebook.model import Variable

# ``\d`` is every decimal digit of Unicode. Spreadsheets write 25 as 25.0; a longer number is a slip of the hand, and
# four decimals are kept exactly by a float. Exponents, NaN, infinity and grouped thousands match nothing here.
_WHOLE = re.compile(r"([+-]?)(\d{1,15})(?:\.0+)?")
_DECIMAL = re.compile(r"([+-]?)(\d{1,11})(?:\.(\d{1,4}))?")


def parse_integer(variable: Variable, text: str) -> int:
    """Read a whole number within the variable's bounds. Raises AnswerError."""
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise AnswerError(expect.integer(variable))
    number = int(match[2]) * (-1 if match[1] == "-" else 1)
    if not _within(variable, number):
        raise AnswerError(expect.integer(variable))
    return number


def parse_decimal(variable: Variable, text: str) -> float:
    """Read a number with at most four decimals, within the variable's bounds. Raises AnswerError."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise AnswerError(expect.decimal(variable))
    number = float(f"{int(match[2])}.{_ascii(match[3] or '0')}") * (-1 if match[1] == "-" else 1)
    if not _within(variable, number):
        raise AnswerError(expect.decimal(variable))
    return number


def _ascii(digits: str) -> str:
    return "".join(str(int(digit)) for digit in digits)


def _within(variable: Variable, number: float) -> bool:
    return (variable.minimum is None or variable.minimum <= number) and (
        variable.maximum is None or number <= variable.maximum
    )
