"""Answers and their four states: a value, unknown, refused, not asked. A blank is never "no" (rule 1).

In a facts document ``{variable: answer}`` an absent key means *not asked*; ``~unknown``, ``~refused`` and
``~not_asked`` are the states, anything else is the value: a code, a number, ``YYYY[-MM[-DD]]``, words, or a list of
codes for a variable with several values (in the order of the code list; for countries in the order given, the
first being the main one).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from palermo.codebook import expectations as expect
from palermo.codebook.errors import AnswerError
from palermo.codebook.folding import fold, plain, visible
from palermo.codebook.model import Codebook, Variable
from palermo.codebook.numerals import parse_decimal, parse_integer
from palermo.codebook.partial_date import PartialDate

__all__ = ["ABSENT", "Answer", "AnswerError", "State", "decode_answer", "parse_answer", "read_answer"]

Value = str | int | float | tuple[str, ...]
Json = str | int | float | list[str]

SEPARATOR: Final = "|"
FIRST_YEAR, LAST_YEAR = 1900, 2100
TEXT_LIMIT = 10_000


class State(Enum):
    """What kind of answer there is. The value of a state other than VALUE is how it is stored."""

    VALUE = "value"
    UNKNOWN = "~unknown"
    REFUSED = "~refused"
    NOT_ASKED = "~not_asked"


_STATES: Final[Mapping[str, State]] = {state.value: state for state in State if state is not State.VALUE}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. *value* is None unless the state is VALUE. *stated* is False only for an absent answer: nobody
    wrote that the question was not asked, there just is nothing."""

    state: State
    value: Value | None = None
    stated: bool = True

    def __post_init__(self) -> None:
        if (self.state is State.VALUE) != (self.value is not None):
            raise ValueError("an answer has a value exactly when its state is VALUE")

    @property
    def values(self) -> tuple[str, ...]:
        """The codes of a coded answer, one or several; none when there is no value."""
        if isinstance(self.value, tuple):
            return self.value
        return (str(self.value),) if self.value is not None else ()

    def encode(self) -> Json | None:
        """The JSON form for a facts document; None means that the key is left out."""
        if not self.stated:
            return None
        if self.value is None:
            return self.state.value
        return list(self.value) if isinstance(self.value, tuple) else self.value


ABSENT: Final = Answer(State.NOT_ASKED, stated=False)


def read_answer(facts: Mapping[str, object], name: str) -> Answer:
    """The answer to a variable in a facts document that was validated when it was written."""
    raw = facts.get(name)
    if raw is None:
        return ABSENT
    if isinstance(raw, list):
        return Answer(State.VALUE, tuple(str(item) for item in raw))
    if isinstance(raw, str):
        state = _STATES.get(raw)
        return Answer(state) if state else Answer(State.VALUE, raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Answer(State.VALUE, raw)
    raise TypeError(f"a facts document holds {type(raw).__name__} for {name}")


def parse_answer(variable: Variable, text: str, codebook: Codebook) -> Answer:
    """Read an answer as a person writes it in a form or spreadsheet cell. Raises AnswerError.

    Codes are recognised by code, label or alias, countries by ISO code or any name. Several values are separated
    by ``|``. An empty cell is ABSENT.
    """
    cleaned = plain(text)
    if not cleaned:
        return ABSENT
    token = codebook.state_words.get(fold(cleaned) or cleaned)
    if token is not None:
        return Answer(_STATES[token])
    if variable.type == "text":
        return Answer(State.VALUE, _text(variable, text))
    if variable.type == "integer":
        return Answer(State.VALUE, parse_integer(variable, visible(text)))
    if variable.type == "decimal":
        return Answer(State.VALUE, parse_decimal(variable, visible(text)))
    if variable.type == "date":
        return Answer(State.VALUE, _date(cleaned))
    return Answer(State.VALUE, _coded(variable, cleaned, codebook))


def decode_answer(variable: Variable, raw: object, codebook: Codebook) -> Answer:
    """Check an answer that arrives as JSON (an API, a package from another mission). Raises AnswerError.

    Stricter than :func:`parse_answer`: codes must be exact, and a value must have the JSON type of its variable.
    """
    if raw is None:
        return ABSENT
    if isinstance(raw, str) and raw in _STATES:
        return Answer(_STATES[raw])
    if variable.type == "text" and isinstance(raw, str) and plain(raw):
        return Answer(State.VALUE, _text(variable, raw))
    if variable.type == "date" and isinstance(raw, str):
        return Answer(State.VALUE, _date(raw))
    if variable.type == "integer" and isinstance(raw, int) and not isinstance(raw, bool):
        return Answer(State.VALUE, parse_integer(variable, str(raw)))
    if variable.type == "decimal" and isinstance(raw, int | float) and not isinstance(raw, bool):
        return Answer(State.VALUE, parse_decimal(variable, str(raw)))
    if variable.type in ("code", "country"):
        codes = raw if variable.multiple else [raw]
        if isinstance(codes, list) and codes and all(_is_code(variable, code, codebook) for code in codes):
            return Answer(State.VALUE, _arranged(variable, codes, codebook))
    raise AnswerError(expect.for_variable(variable, codebook))


def _is_code(variable: Variable, code: object, codebook: Codebook) -> bool:
    return isinstance(code, str) and code in (
        codebook.countries if variable.type == "country" else codebook.list_of(variable).codes
    )


def _coded(variable: Variable, text: str, codebook: Codebook) -> str | tuple[str, ...]:
    parts = [part.strip() for part in text.split(SEPARATOR)]
    codes = [code for part in parts if part for code in _resolve(variable, part, codebook)]
    if not codes or (len(set(codes)) > 1 and not variable.multiple):
        raise AnswerError(expect.for_variable(variable, codebook))
    return _arranged(variable, codes, codebook)


def _resolve(variable: Variable, part: str, codebook: Codebook) -> tuple[str, ...]:
    if variable.type == "country":
        country = codebook.countries.resolve(part)
        if country is None:
            raise AnswerError(expect.country(part, codebook))
        return (country.code,)
    code_list = codebook.list_of(variable)
    found = code_list.resolve_all(part)
    if not found:
        raise AnswerError(expect.code(part, code_list))
    return tuple(code.code for code in found)


def _arranged(variable: Variable, codes: list[str], codebook: Codebook) -> str | tuple[str, ...]:
    if not variable.multiple:
        return codes[0]
    if variable.type == "country":
        return tuple(dict.fromkeys(codes))
    return tuple(codebook.list_of(variable).in_order(codes))


def _date(text: str) -> str:
    try:
        day = PartialDate.parse(text)
    except ValueError:
        raise AnswerError(expect.date()) from None
    if not FIRST_YEAR <= day.first.year <= LAST_YEAR:
        raise AnswerError(expect.date_between(FIRST_YEAR, LAST_YEAR))
    return day.isoformat()


def _text(variable: Variable, text: str) -> str:
    words = unicodedata.normalize("NFC", text).strip()
    limit = int(variable.maximum or TEXT_LIMIT)
    if len(words) > limit:
        raise AnswerError(expect.shorter_text(limit))
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\r\t" for letter in words):
        raise AnswerError(expect.readable_text())
    return words
