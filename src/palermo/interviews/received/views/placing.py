"""Says whose a waiting interview is: a person who is known, or a new case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.brakes import ReadingStopped
from palermo.access.gate import not_here
from palermo.cases.keys import require_case
from palermo.cases.people import CoveredCase
from palermo.cases.views.identity_words import parts_of
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.values import IdentityView
from palermo.interviews.actions.apply_to_case import Applied
from palermo.interviews.actions.open_case_from_interview import open_case_from_interview
from palermo.interviews.actions.place_interview import PARTS, place_interview
from palermo.interviews.placing_errors import ChangedWhilePlacing, PlacedAlready
from palermo.interviews.received.candidates import case_named, likely_people
from palermo.interviews.received.reading import InterviewDetail, read_interview


@require_http_methods(["GET", "HEAD", "POST"])
def interview_place(request: HttpRequest, interview: str) -> HttpResponse:
    """Look who it may be; choose; confirm. Or open a new case."""
    detail = read_interview(request.user, interview)
    if not detail.may_write:
        raise not_here()
    if not detail.is_waiting:
        return redirect("interview", interview)
    if request.method != "POST":
        return _page(request, detail)
    try:
        if "open" in request.POST:
            return _opened(request, detail)
        if "place" in request.POST:
            return _placed(request, detail, request.POST["place"])
        if "choose" in request.POST or "named" in request.POST:
            return _confirm(request, detail)
        return _look(request, detail)
    except ReadingStopped as stopped:
        return _page(request, detail, stopped=stopped.message, status=stopped.status)
    except PlacedAlready as placed:
        messages.info(request, placed.message)
        return redirect("interview", interview)
    except (ChangedWhilePlacing, NotAcceptedError) as refused:
        return _page(request, detail, refused=refused.message, status=refused.status)


def _look(request: HttpRequest, detail: InterviewDetail) -> HttpResponse:
    likely = likely_people(request.user, detail.number)
    view = IdentityView(
        case=detail.key,
        **dict(likely.told.groups()),  # type: ignore[arg-type]
    )
    return _page(
        request,
        detail,
        looked=True,
        told=parts_of(view),
        found=likely.found,
        own_mission=getattr(request.user, "mission_id", None),
    )


def _confirm(request: HttpRequest, detail: InterviewDetail) -> HttpResponse:
    try:
        chosen = case_named(request.user, request.POST.get("choose") or request.POST.get("case", ""))
        _require_writing(request, chosen)
    except NotFoundOrNotAllowed:
        words = _(
            "Your mission has no case of this number or reference that you may write. Nothing was changed."
        )
        return _page(request, detail, unknown_case=words, typed=request.POST.get("case", ""), status=422)
    return _page(request, detail, chosen=chosen)


def _placed(request: HttpRequest, detail: InterviewDetail, case: str) -> HttpResponse:
    applied = place_interview(actor=request.user, interview=detail.number, case=case)
    messages.success(
        request, _("The interview belongs to this case now. What the case did not know yet was added.")
    )
    _tell(request, applied)
    return redirect("interview_differences" if applied.differences else "interview", detail.number)


def _opened(request: HttpRequest, detail: InterviewDetail) -> HttpResponse:
    opened = open_case_from_interview(actor=request.user, interview=detail.number)
    messages.success(request, _("The case is open. It has what the interview says; the identity is covered."))
    _tell(request, Applied(0, opened.notes))
    return redirect("case_page", opened.case.opaque_id)


def _tell(request: HttpRequest, applied: Applied) -> None:
    for note in applied.notes:
        messages.warning(request, note)
    if applied.differences:
        words = ngettext(
            "%(count)d answer is unlike what the case says. The case keeps its own until you decide.",
            "%(count)d answers are unlike what the case says. The case keeps its own until you decide.",
            applied.differences,
        )
        messages.info(request, words % {"count": applied.differences})


def _require_writing(request: HttpRequest, case: CoveredCase) -> None:
    for part in PARTS:
        require_case(request.user, case.key.opaque_id, part, write=True)


def _page(
    request: HttpRequest, detail: InterviewDetail, *, status: int = 200, **context: Any
) -> HttpResponse:
    return render(request, "interviews/received/place.html", {"detail": detail, **context}, status=status)
