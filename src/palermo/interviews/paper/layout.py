"""What stands on the sheet, before anybody says what it looks like: parts, questions with numbers, places for answers.

A page of the form is a part of the sheet; an entry of a repeat is printed as often as asked, and more are added by
printing again. What a device decides by itself becomes a sentence (``conditions``). A condition that the part before
had already is not said again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from palermo.interviews.paper.conditions import Named, Term, holds_while_blank, in_words, read_condition
from palermo.interviews.paper.plain import plain
from palermo.interviews.xforms.model import Choice, Node, Words, XForm

#: Longer lists are written in by hand: nobody prints two hundred countries.
MOST_CHOICES = 40
_LEFTWARDS = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_DIGITS = 5
_LINES = 4
_DATES = {"date": (4, 2, 2), "dateTime": (4, 2, 2)}


@dataclass(frozen=True, slots=True)
class _Question:
    """A question or note with its number (empty for a note), and the one that says why it is blank."""

    node: Node
    number: str
    blank: Node | None


@dataclass(slots=True)
class _Part:
    number: str
    node: Node
    title: str
    conditions: tuple[Term | None, ...]
    questions: list[_Question] = field(default_factory=list)
    entry: int = 0


def sheet_of(form: XForm, language: str, *, titles: Words | None = None, entries: int = 2) -> dict[str, Any]:
    """The sheet in one of the form's languages, in the shape that ``data/form.typ`` reads.

    *titles* are the form's names by language, where more is known than what the XForm holds (one). *entries* is how
    many entries of each repeat are printed, 1 to 9. The sentences around the questions come in the same language where
    the product speaks it, else in English.
    """
    with override(language if language else None):
        return _Sheet(form, language, titles or form.titles, entries).document()


class _Sheet:
    def __init__(self, form: XForm, language: str, titles: Words, entries: int) -> None:
        self.form = form
        self.titles = titles
        self.language = language
        self.entries = entries
        self.labels: dict[str, str] = {}
        self.named: dict[str, Named] = {}
        self.parts = list(self._parts())
        names = [one.node.name for part in self.parts for one in part.questions]
        self.order = {name: place for place, name in reversed(list(enumerate(names)))}
        for part in self.parts:
            if part.entry <= 1:
                for one in part.questions:
                    choices = {choice.value: self._said(choice.labels) for choice in one.node.items}
                    self.named[one.node.name] = Named(one.number, choices)

    def document(self) -> dict[str, Any]:
        title = self._said(self.titles) or self.form.form_id
        head = [
            ("_number", _("Case number"), "line"),
            ("_day", _("Date of the interview"), "date"),
            ("_interviewer", _("Interviewer"), "line"),
            ("_typed", _("Typed in on, by"), "line"),
        ]
        self.labels.update({name: label for name, label, _kind in head})
        return {
            "title": title,
            "form_id": self.form.form_id,
            "version": self.form.version,
            "language": self.language or "en",
            "rtl": self.language in _LEFTWARDS,
            "fonts": ["Noto Sans", "Noto Sans Arabic"],
            "words": {
                "version": _("version"),
                "page": _("page"),
                "file": _("Keep it with this sheet, and write here what it is."),
            },
            "guide": _(
                "What is printed in bold is said aloud. What is printed lightly is for the interviewer. Leave blank "
                "what was not asked: a blank is never a no. The person may rest or stop at any time."
            ),
            "head": [{"name": name, "label": label, "kind": kind} for name, label, kind in head],
            "parts": [self._part(part, self._new_conditions(index)) for index, part in enumerate(self.parts)],
            "labels": self.labels,
        }

    def _parts(self) -> Iterator[_Part]:
        """Groups that hold questions; questions outside any group make a part without a title of their own."""
        number = 0
        for node, conditions, entry, title in self._groups(self.form.root, (), 0):
            questions = [child for child in node.children if _is_printed(child)]
            if not questions:
                continue
            if entry <= 1:
                number += 1
            part = _Part(str(number), node, title, conditions, entry=entry)
            asked = 0
            blanks = {child.state_of: child for child in questions if child.state_of}
            for child in questions:
                if child.state_of and child.state_of in {one.name for one in questions}:
                    continue
                is_note = _is_note(child)
                asked += 0 if is_note else 1
                mark = "" if is_note else f"{number}.{asked}" + (f".{entry}" if entry > 1 else "")
                part.questions.append(_Question(child, mark, blanks.get(child.name)))
            yield part

    def _groups(
        self, node: Node, above: tuple[Term | None, ...], entry: int, title: str = ""
    ) -> Iterator[tuple[Node, tuple[Term | None, ...], int, str]]:
        conditions = above + read_condition(node.relevant)
        own = self._said(node.labels) or title
        inner = [child for child in node.children if child.kind in {"group", "repeat"}]
        if node.kind == "repeat" and entry == 0:
            for number in range(1, self.entries + 1):
                yield from self._groups(node, above, number, title)
            return
        counted = f"{own} ({entry})" if entry and own else own
        yield node, conditions, entry, counted
        for child in inner:
            yield from self._groups(child, conditions, entry, own)

    def _new_conditions(self, index: int) -> str:
        part = self.parts[index]
        before = self.parts[index - 1].conditions if index else ()
        new = tuple(one for one in part.conditions if one is None or one not in before)
        return in_words(new, self.named.get)

    def _part(self, part: _Part, condition: str) -> dict[str, Any]:
        return {
            "number": part.number,
            "title": part.title,
            "condition": condition,
            "items": [self._item(one, part.entry) for one in part.questions],
        }

    def _item(self, asked: _Question, entry: int) -> dict[str, Any]:
        node = asked.node
        suffix = f"#{entry}" if entry else ""
        label = self._said(node.labels) or node.name
        if asked.number:
            self.labels[node.name + suffix] = f"{asked.number} {label}"
        if asked.blank is not None:
            self.labels[asked.blank.name + suffix] = f"{asked.number} {label}: " + _("why it is blank")
        return {
            **self._place(node),
            "name": node.name + suffix,
            "number": asked.number,
            "label": label,
            "hint": self._said(node.hints),
            "voice": node.voice,
            "condition": in_words(self._decided(node), self.named.get),
            "blank": self._options(asked.blank.items) if asked.blank else [],
            "blank_name": asked.blank.name + suffix if asked.blank else "",
        }

    def _decided(self, node: Node) -> tuple[Term | None, ...]:
        """The terms of its condition but for those that only a later question can make false: going down the sheet,
        nobody has answered that one yet."""
        here = self.order[node.name]
        return tuple(
            term
            for term in read_condition(node.relevant)
            if not holds_while_blank(term, lambda name: self.order.get(name, -1) > here)
        )

    def _place(self, node: Node) -> dict[str, Any]:
        """The kind of place that the answer needs, and what that kind wants to know."""
        if _is_note(node):
            return {"kind": "note", "options": []}
        if node.control in {"select1", "select", "rank"} and 0 < len(node.items) <= MOST_CHOICES:
            options = self._options(node.items)
            return {
                "kind": "one" if node.control == "select1" else "many",
                "options": options,
                "columns": _columns([each["label"] for each in options]),
            }
        if node.control == "upload":
            return {"kind": "file", "options": []}
        if node.control == "trigger":
            return {
                "kind": "many",
                "options": [{"value": "OK", "label": _("Yes, done")}],
                "columns": 1,
            }
        if node.type in _DATES:
            return {"kind": "date", "options": [], "pattern": _("year, month, day")}
        if node.type == "int":
            return {"kind": "number", "options": [], "digits": _DIGITS}
        if "multiline" in node.appearance.split():
            return {"kind": "lines", "options": [], "lines": _LINES}
        return {"kind": "line", "options": []}

    def _options(self, choices: tuple[Choice, ...]) -> list[dict[str, str]]:
        return [{"value": each.value, "label": self._said(each.labels) or each.value} for each in choices]

    def _said(self, words: Words | Mapping[str, str]) -> str:
        """In the sheet's language; where a form lacks it there, in its own first language."""
        default = self.form.languages[0] if self.form.languages else ""
        return plain(words.get(self.language) or words.get(default) or words.get("") or "")


def _is_printed(node: Node) -> bool:
    return node.kind == "value" and bool(node.control)


def _is_note(node: Node) -> bool:
    """XLSForm compiles a note to a question of text that cannot be written in."""
    return node.control == "input" and node.readonly.strip() in {"true()", "true", "1"}


def _columns(labels: list[str]) -> int:
    """Short choices stand beside each other. One long label among many breaks its line and not the sheet."""
    lengths = sorted(map(len, labels))
    longest = lengths[int(0.85 * (len(lengths) - 1))] if lengths else 0
    if longest <= 19:
        return 4
    if longest <= 24:
        return 3
    return 2 if longest <= 38 else 1
