"""The audit, for the focal point for data protection: who did what, and whether the record of it is whole.

Every page here is on record itself, except the check of the chain, which must work where nothing can be recorded.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palermo.access import audit_reading
from palermo.access.actions.export_audit import export_audit_lines, export_audit_table
from palermo.access.gate import require_focal_point
from palermo.access.models import Mission
from palermo.access.pace import require_pace
from palermo.access.sign_in.step_up import require_fresh
from palermo.cases.audit_links import individual_of
from palermo.web.audit_form import AuditFilterForm


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The list, newest first; when htmx asks after a change of the filters, the results alone."""
    form = _form(request, request.GET)
    context = {
        "form": form,
        "chips": form.chips(),
        "page": audit_reading.read_audit(request.user, form.filters, after=_after(request)),
        "address": reverse("audit"),
        "here": form.query_without(),
        "is_later_page": "after" in request.GET,
    }
    is_part = request.headers.get("HX-Request") == "true"
    response = render(request, "web/audit/parts/results.html" if is_part else "web/audit/audit.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def audit_entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry: what it says, and how it hangs in the chain."""
    return render(
        request, "web/audit/entry.html", {"found": audit_reading.read_entry(request.user, sequence)}
    )


@require_safe
def audit_case(request: HttpRequest, opaque_id: str) -> HttpResponse:
    """Who did what with a case. With ``for=person`` as a sheet that can be handed to the person concerned."""
    is_for_the_person = request.GET.get("for") == "person"
    individual = individual_of(request.user, opaque_id)
    page = audit_reading.read_case_history(
        request.user,
        opaque_id,
        individual=individual,
        after=_after(request),
        is_for_the_person=is_for_the_person,
    )
    context = {
        "number": opaque_id,
        "page": page,
        "is_for_the_person": is_for_the_person,
        "address": reverse("audit_case", args=[opaque_id]),
        "here": "for=person" if is_for_the_person else "",
        "now": timezone.now(),
    }
    return render(request, "web/audit/case.html", context)


@require_safe
def audit_account(request: HttpRequest, number: int) -> HttpResponse:
    """What an account did."""
    person, page = audit_reading.read_account_history(request.user, number, after=_after(request))
    context = {"person": person, "page": page, "address": reverse("audit_account", args=[number]), "here": ""}
    return render(request, "web/audit/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def audit_chain(request: HttpRequest) -> HttpResponse:
    """The end of the chain to be written down; a press verifies its newest part."""
    context: dict[str, object] = {}
    if request.method == "POST":
        context |= {
            "is_checked": True,
            "recent": audit_reading.check_chain(request.user),
            "checked_at": timezone.now(),
        }
    context["end"] = audit_reading.chain_end(request.user)
    return render(request, "web/audit/chain.html", context)


@require_POST
@require_fresh
def audit_export(request: HttpRequest) -> HttpResponseBase:
    """A file: sealed lines of the period, or a table of what the filters let through."""
    form = _form(request, request.POST)
    require_pace(request, "files")
    filters = form.filters
    stamp = f"{timezone.now():%Y%m%dT%H%MZ}"
    if request.POST.get("kind") == "table":
        rows = export_audit_table(actor=request.user, filters=filters)
        response: HttpResponseBase = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="audit-{stamp}.csv"'
        return response
    lines = export_audit_lines(actor=request.user, since=filters.since, until=filters.until)
    return FileResponse(
        lines, as_attachment=True, filename=f"audit-{stamp}.jsonl", content_type="application/jsonl"
    )


def _form(request: HttpRequest, data: QueryDict) -> AuditFilterForm:
    require_focal_point(request.user)
    missions = Mission.objects.order_by("name").values_list("code", "name")
    return AuditFilterForm(data, people=audit_reading.people_to_choose(request.user), missions=missions)


def _after(request: HttpRequest) -> int | None:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


class _Echo:
    """Takes what a writer writes and gives it back."""

    def write(self, text: str) -> str:
        return text


def _csv(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow(row)
