"""When a question is asked, in words: on paper nothing is hidden, so the sheet says what a device would decide.

XPath is read only as far as forms use it for skipping: comparisons of one question with a value, ``selected``, ``and``,
``or``, ``not``. Anything else is not guessed at: the sheet then says "only if it applies", and whoever enters the paper
meets the real rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

#: How a question is called on the sheet and how its choices are: None for a question that is not printed.
Namer = Callable[[str], "Named | None"]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)|(?P<path>/[\w/.-]+|(?:\.\./)+[\w/.-]+|\$\{\w+\})"
    r"|(?P<name>[A-Za-z][\w:-]*)|(?P<sign>!=|<=|>=|[=<>(),]))"
)
_WAYS_OUT = frozenset({"~unknown", "~refused"})


@dataclass(frozen=True, slots=True)
class Named:
    """A question on the sheet: its number there, and the label of each choice by value."""

    number: str
    choices: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Test:
    """One question compared with one value. ``sign`` is one of = != < <= > >= has."""

    question: str
    sign: str
    value: str


@dataclass(frozen=True, slots=True)
class Both:
    """All of the terms."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the terms."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The term does not hold."""

    term: Term


@dataclass(frozen=True, slots=True)
class Given:
    """The question was answered, and not with a way out, as the project's forms write it in three terms."""

    question: str


Term = Test | Both | Either | Not | Given


class _Unreadable(Exception):
    """The condition says more than this module reads."""


def read_condition(xpath: str) -> tuple[Term | None, ...]:
    """The terms that must all hold; ``None`` stands for one that could not be read. Empty for no condition."""
    if not xpath.strip():
        return ()
    try:
        reader = _Reader(_tokens(xpath))
        term = reader.either()
        reader.end()
    except _Unreadable:
        return (None,)
    return term.terms if isinstance(term, Both) else (term,)


def in_words(terms: tuple[Term | None, ...], named: Namer) -> str:
    """One sentence for the sheet; "" when there is nothing to say."""
    if not terms:
        return ""
    said = [None if term is None else _said(term, named) for term in terms]
    if any(one is None for one in said):
        known = [one for one in said if one]
        return (
            _("Only if it applies, and %(condition)s.") % {"condition": _and(known)}
            if known
            else _("Only if it applies.")
        )
    return _("Only if %(condition)s.") % {"condition": _and([one for one in said if one])}


def holds_while_blank(term: Term | None, blank: Callable[[str], bool]) -> bool:
    """Whether the term holds as long as the questions that ``blank`` names have no answer; False when in doubt."""
    if isinstance(term, Test):
        return blank(term.question) and (term.sign, term.value == "") in {("=", True), ("!=", False)}
    if isinstance(term, Either):
        return any(holds_while_blank(one, blank) for one in term.terms)
    if isinstance(term, Both):
        return all(holds_while_blank(one, blank) for one in term.terms)
    if isinstance(term, Not) and isinstance(term.term, Test):
        return blank(term.term.question) and term.term.sign in {"=", "has"} and term.term.value != ""
    return False


def _tokens(xpath: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    text = xpath.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise _Unreadable
        found.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


class _Reader:
    """Recursive descent over the tokens; the depth is bounded by the compiler's own limits on a form."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def end(self) -> None:
        if self.at != len(self.tokens):
            raise _Unreadable

    def either(self) -> Term:
        terms = [self.both()]
        while self._word("or"):
            terms.append(self.both())
        return terms[0] if len(terms) == 1 else Either(tuple(_flat(terms, Either)))

    def both(self) -> Term:
        terms = [self.single()]
        while self._word("and"):
            terms.append(self.single())
        flat = _with_given(_flat(terms, Both))
        return flat[0] if len(flat) == 1 else Both(tuple(flat))

    def single(self) -> Term:
        if self._sign("("):
            inner = self.either()
            self._need(")")
            return inner
        if self._word("not"):
            self._need("(")
            inner = self.either()
            self._need(")")
            return Not(inner)
        if self._word("selected"):
            self._need("(")
            question = self._take("path")
            self._need(",")
            value = self._take("text")
            self._need(")")
            return Test(_last(question), "has", value[1:-1])
        question = self._take("path")
        sign = self._take("sign")
        if sign not in {"=", "!=", "<", "<=", ">", ">="}:
            raise _Unreadable
        kind, value = self._next()
        if kind not in {"text", "number"}:
            raise _Unreadable
        return Test(_last(question), sign, value[1:-1] if kind == "text" else value)

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise _Unreadable
        self.at += 1
        return self.tokens[self.at - 1]

    def _take(self, kind: str) -> str:
        found, value = self._next()
        if found != kind:
            raise _Unreadable
        return value

    def _need(self, sign: str) -> None:
        if self._next() != ("sign", sign):
            raise _Unreadable

    def _sign(self, sign: str) -> bool:
        return self._skip(("sign", sign))

    def _word(self, word: str) -> bool:
        return self._skip(("name", word))

    def _skip(self, token: tuple[str, str]) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False


def _flat(terms: list[Term], kind: type[Both] | type[Either]) -> list[Term]:
    flat: list[Term] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, kind) else [term])
    return flat


def _last(path: str) -> str:
    return path.strip("${}").rsplit("/", 1)[-1]


def _said(term: Term, named: Namer) -> str | None:
    if isinstance(term, Test):
        return _test_said(term, named)
    if isinstance(term, Either):
        return _either_said(term, named)
    if isinstance(term, Given):
        found = named(term.question)
        return None if found is None else _("%(question)s was answered") % {"question": found.number}
    if isinstance(term, Both):
        said = [_said(one, named) for one in term.terms]
        return None if any(one is None for one in said) else _and([one for one in said if one])
    return _not_said(term, named)


def _test_said(test: Test, named: Namer) -> str | None:
    found = named(test.question)
    if found is None:
        return None
    facts = {"question": found.number, "answer": found.choices.get(test.value, test.value)}
    if test.value == "":
        words = _("%(question)s is blank") if test.sign == "=" else _("%(question)s was answered")
    elif test.sign in {"=", "has"}:
        words = _("%(question)s is “%(answer)s”")
    elif test.sign == "!=":
        words = _("%(question)s is not “%(answer)s”")
    elif test.sign in {"<", "<="}:
        words = (
            _("%(question)s is less than %(answer)s")
            if test.sign == "<"
            else _("%(question)s is at most %(answer)s")
        )
    else:
        words = (
            _("%(question)s is more than %(answer)s")
            if test.sign == ">"
            else _("%(question)s is at least %(answer)s")
        )
    return words % facts


def _either_said(term: Either, named: Namer) -> str | None:
    tests = [one for one in term.terms if isinstance(one, Test) and one.sign in {"=", "has"} and one.value]
    if len(tests) == len(term.terms) and len({one.question for one in tests}) == 1:
        found = named(tests[0].question)
        if found is None:
            return None
        answers = ", ".join(f"“{found.choices.get(one.value, one.value)}”" for one in tests)
        return _("%(question)s is one of %(answers)s") % {"question": found.number, "answers": answers}
    said = [_said(one, named) for one in term.terms]
    if any(one is None for one in said):
        return None
    return _(" or ").join(one for one in said if one)


def _not_said(term: Not, named: Namer) -> str | None:
    inner = term.term
    if isinstance(inner, Test) and inner.sign == "has":
        return _test_said(Test(inner.question, "!=", inner.value), named)
    if isinstance(inner, Test) and inner.sign in {"=", "!="}:
        return _test_said(Test(inner.question, "!=" if inner.sign == "=" else "=", inner.value), named)
    return None


def _with_given(terms: list[Term]) -> list[Term]:
    """The same terms, with the three that mean *given* put together where the first of them stood."""
    answered = {
        one.question for one in terms if isinstance(one, Test) and (one.sign, one.value) == ("!=", "")
    }
    refused: dict[str, set[str]] = {}
    for one in terms:
        if (denied := _way_out(one)) is not None:
            refused.setdefault(denied.question, set()).add(denied.value)
    given = {question for question in answered if frozenset(refused.get(question, ())) == _WAYS_OUT}
    kept: list[Term] = []
    for one in terms:
        if isinstance(one, Test) and one.question in given and (one.sign, one.value) == ("!=", ""):
            kept.append(Given(one.question))
        elif (denied := _way_out(one)) is None or denied.question not in given:
            kept.append(one)
    return kept


def _way_out(term: Term) -> Test | None:
    """The comparison with a way out that ``term`` denies; None for any other term."""
    inner = term.term if isinstance(term, Not) else None
    is_one = isinstance(inner, Test) and inner.sign == "has" and inner.value in _WAYS_OUT
    return inner if isinstance(inner, Test) and is_one else None


def _and(said: list[str]) -> str:
    return _(" and ").join(said)
