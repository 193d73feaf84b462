"""Writes the states of answers for people, in the reader's language."""

from django.utils.translation import gettext as _

from palermo.codebook.answers import State


def display_state(state: State) -> str:
    """The name of a state in the active language."""
    return {
        State.VALUE: _("answered"),
        State.UNKNOWN: _("not known"),
        State.REFUSED: _("declined to answer"),
        State.NOT_ASKED: _("not asked"),
    }[state]
