"""The first page: what is new, what still lacks an answer, where to go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.access.oversight.selectors import notice_lines
from palermo.cases.models import CaseStatus
from palermo.codebook import load_codebook
from palermo.web.overview import Overview, overview


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page differs by role, because what one may see does."""
    found = overview(request.user)
    context = {
        "greeting": _greeting(timezone.localtime().hour),
        "overview": found,
        "statuses": _statuses(found),
        "missing": _missing(found),
        "notices": notice_lines(request.user),
    }
    return render(request, "web/home.html", context)


def _greeting(hour: int) -> str:
    if 4 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def _statuses(found: Overview) -> list[tuple[str, str, int]]:
    """Code, label and number of cases of each status that occurs; none when all cases have the same."""
    counts = found.caseload.by_status if found.caseload and len(found.caseload.by_status) > 1 else {}
    return [(code, str(label), counts[code]) for code, label in CaseStatus.choices if counts.get(code)]


def _missing(found: Overview) -> list[tuple[str, str, int]]:
    """Filter, label and number of cases for each answer that is missing anywhere."""
    variables = load_codebook().variables
    labels = {name: variables["age_band" if name == "majority" else name].display for name in found.missing}
    return [(name, labels[name], number) for name, number in found.missing.items()]
