"""What the recheck found, in plain words: where it is, and what to look at. Never the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palermo.access.parts import Part
from palermo.interviews.mapping.splitting import part_of_node, plain_path
from palermo.interviews.received.telling import words_in
from palermo.interviews.xforms.model import XForm

WORDS: Mapping[str, Promise] = {
    "irrelevant": _("This was answered, though the form does not ask it after the answers before."),
    "required": _("The form asks for an answer here, and there is none."),
    "constraint": _("The form does not take this answer."),
    "type": _("This answer is not of the kind that the question takes, such as a number or a date."),
    "choice": _("This answer is not among the choices."),
    "calculation": _(
        "The device worked out something else than the server. What the server worked out is kept."
    ),
    "unknown": _("The form has no such question. What was sent is kept."),
    "missing_node": _("The device left this place of the form out."),
    "uncomputable": _("The server could not check this question."),
    "limit": _("Checking this would have taken too long."),
    "case": _("Not all of it could be recorded in the case."),
    "unknown_origin": _(
        "This was sent as a change of another interview that the sender may not change, or that is not here."
    ),
}
_OTHER = _("Please look at this answer.")


@dataclass(frozen=True, slots=True, repr=False)
class Remark:
    """``question`` is the label, "" where it is about the whole; ``message`` is the form's own sentence."""

    question: str
    words: str
    message: str


def remarks_told(
    form: XForm,
    remarks: Iterable[Mapping[str, str]],
    questions: Mapping[str, Any],
    shown: Collection[Part],
    language: str,
) -> tuple[list[Remark], int]:
    """The remarks about the parts that are ``shown``, and how many there are about others."""
    told, hidden = [], 0
    for each in remarks:
        node = form.nodes.get(plain_path(each.get("path", "")))
        if node is not None and part_of_node(node, questions) not in shown:
            hidden += 1
            continue
        label = "" if node is None else words_in(node.labels, language, form) or node.name
        told.append(Remark(label, str(WORDS.get(each.get("kind", ""), _OTHER)), each.get("message", "")))
    return told, hidden
