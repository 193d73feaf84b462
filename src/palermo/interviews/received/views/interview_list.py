"""The list of interviews: those that wait on top, then what arrived last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from palermo.access.gate import not_here
from palermo.interviews.received.filter_form import InterviewFilterForm
from palermo.interviews.received.selectors import (
    PLACED,
    InterviewFilters,
    forms_to_choose,
    list_interviews,
    may_see_interviews,
    waiting_first,
    workers_to_choose,
)


@require_safe
def interview_list(request: HttpRequest) -> HttpResponse:
    """The whole page, or, when htmx asks after a change of the filters, the results alone."""
    if not may_see_interviews(request.user):
        raise not_here()
    form = InterviewFilterForm(
        request.GET, titles=forms_to_choose(request.user), workers=workers_to_choose(request.user)
    )
    chips, after = form.chips(), request.GET.get("after", "")
    # Those that wait stand on top by themselves, unless somebody asks for something else.
    filters = form.filters if chips else InterviewFilters(which=PLACED)
    context = {
        "form": form,
        "chips": chips,
        "waiting": None if chips or after else waiting_first(request.user),
        "page": list_interviews(request.user, filters, after=after),
        "address": reverse("interview_list"),
        "here": form.query_without(),
    }
    is_part = request.headers.get("HX-Request") == "true"
    template = "interviews/received/parts/results.html" if is_part else "interviews/received/list.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
