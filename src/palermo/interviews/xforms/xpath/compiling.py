"""Turns the tree of an expression into closures that compute it: done once a form, run for every answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from palermo.interviews.xforms.tree import Element
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
)
from palermo.interviews.xforms.xpath.problems import NotKnown, XPathProblem
from palermo.interviews.xforms.xpath.running import Evaluate, Scope
from palermo.interviews.xforms.xpath.values import Scalar, Value, equal, scalar, to_boolean, to_number

#: Whether a path of the form lies in no repeat and is none: then there is one node of it.
IsSingle = Callable[[str], bool]


def compile_expression(expression: Expression, is_single: IsSingle) -> Evaluate:
    """The expression as a function of where it stands. Raises NotKnown, XPathProblem."""
    return _Compiler(is_single).any(expression)


class _Compiler:
    def __init__(self, is_single: IsSingle) -> None:
        self.is_single = is_single

    def any(self, expression: Expression) -> Evaluate:
        match expression:
            case Literal(value):
                return lambda scope: value
            case Negated(inner):
                operand = self.any(inner)
                return lambda scope: -to_number(operand(scope))
            case Chain(first, rest):
                return self.chain(first, rest)
            case Path(start, steps):
                return self.path(start, steps)
            case Filtered(inner, predicates):
                return self.filtered(self.any(inner), [self.any(each) for each in predicates])
            case Union(parts):
                return _union([self.any(part) for part in parts])
            case Call(name, arguments):
                return self.call(name, arguments)

    def call(self, name: str, arguments: tuple[Expression, ...]) -> Evaluate:
        function = FUNCTIONS.get(name)
        if function is None or not function.least <= len(arguments) <= function.most:
            raise NotKnown(name)
        if name == "indexed-repeat":
            return self.indexed_repeat(arguments)
        apply, operands = function.apply, [self.any(each) for each in arguments]
        return lambda scope: apply(scope, operands)

    def chain(self, first: Expression, rest: tuple[tuple[str, Expression], ...]) -> Evaluate:
        left = self.any(first)
        operands = [(operator, self.any(each)) for operator, each in rest]
        if operands[0][0] == "or":
            return _either([left, *(each for _, each in operands)])
        if operands[0][0] == "and":
            return _all([left, *(each for _, each in operands)])
        links = [(_BINARY[operator], right) for operator, right in operands]
        if len(links) == 1:
            apply, right = links[0]
            return lambda scope: apply(left(scope), right(scope))

        def chain(scope: Scope) -> Value:
            value = left(scope)
            for apply, right in links:
                value = apply(value, right(scope))
            return value

        return chain

    def path(self, start: str | Expression, steps: tuple[Step, ...]) -> Evaluate:
        names = _plain_names(steps)
        if start == "/" and names and self.is_single("/" + "/".join(names)):
            return _single("/" + "/".join(names))
        walk = [self.step(step) for step in steps]
        if start == "":
            return lambda scope: _relevant(_walked([scope.node], walk, scope))
        if start == "/":
            plain = [step.name if not step.predicates and step.axis == "child" else "" for step in steps]
            return _absolute(walk, plain)
        begin = self.any(start)  # type: ignore[arg-type]  # texts are handled above

        def from_nodes(scope: Scope) -> Value:
            nodes = begin(scope)
            if not isinstance(nodes, list):
                raise XPathProblem("a path follows something that is no node")
            return _relevant(_walked(nodes, walk, scope))

        return from_nodes

    def step(self, step: Step) -> _Walk:
        move = _mover(step.axis, step.name)
        predicates = [self.any(each) for each in step.predicates]

        def walk(node: Element, scope: Scope) -> Iterable[Element]:
            found: Iterable[Element] = move(node)
            if not predicates:
                return found
            nodes = list(found)
            for predicate in predicates:
                nodes = _held(nodes, predicate, scope)
            return nodes

        return walk

    def filtered(self, inner: Evaluate, predicates: list[Evaluate]) -> Evaluate:
        def filtered(scope: Scope) -> Value:
            nodes = inner(scope)
            if not isinstance(nodes, list):
                raise XPathProblem("conditions follow something that is no node")
            for predicate in predicates:
                nodes = _held(nodes, predicate, scope)
            return nodes

        return filtered

    def indexed_repeat(self, arguments: tuple[Expression, ...]) -> Evaluate:
        """``indexed-repeat(question, repeat, number, ...)``: the answer in that entry of each repeat."""
        if len(arguments) % 2 == 0 or not all(
            isinstance(each, Path) for each in (arguments[0], *arguments[1::2])
        ):
            raise XPathProblem("indexed-repeat() needs paths")
        target, *repeats = (each for each in (arguments[0], *arguments[1::2]) if isinstance(each, Path))
        numbers = [self.any(each) for each in arguments[2::2]]

        def indexed(scope: Scope) -> Value:
            wanted = {
                generic_path(repeat, scope.node.path): max(1, _whole(to_number(number(scope))))
                for repeat, number in zip(repeats, numbers, strict=True)
            }
            return _relevant(_indexed(generic_path(target, scope.node.path), wanted, scope))

        return indexed


_Walk = Callable[[Element, Scope], Iterable[Element]]
_LARGE: Final = 10**9


def generic_path(path: Path, context: str) -> str:
    """The path that the form has for what an expression at *context* points to; empty where it cannot be told."""
    names = [] if path.start == "/" else context.strip("/").split("/")
    if not isinstance(path.start, str) and path.start != Call("current", ()):
        return ""
    for step in path.steps:
        if step.axis == "parent":
            if not names:
                return ""
            names.pop()
        elif step.axis == "child" and step.name not in {"*", "node()"}:
            names.append(step.name)
        elif (step.axis, step.name) != ("self", "node()"):
            return ""
    return "/" + "/".join(names)


def _plain_names(steps: tuple[Step, ...]) -> list[str]:
    """The names of a path of nothing but children; none for any other."""
    if all(
        step.axis == "child" and not step.predicates and step.name not in {"*", "node()"} for step in steps
    ):
        return [step.name for step in steps]
    return []


def _single(path: str) -> Evaluate:
    def single(scope: Scope) -> Value:
        found = scope.run.single.get(path)
        return [found] if found is not None and found.relevant else []

    return single


def _absolute(walk: list[_Walk], plain: list[str]) -> Evaluate:
    """A path from the root, in the same entry of every repeat that the expression itself stands in."""

    def absolute(scope: Scope) -> Value:
        chain = _chain(scope.node if scope.node.path else scope.current)
        nodes: list[Element] = [scope.run.document]
        shared = 0
        while shared < len(plain) and shared < len(chain) and plain[shared] == chain[shared].name:
            nodes = [chain[shared]]
            shared += 1
        return _relevant(_walked(nodes, walk[shared:], scope))

    return absolute


def _chain(node: Element) -> list[Element]:
    """The node and what it lies in, outermost first, without the document."""
    found = []
    above: Element | None = node
    while above is not None and above.path:
        found.append(above)
        above = above.parent
    return found[::-1]


def _indexed(path: str, wanted: dict[str, int], scope: Scope) -> list[Element]:
    chain = _chain(scope.node)
    nodes = [scope.run.document]
    for level, name in enumerate(path.strip("/").split("/")):
        found = [child for node in nodes for child in node.children.get(name, ())]
        scope.run.spend(len(found) + 1)
        here = "/".join(path.split("/")[: level + 2])
        if here in wanted:
            found = [each for each in found if each.position == wanted[here]]
        elif level < len(chain) and chain[level] in found:
            found = [chain[level]]
        nodes = found
    return nodes


def _walked(nodes: list[Element], walk: list[_Walk], scope: Scope) -> list[Element]:
    for step in walk:
        found: list[Element] = []
        for node in nodes:
            found.extend(step(node, scope))
        scope.run.spend(len(found) + 1)
        nodes = found if len(nodes) < 2 else list(dict.fromkeys(found))
    return nodes


def _relevant(nodes: list[Element]) -> list[Element]:
    return [node for node in nodes if node.relevant]


def _held(nodes: list[Element], predicate: Evaluate, scope: Scope) -> list[Element]:
    """The nodes that a condition keeps; a number keeps the node in that place."""
    size = len(nodes)
    scope.run.spend(size + 1)
    held = []
    for position, node in enumerate(nodes, 1):
        result = predicate(Scope(node, scope.current, scope.run, position, size))
        if isinstance(result, float):
            if result == position:
                held.append(node)
        elif to_boolean(result):
            held.append(node)
    return held


def _mover(axis: str, name: str) -> Callable[[Element], Iterable[Element]]:
    if axis == "child" and name not in {"*", "node()"}:
        return lambda node: node.children.get(name, ())
    along = _AXES[axis]
    if name == "node()" or (name == "*" and axis in _DOWNWARDS):
        return along
    if name == "*":
        # The document is a node and no element.
        return lambda node: (each for each in along(node) if each.name)
    return lambda node: (each for each in along(node) if each.name == name)


def _self(node: Element) -> Iterable[Element]:
    return (node,)


def _parent(node: Element) -> Iterable[Element]:
    return () if node.parent is None else (node.parent,)


def _above(node: Element) -> Iterator[Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def _self_and_above(node: Element) -> Iterator[Element]:
    yield node
    yield from _above(node)


def _self_and_below(node: Element) -> Iterator[Element]:
    yield node
    yield from node.descendants()


def _siblings(node: Element, *, after: bool) -> list[Element]:
    siblings = [] if node.parent is None else list(node.parent)
    place = siblings.index(node) if siblings else 0
    return siblings[place + 1 :] if after else siblings[:place][::-1]


_AXES: Final[dict[str, Callable[[Element], Iterable[Element]]]] = {
    "child": iter,
    "parent": _parent,
    "self": _self,
    "descendant": Element.descendants,
    "descendant-or-self": _self_and_below,
    "ancestor": _above,
    "ancestor-or-self": _self_and_above,
    "following-sibling": lambda node: _siblings(node, after=True),
    "preceding-sibling": lambda node: _siblings(node, after=False),
}


#: Where the document cannot be met.
_DOWNWARDS: Final = frozenset({"child", "descendant", "following-sibling", "preceding-sibling"})


def _union(parts: list[Evaluate]) -> Evaluate:
    def union(scope: Scope) -> Value:
        found: dict[Element, None] = {}
        for part in parts:
            nodes = part(scope)
            if not isinstance(nodes, list):
                raise XPathProblem("a union of something that is no node")
            found.update(dict.fromkeys(nodes))
        return list(found)

    return union


def _either(parts: list[Evaluate]) -> Evaluate:
    return lambda scope: any(to_boolean(part(scope)) for part in parts)


def _all(parts: list[Evaluate]) -> Evaluate:
    return lambda scope: all(to_boolean(part(scope)) for part in parts)


def _some(left: Value, right: Value, compare: Callable[[Scalar, Scalar], bool]) -> bool:
    """Compares; where one side has several nodes, whether it holds for any of them. No node counts as a blank."""
    if (isinstance(left, list) and len(left) > 1) or (isinstance(right, list) and len(right) > 1):
        lefts = _each(left)
        return any(compare(one, other) for other in _each(right) for one in lefts)
    return compare(scalar(left), scalar(right))


def _each(value: Value) -> list[Scalar]:
    if isinstance(value, list):
        return [node.value for node in value] or [""]
    return [value]


def _divided(one: float, other: float) -> float:
    if other:
        return one / other
    if not one or math.isnan(one) or math.isnan(other):
        return math.nan
    return math.copysign(math.inf, one) * math.copysign(1.0, other)


def _remainder(one: float, other: float) -> float:
    if not other or math.isnan(other) or not math.isfinite(one):
        return math.nan
    return math.fmod(one, other)


def _whole(number: float) -> int:
    return int(number) if math.isfinite(number) and abs(number) < _LARGE else 0


def _compared(compare: Callable[[Scalar, Scalar], bool]) -> Callable[[Value, Value], Value]:
    return lambda one, other: _some(one, other, compare)


def _computed(compute: Callable[[float, float], float]) -> Callable[[Value, Value], Value]:
    return lambda one, other: compute(to_number(one), to_number(other))


_BINARY: Final[dict[str, Callable[[Value, Value], Value]]] = {
    "=": _compared(equal),
    "!=": _compared(lambda one, other: not equal(one, other)),
    "<": _compared(lambda one, other: to_number(one) < to_number(other)),
    "<=": _compared(lambda one, other: to_number(one) <= to_number(other)),
    ">": _compared(lambda one, other: to_number(one) > to_number(other)),
    ">=": _compared(lambda one, other: to_number(one) >= to_number(other)),
    "+": _computed(lambda one, other: one + other),
    "-": _computed(lambda one, other: one - other),
    "*": _computed(lambda one, other: one * other),
    "div": _computed(_divided),
    "mod": _computed(_remainder),
}
