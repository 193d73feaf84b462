"""The functions of XPath 1.0 and of ODK XForms, as JavaRosa 5.1.0 computes them (``XPathFuncExpr``).

Where an argument is none that a function can take, it raises XPathProblem: the expression has no value then, and the
person who looks at the interview is told so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from palermo.interviews.xforms.tree import Element
from palermo.interviews.xforms.xpath import dates, numbers, selections, texts
from palermo.interviews.xforms.xpath.problems import NotKnown, XPathProblem
from palermo.interviews.xforms.xpath.running import Evaluate, Scope
from palermo.interviews.xforms.xpath.values import Value, scalar, to_boolean, to_number, to_text

_ANY_NUMBER: Final = 1_000


@dataclass(frozen=True, slots=True)
class Function:
    """A function. *least* and *most* arguments; *apply* gets them uncomputed.

    *is_volatile*: another moment or another device gives another result, so that it cannot be computed again.
    *by_language*: the result has words of the language of the interview."""

    apply: Callable[[Scope, Sequence[Evaluate]], Value]
    least: int
    most: int
    is_volatile: bool = False
    by_language: bool = False


def _plain(compute: Callable[..., Value], least: int, most: int | None = None, **marks: bool) -> Function:
    """A function of the values of its arguments."""
    return Function(
        lambda scope, arguments: compute(*[each(scope) for each in arguments]),
        least,
        least if most is None else most,
        **marks,
    )


def _nodes(value: Value) -> list[Element]:
    if not isinstance(value, list):
        raise XPathProblem("not a node-set")
    return value


def _if(scope: Scope, arguments: Sequence[Evaluate]) -> Value:
    condition, then, otherwise = arguments
    return then(scope) if to_boolean(condition(scope)) else otherwise(scope)


def _coalesce(scope: Scope, arguments: Sequence[Evaluate]) -> Value:
    value: Value = ""
    for each in arguments:
        value = scalar(each(scope))
        if value != "" and not (isinstance(value, float) and math.isnan(value)):
            return value
    return value


def _instance(scope: Scope, arguments: Sequence[Evaluate]) -> Value:
    name = to_text(arguments[0](scope))
    found = scope.run.instances.get(name)
    if found is None:
        raise NotKnown(f"instance('{name}')")
    return [found]


def _position(scope: Scope, arguments: Sequence[Evaluate]) -> Value:
    if arguments:
        nodes = _nodes(arguments[0](scope))
        return float(nodes[0].position) if nodes else 0.0
    return float(scope.position or scope.node.position)


def _count_non_empty(value: Value) -> Value:
    return float(sum(1 for node in _nodes(value) if node.text or node.children))


def _sum(value: Value) -> Value:
    found = [to_number(node.value) for node in _nodes(value)]
    return sum((each for each in found if not math.isnan(each)), 0.0)


def _spread(values: Sequence[Value]) -> list[Value]:
    """The values of a node-set that stands alone, else the arguments themselves."""
    if len(values) == 1 and isinstance(values[0], list):
        return [node.value for node in values[0]]
    return list(values)


def _extreme(choose: Callable[[list[float]], float]) -> Callable[..., Value]:
    def extreme(*values: Value) -> Value:
        found = [each for each in map(to_number, _spread(values)) if not math.isnan(each)]
        return choose(found) if found else math.nan

    return extreme


def _here(compute: Callable[[str], Value]) -> Function:
    """A function of one text, of the node itself where none is given."""
    return Function(
        lambda scope, arguments: compute(to_text(arguments[0](scope) if arguments else [scope.node])), 0, 1
    )


def _choice_name(scope: Scope, arguments: Sequence[Evaluate]) -> Value:
    value, path = (to_text(each(scope)) for each in arguments)
    return scope.run.words(scope.run.labels("".join(path.split()), value))


def _itext(scope: Scope, arguments: Sequence[Evaluate]) -> Value:
    return scope.run.words(scope.run.texts.get(to_text(arguments[0](scope)), {}))


def _name(scope: Scope, arguments: Sequence[Evaluate]) -> Value:
    nodes = _nodes(arguments[0](scope)) if arguments else [scope.node]
    return nodes[0].name if nodes else ""


def _once(scope: Scope, arguments: Sequence[Evaluate]) -> Value:
    return scope.node.value or arguments[0](scope)


def _regex(scope: Scope, arguments: Sequence[Evaluate]) -> Value:
    text, pattern = (to_text(each(scope)) for each in arguments)
    return scope.run.matches(text, pattern)


def _checklist(least: Value, most: Value, *factors: Value) -> Value:
    count = sum(1 for each in _spread(factors) if to_boolean(each))
    low, high = numbers.whole(least), numbers.whole(most)
    return (low < 0 or count >= low) and (high < 0 or count <= high)


def _weighted_checklist(least: Value, most: Value, *pairs: Value) -> Value:
    flags, weights = list(pairs[::2]), list(pairs[1::2])
    if len(pairs) == 2 and isinstance(pairs[0], list) and isinstance(pairs[1], list):
        flags, weights = _spread(flags), _spread(weights)
    if len(flags) != len(weights):
        raise XPathProblem("flags without weights")
    total = sum(to_number(weight) for flag, weight in zip(flags, weights, strict=True) if to_boolean(flag))
    return to_number(least) <= total <= to_number(most)


FUNCTIONS: Final[dict[str, Function]] = {
    "true": _plain(lambda: True, 0),
    "false": _plain(lambda: False, 0),
    "not": _plain(lambda value: not to_boolean(value), 1),
    "boolean": _plain(to_boolean, 1),
    "boolean-from-string": _plain(lambda value: to_text(value).lower() in {"true", "1"}, 1),
    "string": Function(lambda scope, given: to_text(given[0](scope) if given else [scope.node]), 0, 1),
    "number": Function(lambda scope, given: to_number(given[0](scope) if given else [scope.node]), 0, 1),
    "if": Function(_if, 3, 3),
    "coalesce": Function(_coalesce, 2, 2),
    "once": Function(_once, 1, 1, is_volatile=True),
    "regex": Function(_regex, 2, 2),
    "checklist": _plain(_checklist, 2, _ANY_NUMBER),
    "weighted-checklist": _plain(_weighted_checklist, 2, _ANY_NUMBER),
    # Nodes.
    "instance": Function(_instance, 1, 1),
    "current": Function(lambda scope, given: [scope.current], 0, 0),
    # Computed in ``compiling``, because it reads paths, not values.
    "indexed-repeat": Function(lambda scope, given: [], 3, 11),
    # The order in which choices are shown does not change which there are.
    "randomize": Function(lambda scope, given: _nodes(given[0](scope)), 1, 2),
    "position": Function(_position, 0, 1),
    "last": Function(lambda scope, given: float(scope.size), 0, 0),
    "name": Function(_name, 0, 1),
    "local-name": Function(_name, 0, 1),
    "count": _plain(lambda value: float(len(_nodes(value))), 1),
    "count-non-empty": _plain(_count_non_empty, 1),
    "sum": _plain(_sum, 1),
    "max": _plain(_extreme(max), 1, _ANY_NUMBER),
    "min": _plain(_extreme(min), 1, _ANY_NUMBER),
    # Words.
    "jr:choice-name": Function(_choice_name, 2, 2, by_language=True),
    "jr:itext": Function(_itext, 1, 1, by_language=True),
    "concat": _plain(lambda *values: "".join(map(to_text, _spread(values))), 0, _ANY_NUMBER),
    "join": _plain(lambda glue, *values: to_text(glue).join(map(to_text, _spread(values))), 1, _ANY_NUMBER),
    "string-length": _here(lambda text: float(texts.length(text))),
    "normalize-space": _here(lambda text: " ".join(text.split())),
    "contains": _plain(lambda text, part: to_text(part) in to_text(text), 2),
    "starts-with": _plain(lambda text, part: to_text(text).startswith(to_text(part)), 2),
    "ends-with": _plain(lambda text, part: to_text(text).endswith(to_text(part)), 2),
    "substr": _plain(texts.substr, 2, 3),
    "substring": _plain(texts.substring, 2, 3),
    "substring-before": _plain(texts.before, 2),
    "substring-after": _plain(texts.after, 2),
    "translate": _plain(texts.translate, 3),
    "digest": _plain(texts.digest, 2, 3),
    "base64-decode": _plain(texts.base64_decode, 1),
    "uuid": _plain(texts.uuid, 0, 1, is_volatile=True),
    # Choices.
    "selected": _plain(selections.selected, 2),
    "selected-at": _plain(selections.selected_at, 2),
    "count-selected": _plain(lambda value: float(len(to_text(value).split())), 1),
    # Numbers.
    "int": _plain(numbers.truncated, 1),
    "round": _plain(numbers.rounded, 1, 2),
    "floor": _plain(numbers.of_one(math.floor), 1),
    "ceiling": _plain(numbers.of_one(math.ceil), 1),
    "abs": _plain(numbers.of_one(abs), 1),
    "sqrt": _plain(numbers.of_one(math.sqrt), 1),
    "exp": _plain(numbers.of_one(math.exp), 1),
    "exp10": _plain(numbers.of_one(lambda number: math.pow(10.0, number)), 1),
    "log": _plain(numbers.of_one(numbers.logarithm(math.log)), 1),
    "log10": _plain(numbers.of_one(numbers.logarithm(math.log10)), 1),
    "sin": _plain(numbers.of_one(math.sin), 1),
    "cos": _plain(numbers.of_one(math.cos), 1),
    "tan": _plain(numbers.of_one(math.tan), 1),
    "asin": _plain(numbers.of_one(math.asin), 1),
    "acos": _plain(numbers.of_one(math.acos), 1),
    "atan": _plain(numbers.of_one(math.atan), 1),
    "atan2": _plain(lambda one, other: math.atan2(to_number(one), to_number(other)), 2),
    "pow": _plain(numbers.power, 2),
    "pi": _plain(lambda: math.pi, 0),
    "random": _plain(lambda: 0.5, 0, is_volatile=True),
    # Days and times.
    "today": Function(dates.today, 0, 0, is_volatile=True),
    "now": Function(dates.now, 0, 0, is_volatile=True),
    "date": _plain(dates.date, 1),
    "date-time": _plain(dates.date_time, 1),
    "decimal-date-time": _plain(dates.decimal_date_time, 1),
    "decimal-time": _plain(dates.decimal_time, 1),
    "format-date": _plain(dates.formatted, 2),
    "format-date-time": _plain(dates.formatted, 2),
}
