"""XPath 1.0 as text to XPath as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from palermo.interviews.xforms.xpath.problems import NotKnown, XPathProblem

#: Characters of one expression, and how deep it may be nested.
LONGEST: Final = 50_000
DEEPEST: Final = 90
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<name>[^\W\d][\w.\-]*(?::(?!:)[^\W\d][\w.\-]*)?)
    |(?P<sign>\.\.|::|//|!=|<=|>=|[()\[\].@,/|+\-=<>*$])
    )""",
    re.VERBOSE,
)
_LEVELS: Final = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
_LEVEL_OF: Final = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_WORDS = frozenset({"or", "and", "div", "mod"})
AXES = frozenset(
    {
        "child", "parent", "self", "descendant", "descendant-or-self", "ancestor", "ancestor-or-self",
        "following-sibling", "preceding-sibling",
    }
)  # fmt: skip
_NODE_TESTS = frozenset({"node", "text", "comment", "processing-instruction"})


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or a number."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. *name* is ``*`` for any element and ``node()`` for any node."""

    axis: str
    name: str
    predicates: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A path from the root (*start* is "/"), from where the expression stands (""), or from what another gives."""

    start: str | Expression
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Filtered:
    """Nodes of an expression that is no path, with conditions: ``instance('x')[...]``."""

    inner: Expression
    predicates: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one level, from left to right."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """A minus before an expression."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class Union:
    """Nodes of several paths."""

    parts: tuple[Expression, ...]


Expression = Literal | Call | Path | Filtered | Chain | Negated | Union
_SELF = Step("self", "node()")
_PARENT = Step("parent", "node()")
_ANY_BELOW = Step("descendant-or-self", "node()")


def parse(text: str) -> Expression:
    """The tree of an expression. Raises XPathProblem; NotKnown for axes and variables that forms do not use."""
    if len(text) > LONGEST:
        raise XPathProblem("too long")
    parser = _Parser(list(_tokens(text)))
    expression = parser.expression()
    if parser.place < len(parser.tokens):
        raise XPathProblem("something follows the expression")
    return expression


def parts_of(expression: Expression) -> Iterator[Expression]:
    """The expression and all within it."""
    yield expression
    match expression:
        case Call(_, arguments):
            inner: tuple[Expression, ...] = arguments
        case Path(start, steps):
            inner = tuple(each for step in steps for each in step.predicates)
            inner = inner if isinstance(start, str) else (start, *inner)
        case Filtered(nodes, predicates):
            inner = (nodes, *predicates)
        case Chain(first, rest):
            inner = (first, *(operand for _, operand in rest))
        case Negated(operand):
            inner = (operand,)
        case Union(parts):
            inner = parts
        case _:
            inner = ()
    for each in inner:
        yield from parts_of(each)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    end = len(text.rstrip())
    before = ""
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise XPathProblem("a sign that XPath does not know")
        kind, value = found.lastgroup, found[found.lastgroup]
        # A star or a word such as "and" is an operator behind an operand, and a name elsewhere.
        if value == "*" or value in _WORDS:
            kind = "operator" if before == "operand" else kind
        elif kind == "sign" and value in _LEVEL_OF:
            kind = "operator"
        yield kind, value
        is_operand = kind in {"number", "text", "name"} or value in {")", "]", ".", ".."}
        before = "operand" if is_operand or (value == "*" and kind == "sign") else ""
        place = found.end()


class _Parser:
    """Precedence climbing, so that nesting costs few frames of the interpreter."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    def expression(self, least: int = 0) -> Expression:
        """Operands and operators of at least this level."""
        left = self.operand()
        while True:
            kind, value = self.peek()
            level = _LEVEL_OF.get(value, -1) if kind == "operator" else -1
            if level < least:
                return left
            rest = []
            while self.peek()[0] == "operator" and self.peek()[1] in _LEVELS[level]:
                operator = self.take()[1]
                rest.append((operator, self.expression(level + 1)))
            left = Chain(left, tuple(rest))

    def operand(self) -> Expression:
        """A path, a value, a call, with a minus before it or a union behind."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise XPathProblem("nested too deep")
        if self.peek() == ("operator", "-"):
            self.take()
            result: Expression = Negated(self.operand())
        else:
            result = self.path()
            if self.peek()[1] == "|":
                parts = [result]
                while self.accept("|"):
                    parts.append(self.path())
                result = Union(tuple(parts))
        self.depth -= 1
        return result

    def path(self) -> Expression:
        """A location path, or something else that steps may follow."""
        kind, value = self.peek()
        if value in {"/", "//"} and kind == "sign":
            return self.absolute()
        if kind in {"number", "text"} or value in {"(", "$"} or self.is_call():
            return self.filtered()
        return Path("", tuple(self.steps()))

    def absolute(self) -> Path:
        """A path from the root."""
        if self.accept("//"):
            return Path("/", (_ANY_BELOW, *self.steps()))
        self.take()
        kind, value = self.peek()
        follows = kind == "name" or (kind == "sign" and value in {"*", ".", "..", "@"})
        return Path("/", tuple(self.steps()) if follows else ())

    def filtered(self) -> Expression:
        """A value, a call or parentheses, with conditions and steps behind them."""
        inner = self.primary()
        predicates = self.predicates()
        if predicates:
            inner = Filtered(inner, predicates)
        if self.accept("//"):
            return Path(inner, (_ANY_BELOW, *self.steps()))
        if self.accept("/"):
            return Path(inner, tuple(self.steps()))
        return inner

    def primary(self) -> Expression:
        """What holds together."""
        kind, value = self.take()
        if kind == "number":
            return Literal(float(value))
        if kind == "text":
            return Literal(value[1:-1])
        if value == "$":
            raise NotKnown("$")
        if value == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        self.expect("(")
        arguments: list[Expression] = []
        if not self.accept(")"):
            arguments.append(self.expression())
            while self.accept(","):
                arguments.append(self.expression())
            self.expect(")")
        return Call(value, tuple(arguments))

    def steps(self) -> Iterator[Step]:
        """Steps with slashes between them."""
        yield self.step()
        while True:
            if self.accept("//"):
                yield _ANY_BELOW
            elif not self.accept("/"):
                return
            yield self.step()

    def step(self) -> Step:
        """One step."""
        kind, value = self.take()
        if value == "." and kind == "sign":
            return Step("self", "node()", self.predicates())
        if value == "..":
            return Step("parent", "node()", self.predicates())
        axis = "child"
        if value == "@":
            raise NotKnown("@")
        if kind == "name" and self.accept("::"):
            if value not in AXES:
                raise NotKnown(f"{value}::")
            axis = value
            kind, value = self.take()
        if kind == "name" and value in _NODE_TESTS and self.accept("("):
            self.expect(")")
            if value != "node":
                raise NotKnown(f"{value}()")
            value = "node()"
        elif not (kind == "name" or (kind == "sign" and value == "*")):
            raise XPathProblem("a step has no name")
        # Names are compared without their prefix: a form and what is sent of it may name the same namespace otherwise.
        return Step(axis, value.rpartition(":")[2], self.predicates())

    def predicates(self) -> tuple[Expression, ...]:
        """Conditions in brackets."""
        found = []
        while self.accept("["):
            found.append(self.expression())
            self.expect("]")
        return tuple(found)

    def is_call(self) -> bool:
        """Whether a function begins here."""
        kind, value = self.peek()
        follows = self.tokens[self.place + 1][1] if self.place + 1 < len(self.tokens) else ""
        return kind == "name" and follows == "(" and value not in _NODE_TESTS

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("", "")

    def take(self) -> tuple[str, str]:
        if self.place >= len(self.tokens):
            raise XPathProblem("the expression ends too early")
        self.place += 1
        return self.tokens[self.place - 1]

    def accept(self, sign: str) -> bool:
        if self.peek() != ("sign", sign):
            return False
        self.place += 1
        return True

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise XPathProblem(f"expected {sign}")
