"""Both answers side by side, and a person who decides."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.access.brakes import ReadingStopped
from palermo.access.gate import not_here
from palermo.cases.actions.change_fact import FactChangedMeanwhile
from palermo.interviews.actions.decide_case_difference import (
    CaseDifferenceDecided,
    Choice,
    decide_case_difference,
)
from palermo.interviews.actions.decide_difference import DifferenceDecided, decide_difference
from palermo.interviews.intake.errors import Overtaken
from palermo.interviews.received.differing import are_left, difference_waiting, open_differences
from palermo.interviews.received.reading import InterviewDetail, read_interview

_CHOICES = ("kept", "other", "both")


@require_http_methods(["GET", "HEAD", "POST"])
def interview_differences(request: HttpRequest, interview: str) -> HttpResponse:
    """Covered until somebody presses; then each difference with its two answers."""
    detail = read_interview(request.user, interview)
    if not detail.may_write:
        raise not_here()
    if request.method != "POST":
        return _page(request, detail)
    if "difference" in request.POST:
        return _decide(request, detail)
    return _open(request, detail)


def _decide(request: HttpRequest, detail: InterviewDetail) -> HttpResponse:
    number, choice = request.POST["difference"], request.POST.get("choice", "")
    row = difference_waiting(detail, number)
    if row is None or choice not in _CHOICES:
        raise not_here()
    try:
        if row.is_with_case:
            decide_case_difference(actor=request.user, difference=number, choice=cast(Choice, choice))
        elif choice in ("kept", "other"):
            seen = request.POST.get("seen", "")
            decide_difference(actor=request.user, difference=number, choice=choice, seen=seen)  # type: ignore[arg-type]
        else:
            raise not_here()
    except (DifferenceDecided, CaseDifferenceDecided, FactChangedMeanwhile, Overtaken) as refused:
        return _open(request, detail, refused=refused.message, status=refused.status)
    messages.success(request, _("That is decided."))
    return redirect("interview_differences" if are_left(detail) else "interview", detail.number)


def _open(
    request: HttpRequest, detail: InterviewDetail, *, status: int = 200, **context: Any
) -> HttpResponse:
    try:
        told = open_differences(request.user, detail, get_language() or "en")
    except ReadingStopped as stopped:
        return _page(request, detail, stopped=stopped.message, status=stopped.status)
    return _page(request, detail, told=told, is_open=True, status=status, **context)


def _page(
    request: HttpRequest, detail: InterviewDetail, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"detail": detail}
    return render(request, "interviews/received/differences.html", context, status=status)
