"""One check of one instance while it runs: what expressions may look at, and how much of everything is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import Any, Final

import regex

from palermo.interviews.xforms.model import Words
from palermo.interviews.xforms.tree import Element
from palermo.interviews.xforms.xpath.problems import LimitReached, TooLong, XPathProblem
from palermo.interviews.xforms.xpath.values import Value

#: Steps are nodes looked at and expressions begun. The largest interview of ours takes about ten thousand.
STEPS: Final = 3_000_000
#: Seconds for everything, and for one regular expression.
SECONDS: Final = 3.0
REGEX_SECONDS: Final = 0.1
_LONGEST_PATTERN: Final = 4_000
_LONGEST_MATCHED: Final = 20_000
_BETWEEN_LOOKS: Final = 2_000
_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_", "s": r" \t\n\x0b\f\r"}


class Run:
    """What all expressions of one check share. ``now`` is aware; ``language`` is that of labels in expressions.

    ``document`` has the filled form as its only child; ``single`` finds what no repeat holds by its path. ``labels``
    tells the words of a choice: (path of the question, value) to words.
    """

    __slots__ = (
        "_deadline", "_next_look", "document", "instances", "labels", "language", "languages", "now", "single",
        "steps", "texts",
    )  # fmt: skip

    def __init__(
        self,
        document: Element,
        *,
        now: datetime,
        instances: Mapping[str, Element],
        texts: Mapping[str, Words],
        labels: Callable[[str, str], Words],
        steps: int = STEPS,
        seconds: float = SECONDS,
    ) -> None:
        self.document = document
        self.single: dict[str, Element] = {}
        self.now = now
        self.instances = instances
        self.texts = texts
        self.labels = labels
        self.language = ""
        self.steps = steps
        self._deadline = monotonic() + seconds
        self._next_look = steps - _BETWEEN_LOOKS

    def spend(self, steps: int) -> None:
        """Count steps. Raises LimitReached."""
        self.steps -= steps
        if self.steps < self._next_look:
            self._next_look = self.steps - _BETWEEN_LOOKS
            if self.steps < 0 or monotonic() > self._deadline:
                raise LimitReached

    def matches(self, text: str, pattern: str) -> bool:
        """Whether the whole text fits a regular expression. Raises TooLong, LimitReached, XPathProblem."""
        if len(text) > _LONGEST_MATCHED:
            raise TooLong
        try:
            return compiled_pattern(pattern).fullmatch(text, timeout=REGEX_SECONDS) is not None
        except TimeoutError as problem:
            if monotonic() > self._deadline:
                raise LimitReached from problem
            raise TooLong from problem

    def words(self, words: Words) -> str:
        """Words in the language in force, else in any."""
        return words.get(self.language) or next(iter(words.values()), "")


@dataclass(slots=True)
class Scope:
    """Where an expression stands: its node, place and number of nodes; ``current`` is where the outermost began."""

    node: Element
    current: Element
    run: Run
    position: int = 0
    size: int = 1


Evaluate = Callable[[Scope], Value]


@lru_cache(maxsize=512)
def compiled_pattern(pattern: str) -> Any:
    r"""A regular expression of Java: sets in sets, and ``\d`` and its like for ASCII alone. Raises XPathProblem.

    JavaRosa holds the whole text against it, so that is the rule; the browser's engine searches in the text, and agrees
    where the pattern has ``^`` and ``$``."""
    if len(pattern) > _LONGEST_PATTERN:
        raise XPathProblem("a regular expression is too long")
    try:
        return regex.compile(_with_ascii_classes(pattern), regex.VERSION1)
    except (regex.error, ValueError, OverflowError, RecursionError) as problem:
        raise XPathProblem("a regular expression cannot be read") from problem


def _with_ascii_classes(pattern: str) -> str:
    r"""The pattern with ``\d``, ``\w`` and ``\s`` written out, because Python's reach beyond ASCII."""
    parts = []
    depth = 0
    place = 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\" and place + 1 < len(pattern):
            kind = pattern[place + 1]
            signs = _CLASSES.get(kind.lower())
            if signs is None:
                parts.append(pattern[place : place + 2])
            elif kind.islower():
                parts.append(signs if depth else f"[{signs}]")
            else:
                parts.append(f"[^{signs}]")
            place += 2
            continue
        depth = max(0, depth + (sign == "[") - (sign == "]"))
        parts.append(sign)
        place += 1
    return "".join(parts)
