"""Functions of answers with several choices, which are their codes with blanks between them."""

from __future__ import annotations

from palermo.interviews.xforms.xpath.numbers import whole
from palermo.interviews.xforms.xpath.values import Value, to_text


def selected(answer: Value, choice: Value) -> Value:
    """Whether a choice is among them."""
    return to_text(choice).strip() in to_text(answer).split()


def selected_at(answer: Value, place: Value) -> Value:
    """The choice in a place, counted from 0; empty where there is none."""
    choices, index = to_text(answer).split(), whole(place)
    return choices[index] if 0 <= index < len(choices) else ""
