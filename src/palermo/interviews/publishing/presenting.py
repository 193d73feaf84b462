"""A version as a person reads it: its pages and questions in one language, and what changed, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.codebook import load_codebook
from palermo.interviews.forms.languages import LANGUAGES
from palermo.interviews.models import FormVersion
from palermo.interviews.paper.conditions import Named, in_words, read_condition
from palermo.interviews.publishing.ready import Change, Questions, Sheets
from palermo.interviews.xforms.model import Choice, Node, Words, XForm

#: Choices named on the page; of longer lists their number is said.
SHOWN_CHOICES = 12

CLASSES: Mapping[str, Promise] = {
    "public": gettext_lazy("public"),
    "coded": gettext_lazy("coded"),
    "sensitive": gettext_lazy("sensitive, sealed"),
    "identifying": gettext_lazy("identifying, sealed"),
    "privileged": gettext_lazy("privileged, sealed"),
}
_TYPES: Mapping[str, Promise] = {
    "select1": gettext_lazy("one choice"),
    "select": gettext_lazy("several choices"),
    "rank": gettext_lazy("choices put in order"),
    "range": gettext_lazy("a point on a scale"),
    "trigger": gettext_lazy("a tick"),
    "upload": gettext_lazy("a file"),
    "int": gettext_lazy("a number"),
    "decimal": gettext_lazy("a number"),
    "date": gettext_lazy("a day"),
    "time": gettext_lazy("a time"),
    "dateTime": gettext_lazy("a day and time"),
    "geopoint": gettext_lazy("a place on the map"),
    "barcode": gettext_lazy("a barcode"),
    "string": gettext_lazy("words"),
}


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question. *is_own*: the mission added it to the instance's form."""

    name: str
    label: str
    hint: str
    kind: str
    answer: str
    condition: str
    choices: tuple[str, ...]
    more_choices: int
    is_own: bool
    is_note: bool


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page of the form with its questions."""

    name: str
    title: str
    condition: str
    repeats: bool
    is_own: bool
    questions: tuple[QuestionLine, ...]

    @property
    def has_own(self) -> bool:
        """Whether the mission added any of the questions: what somebody looks for first."""
        return any(question.is_own for question in self.questions)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing that changed. *direction* is that of the words: those of a form may run the other way."""

    sentence: str
    before: str
    after: str
    sign: str


def pages_of(form: XForm, questions: Questions, language: str, base: FormVersion | None) -> list[PageLines]:
    """The form in ``language``, page by page. Ways out (*not known* ...) are left out: every question has them."""
    reader = _Presenter(form, questions, language, frozenset(base.questions) if base else None)
    return [page for page in reader.pages() if page.questions]


def changes_in_words(changes: Iterable[Change], sheets: Sheets, language: str) -> list[ChangeLine]:
    """The changes of a version, in its order."""
    named = _namer(sheets, language)
    return [_told(change, named) for change in changes]


def language_name(code: str) -> str:
    """How a language calls itself; its code for one that the project's forms do not have."""
    return next((language.name for language in LANGUAGES if language.code == code), code)


class _Presenter:
    def __init__(
        self, form: XForm, questions: Questions, language: str, of_base: frozenset[str] | None
    ) -> None:
        self.form, self.questions, self.language, self.of_base = form, questions, language, of_base
        self.codebook = load_codebook()
        self.named = {
            node.name: Named(
                f"“{self._words(node.labels) or node.name}”",
                {choice.value: self._words(choice.labels) for choice in node.items},
            )
            for node in form.nodes.values()
            if node.kind == "value"
        }

    def pages(self) -> Iterator[PageLines]:
        loose: list[QuestionLine] = []
        for node in self.form.root.children:
            if node.kind == "value":
                loose += self._lines(node)
                continue
            if loose:
                yield PageLines("", "", "", repeats=False, is_own=False, questions=tuple(loose))
                loose = []
            if node.name != "meta":
                yield from self._page(node)
        if loose:
            yield PageLines("", "", "", repeats=False, is_own=False, questions=tuple(loose))

    def _page(self, node: Node) -> Iterator[PageLines]:
        lines = [line for child in node.children if child.kind == "value" for line in self._lines(child)]
        yield PageLines(
            name=node.name,
            title=self._words(node.labels) or node.name,
            condition=self._condition(node),
            repeats=node.kind == "repeat",
            is_own=bool(lines) and all(line.is_own for line in lines),
            questions=tuple(lines),
        )
        for child in node.children:
            if child.kind != "value":
                yield from self._page(child)

    def _lines(self, node: Node) -> list[QuestionLine]:
        known = self.questions.get(node.name, {})
        if not node.control or known.get("state_of"):
            return []
        is_note = node.control == "input" and node.readonly in ("true()", "1") and not known
        labels = [self._choice(choice) for choice in node.items if not choice.value.startswith("~")]
        return [
            QuestionLine(
                name=node.name,
                label=self._words(node.labels) or node.name,
                hint=self._words(node.hints),
                kind=""
                if is_note
                else str(_TYPES.get(node.control, _TYPES.get(node.type, _TYPES["string"]))),
                answer="" if is_note else self._answer(known),
                condition=self._condition(node),
                choices=tuple(labels[:SHOWN_CHOICES]),
                more_choices=max(0, len(labels) - SHOWN_CHOICES),
                is_own=self.of_base is not None and self._is_own(node, known),
                is_note=is_note,
            )
        ]

    def _is_own(self, node: Node, known: Mapping[str, str]) -> bool:
        assert self.of_base is not None  # noqa: S101 - the caller has asked
        return bool(known) and node.name not in self.of_base

    def _answer(self, known: Mapping[str, str]) -> str:
        """Where the answer goes."""
        variable = known.get("variable", "")
        if variable:
            found = self.codebook.variables.get(variable)
            words = CLASSES.get(found.field_class, "") if found else ""
            return _("variable %(name)s (%(class)s)") % {"name": variable, "class": words}
        return str(CLASSES.get(known.get("field_class", ""), CLASSES["sensitive"]))

    def _condition(self, node: Node) -> str:
        return in_words(read_condition(node.relevant), self.named.get) if node.relevant else ""

    def _choice(self, choice: Choice) -> str:
        return self._words(choice.labels) or choice.value

    def _words(self, words: Words) -> str:
        return words.get(self.language) or words.get("") or next(iter(words.values()), "")


def _namer(sheets: Sheets, language: str) -> Callable[[str], str]:
    """How a question is called in sentences: by its words, in the language if it has them."""
    labels: dict[str, str] = {}
    for cells in (*sheets["choices"], *sheets["survey"]):
        said = {
            column: text for column, text in cells.items() if column.partition("::")[0] == "label" and text
        }
        wanted = next((text for column, text in said.items() if column.endswith(f"({language})")), "")
        labels[cells.get("name", "")] = wanted or next(iter(said.values()), "")
    return lambda name: labels.get(name) or name


_SENTENCES: Mapping[str, tuple[str, Promise]] = {
    "added": ("+", gettext_lazy("New: “%(label)s” (%(name)s)")),
    "removed": ("-", gettext_lazy("Gone: “%(label)s” (%(name)s)")),
    "moved": ("~", gettext_lazy("Stands elsewhere: “%(label)s” (%(name)s)")),
    "label": ("~", gettext_lazy("Other words for %(name)s (%(language)s)")),
    "hint": ("~", gettext_lazy("Other advice for %(name)s (%(language)s)")),
    "constraint_message": (
        "~",
        gettext_lazy("Other words for an answer that cannot be, %(name)s (%(language)s)"),
    ),
    "type": ("~", gettext_lazy("“%(label)s” (%(name)s) is answered in another way")),
    "relevance": ("~", gettext_lazy("“%(label)s” (%(name)s) is asked under other conditions")),
    "constraint": ("~", gettext_lazy("“%(label)s” (%(name)s) has other limits")),
    "calculation": ("~", gettext_lazy("%(name)s is computed in another way")),
    "choices_shown": ("~", gettext_lazy("“%(label)s” (%(name)s) offers its choices under other conditions")),
    "required": ("~", gettext_lazy("“%(label)s” (%(name)s): whether an answer is required")),
    "field_class": ("~", gettext_lazy("“%(label)s” (%(name)s): the answers lie elsewhere")),
    "variable": ("~", gettext_lazy("“%(label)s” (%(name)s) belongs to another variable")),
    "choice_added": ("+", gettext_lazy("New choice in %(list)s: “%(after)s” (%(name)s)")),
    "choice_removed": ("-", gettext_lazy("Choice gone from %(list)s: “%(before)s” (%(name)s)")),
    "choice_label": ("~", gettext_lazy("Other words for the choice %(name)s in %(list)s (%(language)s)")),
    "languages": ("~", gettext_lazy("Other languages")),
}
#: Kinds whose sentence says the words already.
_SAID = frozenset({"added", "removed", "choice_added", "choice_removed", "moved"})
_CONDITIONS = frozenset({"relevance"})


def _told(change: Change, named: Callable[[str], str]) -> ChangeLine:
    kind = change["kind"]
    sign, sentence = _SENTENCES[kind]
    before, after = change.get("before", ""), change.get("after", "")
    values = {
        "name": change["name"],
        "label": after if kind == "added" else before if kind == "removed" else named(change["name"]),
        "language": change.get("language") or _("default language"),
        "list": change.get("list", ""),
        "before": before,
        "after": after,
    }
    if kind in _CONDITIONS:
        before, after = (_condition(text, named) for text in (before, after))
    if kind in _SAID:
        before = after = ""
    return ChangeLine(str(sentence) % values, before, after, sign)


def _condition(xpath: str, named: Callable[[str], str]) -> str:
    """In words as far as they can be found; what cannot be put into words stands there as it was written."""
    if not xpath:
        return _("always")
    terms = read_condition(xpath)
    if None in terms:
        return xpath
    return in_words(terms, lambda name: Named(f"“{named(name)}”")) or xpath
