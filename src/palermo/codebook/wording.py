"""Writes answers for people: in the reader's language, or as a cell that can be read in again."""

from django.utils.translation import gettext as _

from palermo.codebook.answers import SEPARATOR, Answer, State
from palermo.codebook.model import Codebook, Variable

# What parse_answer reads back as the same state; these are codes, not prose, and stay untranslated.
_CELL_WORDS = {State.UNKNOWN: "unknown", State.REFUSED: "refused", State.NOT_ASKED: "not asked"}


def answer_cell(answer: Answer) -> str:
    """The text of a spreadsheet cell from which parse_answer makes the same answer; empty for an absent one."""
    if not answer.stated:
        return ""
    if answer.value is None:
        return _CELL_WORDS[answer.state]
    return SEPARATOR.join(answer.value) if isinstance(answer.value, tuple) else str(answer.value)


def display_state(state: State) -> str:
    """The name of a state in the active language."""
    return {
        State.VALUE: _("answered"),
        State.UNKNOWN: _("not known"),
        State.REFUSED: _("declined to answer"),
        State.NOT_ASKED: _("not asked"),
    }[state]


def display_values(variable: Variable, answer: Answer, codebook: Codebook) -> list[str]:
    """The values of an answer in the active language, one text each; the state's name when there is no value."""
    if answer.state is not State.VALUE:
        return [display_state(answer.state)]
    return [_display(variable, value, codebook) for value in answer.values]


def _display(variable: Variable, value: str, codebook: Codebook) -> str:
    if variable.type == "code":
        code = codebook.list_of(variable).codes.get(value)
        return code.display if code else value
    if variable.type == "country":
        country = codebook.countries.get(value)
        return country.display if country else value
    return value
