"""The list of cases: filters in the address, one page at a time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from palermo.access.actors import MaybeActor
from palermo.access.gate import case_scope
from palermo.cases.registering import may_register
from palermo.cases.selectors import CasePage, list_cases, missions_to_choose
from palermo.cases.views.filter_form import CaseFilterForm


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The whole page, or, when htmx asks after a change of the filters, the results alone."""
    actor: MaybeActor = request.user
    missions = missions_to_choose(actor)
    form = CaseFilterForm(request.GET, missions=missions)
    page = _page(actor, form, request)
    context = {
        "form": form,
        "chips": form.chips(),
        "page": page,
        "shows_mission": bool(missions),
        "has_no_scope": case_scope(actor).is_empty,
        "may_register": may_register(actor),
        "address": reverse("case_list"),
        "here": form.query_without(),
    }
    is_part = request.headers.get("HX-Request") == "true"
    response = render(request, "cases/parts/results.html" if is_part else "cases/case_list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _page(actor: MaybeActor, form: CaseFilterForm, request: HttpRequest) -> CasePage:
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    return list_cases(actor, form.filters, form.chosen_order, after=after, before=before)
