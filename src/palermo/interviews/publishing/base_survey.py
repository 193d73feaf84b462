"""The instance's form that a mission adds to: where its pages and questions stand, and what holds there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.interviews.forms.model import Cells, both
from palermo.interviews.publishing.ready import Questions, Sheets

_REFERENCE = re.compile(r"\$\{(\w+)\}")
_PLACE = re.compile(r"(after|before|(?:at the )?end of)\s+(?:\$\{)?([\w.-]+)\}?", re.IGNORECASE)
_PAUSE = "select_one pause_choice"


class NoSuchPlace(ValueError):
    """The words of a place lead nowhere; the argument says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Between two rows of the base form: *position* is that of the row that comes next. *page* is the page that it lies
    in, empty between pages."""

    position: int
    page: str


class BaseSurvey:
    """Finds places in the survey of a base form."""

    def __init__(self, sheets: Sheets, questions: Questions) -> None:
        self.rows: Sequence[Cells] = sheets["survey"]
        self.gate: Sequence[str] = sheets.get("gate", ())
        self.questions = questions
        self._pages = self._walk()
        self._at: dict[str, int] = {}
        for position, cells in enumerate(self.rows):
            if cells.get("name") and not cells["type"].startswith("end_"):
                self._at.setdefault(cells["name"], position)

    @property
    def names(self) -> frozenset[str]:
        """Every name that the base form uses."""
        return frozenset(self._at)

    def find(self, words: str) -> Place:
        """The place that ``words`` name: *after x*, *before x* or *end of x*. Raises NoSuchPlace."""
        found = _PLACE.fullmatch(" ".join(words.split()))
        if found is None:
            raise NoSuchPlace(
                _(
                    "A place is written as “after NAME”, “before NAME” or “end of NAME”, with a name of the base form."
                )
            )
        how, name = found[1].lower().removeprefix("at the "), found[2]
        if name not in self._at:
            raise NoSuchPlace(_("The base form has no question or page “%(name)s”.") % {"name": name})
        start = self._at[name]
        if start and self.rows[start - 1]["type"] == "begin_repeat" and how != "end of":
            # The page of a repeat's entry: what stands beside it stands beside the repeat.
            start -= 1
        is_page = self.rows[start]["type"] in ("begin_group", "begin_repeat")
        if how == "before":
            return self._place(start)
        if not is_page:
            if how != "after":
                raise NoSuchPlace(
                    _("“%(name)s” is a question, and only a page has an end. Write “after %(name)s”.")
                    % {"name": name}
                )
            return self._place(self._after_question(start))
        end = self._end(start)
        if how == "after":
            return self._place(end + 1)
        # The entries of a repeat are pages, each with its own end.
        inner = self.rows[start]["type"] == "begin_repeat"
        return self._place(end - 1 if inner else end)

    def holds_between(self, position: int) -> str:
        """What must be true for a page that begins at ``position``: safety and consent, and that nobody stopped."""
        before = [cells for cells in self.rows[:position] if cells.get("name")]
        known = {cells["name"] for cells in before}
        gates = [each for each in self.gate if set(_REFERENCE.findall(each)) <= known]
        stops = [f"${{{cells['name']}}} != 'stop'" for cells in before if cells.get("type") == _PAUSE]
        return both(*gates, *stops)

    def stands_before_the_gate(self, position: int) -> bool:
        """Whether a page there would be shown before it is known that the person is safe and agrees."""
        known = {cells.get("name") for cells in self.rows[:position]}
        return any(not set(_REFERENCE.findall(each)) <= known for each in self.gate)

    def _place(self, position: int) -> Place:
        page = self._pages[position] if position < len(self.rows) else ""
        return Place(position, page)

    def _after_question(self, position: int) -> int:
        """Behind a question and its ways out, which follow it."""
        name = self.rows[position]["name"]
        position += 1
        while position < len(self.rows):
            follower: Mapping[str, str] = self.questions.get(self.rows[position].get("name", ""), {})
            if follower.get("state_of") != name:
                break
            position += 1
        return position

    def _end(self, start: int) -> int:
        depth = 0
        for position in range(start, len(self.rows)):
            kind = self.rows[position]["type"]
            depth += kind.startswith("begin_")
            depth -= kind.startswith("end_")
            if not depth:
                return position
        raise NoSuchPlace(_("The base form has no end of this page."))

    def _walk(self) -> list[str]:
        """For each row, the page that something put before it would lie in."""
        inside: list[str] = []
        open_groups: list[str] = []
        for cells in self.rows:
            if cells["type"].startswith("end_"):
                inside.append(_page_of(open_groups))
                open_groups.pop()
                continue
            inside.append(_page_of(open_groups))
            if cells["type"].startswith("begin_"):
                # A repeat is no page itself: its entries are, by the group inside.
                open_groups.append("" if cells["type"] == "begin_repeat" else cells["name"])
        return inside


def _page_of(open_groups: list[str]) -> str:
    return open_groups[-1] if open_groups else ""
