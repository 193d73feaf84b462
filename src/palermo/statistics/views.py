"""Tables and figures for whoever may see them: each with its n, what is missing, its caveats and its address."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from palermo.access.pace import require_pace
from palermo.errors import NotFoundOrNotAllowed
from palermo.statistics import selectors
from palermo.statistics.actions.hand_out import hand_out
from palermo.statistics.definitions import load_definitions
from palermo.statistics.errors import BadQuestion, NoExtract
from palermo.statistics.question_form import QuestionForm
from palermo.statistics.results import Publication, ResultFigure, ResultTable
from palermo.statistics.writers.facts import fact_lines, note_lines, silent_groups
from palermo.statistics.writers.json_files import as_data
from palermo.statistics.writers.pictures import as_picture
from palermo.statistics.writers.xlsx_files import as_workbook

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Part:
    """A table and, where it has one, its figure."""

    table: ResultTable
    figure: ResultFigure | None


def _guarded(view: View[P]) -> View[P]:
    """One answer for "not for your role" and "no such page"."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFoundOrNotAllowed as refusal:
            raise Http404 from refusal

    return guarded


@require_safe
@_guarded
def statistics(request: HttpRequest) -> HttpResponse:
    """Figures first, each with its table one press away, then the other tables."""
    years = selectors.years(request.user)
    if not years:
        return render(request, "statistics/nothing.html")
    form = QuestionForm(request.GET, years=years, missions=selectors.missions(request.user))
    context: dict[str, object] = {"form": form, "address": reverse("statistics"), "query": _query(request)}
    try:
        answer = selectors.publication(request.user, form.question(years[0]))
    except BadQuestion as problem:
        return render(
            request, "statistics/statistics.html", context | {"problem": problem.message}, status=400
        )
    parts = _parts(answer)
    context |= {
        "answer": answer,
        "about": answer.about,
        "facts": fact_lines(answer.tables[0])[:1] if answer.about.is_fictional else [],
        "parts": [part for part in parts if part.figure],
        "others": [part.table for part in parts if not part.figure],
        "silent": silent_groups(answer.about),
        "is_narrow": form.has_changed()
        and any(request.GET.get(name) for name in form.fields if name != "year"),
    }
    return render(request, "statistics/statistics.html", context)


@require_safe
@_guarded
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One table with all that must be read with it."""
    found = _table(request, name)
    context = {
        "table": found,
        "facts": fact_lines(found),
        "notes": note_lines(found),
        "query": _query(request),
    }
    return render(request, "statistics/table.html", context)


@require_safe
@_guarded
def download_table(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """One table as a file: CSV with a mark that spreadsheets need, JSON with its facts, XLSX with a sheet of them."""
    require_pace(request, "files")
    answer = _table_answer(request, name)
    found = hand_out(answer, actor=request.user, formats=[kind], names=[name]).table(name)
    if kind == "xlsx":
        response = HttpResponse(as_workbook(found), content_type=XLSX)
    elif kind == "json":
        text = json.dumps(as_data(found), ensure_ascii=False, indent=1)
        response = HttpResponse(text, content_type="application/json")
    else:
        lines = io.StringIO(newline="")
        writer = csv.writer(lines)
        writer.writerow(found.columns)
        writer.writerows(found.cells())
        response = HttpResponse("\ufeff" + lines.getvalue(), content_type="text/csv; charset=utf-8")
    return _as_file(response, f"{name}.{kind}")


@require_safe
@_guarded
def download_figure(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """One figure as a picture, with title, facts and caveat inside."""
    definition = load_definitions().figures.get(name)
    if definition is None:
        raise Http404
    require_pace(request, "files")
    answer = _answer(request, definition.table, with_figures=True)
    figure = next(each for each in answer.figures if each.id == name)
    hand_out(answer, actor=request.user, formats=[kind], names=[name])
    if kind == "svg":
        response = HttpResponse(as_picture(figure, "svg"), content_type="image/svg+xml")
    else:
        response = HttpResponse(as_picture(figure, "png"), content_type="image/png")
    return _as_file(response, f"{name}.{kind}")


@require_POST
@_guarded
def renew(request: HttpRequest) -> HttpResponse:
    """Count again from today's cases, then go back to the page."""
    require_pace(request, "files")
    selectors.current_extract(request.user, fresh=True)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("statistics")
    return HttpResponseRedirect(back)


def _parts(answer: Publication) -> list[Part]:
    figures = {figure.table.id: figure for figure in answer.figures}
    return [Part(each, figures.get(each.id)) for each in answer.tables]


def _answer(request: HttpRequest, name: str, *, with_figures: bool) -> Publication:
    """The one table. A question that cannot be put has no page of its own: 404."""
    try:
        years = selectors.years(request.user)
        form = QuestionForm(request.GET, years=years, missions=selectors.missions(request.user))
        question = form.question(years[0])
        return selectors.publication(request.user, question, tables=[name], with_figures=with_figures)
    except (BadQuestion, NoExtract) as problem:
        raise Http404 from problem


def _table(request: HttpRequest, name: str) -> ResultTable:
    return _table_answer(request, name).table(name)


def _table_answer(request: HttpRequest, name: str) -> Publication:
    if name not in load_definitions().tables:
        raise Http404
    return _answer(request, name, with_figures=False)


def _query(request: HttpRequest) -> str:
    """The question as it stands in the address, for links to its parts."""
    query = request.GET.copy()
    for key in [key for key, value in query.items() if not value]:
        del query[key]
    return query.urlencode()


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
