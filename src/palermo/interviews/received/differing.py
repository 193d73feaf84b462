"""Differences that wait for a person: both answers side by side, opened for whoever may decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from palermo.access.actors import MaybeActor
from palermo.access.gate import Part, not_here
from palermo.access.models import Account
from palermo.access.uncovering import uncovered
from palermo.cases.models import EventKind, TraffickingEvent
from palermo.cases.views.presenting import present
from palermo.codebook import load_codebook
from palermo.codebook.answers import State, read_answer
from palermo.interviews.intake.differences import shown_as
from palermo.interviews.mapping.differing import CaseDifference
from palermo.interviews.mapping.splitting import STATES, plain_path
from palermo.interviews.models import Difference
from palermo.interviews.received.on_record import interview_seen
from palermo.interviews.received.reading import InterviewDetail
from palermo.interviews.received.selectors import require_reader
from palermo.interviews.received.telling import answer_words, words_in
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.reading import read_xform


@dataclass(frozen=True, slots=True, repr=False)
class Side:
    """One of two answers: lines of words. Empty for no answer."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class DifferenceTold:
    """``question`` in the reader's language; ``where``: which event of the case, or "". ``seen``: what a decision must
    carry, so that nobody decides on what has changed. ``has_both``: the two can stand together."""

    number: str
    is_with_case: bool
    question: str
    where: str
    before: Side
    kept: Side
    other: Side
    seen: str
    has_both: bool
    sent_by: str
    sent_at: datetime


def open_differences(actor: MaybeActor, detail: InterviewDetail, language: str) -> list[DifferenceTold]:
    """The differences of an interview that wait, as far as the reader may read them; each part is one entry in the
    audit. Raises NotSignedIn, NotFoundOrNotAllowed, ReadingStopped."""
    known = require_reader(actor)
    if not detail.may_write:
        raise not_here()
    rows = Difference.objects.of(detail.number).filter(decided_at=None)
    parts = {Part(part) for part in rows.values_list("part", flat=True)} & detail.standing.readable
    told: list[DifferenceTold] = []
    for part in sorted(parts):
        with uncovered(known, {detail.key.individual_opaque: detail.key}, part, "differences"):
            found = rows.filter(part=part).select_related("submission__account", "submission__version")
            told += [_told(known, row, detail, language) for row in found.order_by("pk")]
    interview_seen(known, detail.number, detail.mission_code, parts)
    return told


def difference_waiting(detail: InterviewDetail, number: str) -> Difference | None:
    """The difference of this number, if it is one of the interview's; it may have been decided meanwhile."""
    return Difference.objects.of(detail.number).filter(opaque_id=number).first() if detail.may_write else None


def are_left(detail: InterviewDetail) -> bool:
    """Whether the interview has differences that wait."""
    return Difference.objects.of(detail.number).filter(decided_at=None).exists()


def _told(actor: Account, row: Difference, detail: InterviewDetail, language: str) -> DifferenceTold:
    content: Mapping[str, Any] = row.content or {}
    shared: dict[str, Any] = {
        "number": row.opaque_id,
        "is_with_case": row.is_with_case,
        "sent_by": row.submission.account.display_name,
        "sent_at": row.submission.received_at,
    }
    if row.is_with_case:
        differing = CaseDifference.from_content(content)
        variable = load_codebook().variables[differing.variable]
        return DifferenceTold(
            question=variable.display,
            where=_event_words(actor, detail, differing.event),
            before=Side(()),
            kept=_fact(differing.variable, differing.kept),
            other=_fact(differing.variable, differing.other),
            seen="",
            has_both=differing.both is not None,
            **shared,
        )
    form = read_xform(row.submission.version.xform)
    node = form.nodes.get(plain_path(str(content["path"])))
    label = "" if node is None else words_in(node.labels, language, form) or node.name
    return DifferenceTold(
        question=label or str(content["path"]).rpartition("/")[2],
        where="",
        before=_side(form, content["started_from"], language),
        kept=_side(form, content["kept"], language),
        other=_side(form, content["other"], language),
        seen=shown_as(content),
        has_both=False,
        **shared,
    )


def _event_words(actor: Account, detail: InterviewDetail, position: int | None) -> str:
    if position is None:
        return ""
    events = TraffickingEvent.objects.for_actor(actor).filter(case__opaque_id=detail.key.opaque_id)
    event = events.filter(position=position).first()
    return "" if event is None else str(EventKind(event.kind).label)


def _fact(name: str, answer: Any) -> Side:
    book = load_codebook()
    found = read_answer({name: answer}, name)
    if found.state is State.VALUE:
        return Side(present(book.variables[name], found, book).values)
    return Side(() if found.state is State.NOT_ASKED else (_state_words(found.state.value),))


def _side(form: XForm, answers: Mapping[str, str], language: str) -> Side:
    """The answers under one question, or under a repeat as a whole: then with their questions."""
    lines: list[str] = []
    for path, value in answers.items():
        node = form.nodes.get(plain_path(path))
        words = _words(form, node, value, language)
        if len(answers) > 1 and node is not None:
            label = words_in(node.labels, language, form) or node.name
            lines.append(f"{label}: {' · '.join(words)}")
        else:
            lines += words
    return Side(tuple(lines))


def _words(form: XForm, node: Any, value: str, language: str) -> Collection[str]:
    if value in STATES:
        return (_state_words(value),)
    return (value,) if node is None else answer_words(form, node, value, language)


def _state_words(state: str) -> str:
    return _("asked, preferred not to say") if state == "~refused" else _("asked, not known")
