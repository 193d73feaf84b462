"""What an expression needs, told without computing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from palermo.interviews.xforms.xpath.compiling import generic_path
from palermo.interviews.xforms.xpath.dates import NAMED
from palermo.interviews.xforms.xpath.functions import FUNCTIONS
from palermo.interviews.xforms.xpath.parsing import (
    Call,
    Chain,
    Expression,
    Filtered,
    Literal,
    Negated,
    Path,
    Step,
    Union,
    parts_of,
)
from palermo.interviews.xforms.xpath.problems import XPathProblem
from palermo.interviews.xforms.xpath.running import compiled_pattern

_CURRENT = Call("current", ())


def is_volatile(expression: Expression) -> bool:
    """Whether another moment or another device gives another result."""
    return any(isinstance(part, Call) and _is_volatile_call(part) for part in parts_of(expression))


def is_by_language(expression: Expression) -> bool:
    """Whether the result has words of the language of the interview."""
    return any(
        isinstance(part, Call) and part.name in FUNCTIONS and FUNCTIONS[part.name].by_language
        for part in parts_of(expression)
    )


def not_known(expression: Expression) -> Iterator[str]:
    """Functions that nobody wrote here, and patterns that cannot be read."""
    for part in parts_of(expression):
        if not isinstance(part, Call):
            continue
        function = FUNCTIONS.get(part.name)
        if function is None or not function.least <= len(part.arguments) <= function.most:
            yield part.name
        elif part.name == "regex" and isinstance(part.arguments[1], Literal):
            try:
                compiled_pattern(str(part.arguments[1].value))
            except XPathProblem:
                yield f"regex({str(part.arguments[1].value)[:60]!r})"


def references(expression: Expression, context: str, paths: Collection[str]) -> set[str]:
    """The places of the form that an expression at *context* looks at; "/" among them means perhaps all."""
    found: set[str] = set()
    _gather(expression, context, context, paths, found)
    return found


def _is_volatile_call(call: Call) -> bool:
    function = FUNCTIONS.get(call.name)
    return (function is not None and function.is_volatile) or _names_days(call)


def _names_days(call: Call) -> bool:
    """Whether it writes names of days or months, which are in the language of the device."""
    if call.name not in {"format-date", "format-date-time"}:
        return False
    pattern = call.arguments[-1]
    return not isinstance(pattern, Literal) or any(name in str(pattern.value) for name in NAMED)


def _gather(part: Expression, here: str, current: str, paths: Collection[str], found: set[str]) -> None:
    match part:
        case Path(start, steps):
            inner = _start(start, here, current, paths, found)
            _gather_steps(inner, steps, current, paths, found)
        case Call(_, arguments):
            for each in arguments:
                _gather(each, here, current, paths, found)
        case Chain(first, rest):
            for each in (first, *(operand for _, operand in rest)):
                _gather(each, here, current, paths, found)
        case Negated(inner_part):
            _gather(inner_part, here, current, paths, found)
        case Union(parts):
            for each in parts:
                _gather(each, here, current, paths, found)
        case Filtered(inner_part, predicates):
            _gather(inner_part, here, current, paths, found)
            for each in predicates:
                _gather(each, "", current, paths, found)
        case _:
            pass


def _start(start: str | Expression, here: str, current: str, paths: Collection[str], found: set[str]) -> str:
    """Where a path begins: "/" for the root, a place of the form, empty for a list."""
    if start == "/":
        return "/"
    if start == "":
        return here
    if start == _CURRENT:
        return current
    _gather(start, here, current, paths, found)  # type: ignore[arg-type]  # texts are handled above
    return ""


def _gather_steps(
    begin: str, steps: tuple[Step, ...], current: str, paths: Collection[str], found: set[str]
) -> None:
    place = begin
    for step in steps:
        if place:
            step_path = Path("/" if place == "/" else "", (Step(step.axis, step.name),))
            place = generic_path(step_path, "" if place == "/" else place)
            if place not in paths:
                # A star, a step to somewhere unnamed: it may be anything.
                found.add("/")
                place = ""
        for predicate in step.predicates:
            _gather(predicate, place, current, paths, found)
    if place and place != "/":
        found.add(place)
