"""The codebook to look things up in: variables by chapter, code lists, countries, and all of it to take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from palermo.codebook import Codebook, exports, load_codebook
from palermo.codebook.browsing import country_matches, find_variables
from palermo.codebook.countries import Country
from palermo.codebook.search_form import SearchForm

Thing = TypeVar("Thing")

#: What can be taken along: its label, and the function that makes its rows.
DOWNLOADS: dict[str, tuple[Promise, Callable[[Codebook], list[exports.RowDict]]]] = {
    "variables": (_("Variables"), exports.variable_rows),
    "codes": (_("Codes of all lists"), exports.code_rows),
    "countries": (_("Countries with their names"), exports.country_rows),
    "regions": (_("Countries by region"), exports.region_rows),
    "mappings": (_("Names in other standards"), exports.mapping_rows),
}


@require_safe
def variables(request: HttpRequest) -> HttpResponse:
    """The chapters; with a search or a filter the variables that fit, by chapter."""
    book = load_codebook()
    form = SearchForm(request.GET, book)
    search = form.search
    groups = find_variables(book, search) if search else []
    context = {
        "part": "variables",
        "form": form,
        "address": reverse("codebook"),
        "groups": groups,
        "found": sum(len(variables) for _section, variables in groups),
        "is_searching": bool(search),
        "sections": [(section, len(book.variables_of(section.code))) for section in book.sections.values()],
        "total": len(book.variables),
        "downloads": [(what, label) for what, (label, _rows) in DOWNLOADS.items()],
    }
    return _whole_or_part(request, "codebook/variables.html", "codebook/parts/variables.html", context)


@require_safe
def variable(request: HttpRequest, name: str) -> HttpResponse:
    """One variable: what it means, how it may be answered, what other standards call it."""
    book = load_codebook()
    found = _or_404(book.variables, name)
    context = {
        "part": "variables",
        "variable": found,
        "section": book.sections[found.section],
        "code_list": book.list_of(found) if found.type == "code" else None,
        "purpose": book.lists["collection_purpose"].codes.get(found.purpose),
        "origin": book.lists["source_material"].codes.get(found.origin),
        "mappings": [
            ("HTCDS 2.0", found.htcds),
            ("CTDC 2017", found.ctdc_2017),
            ("CTDC 2024", found.ctdc_2024),
        ],
    }
    return render(request, "codebook/variable.html", context)


@require_safe
def code_lists(request: HttpRequest) -> HttpResponse:
    """Every code list with the number of its codes."""
    book = load_codebook()
    lists = sorted(book.lists.values(), key=lambda each: each.display.casefold())
    return render(request, "codebook/lists.html", {"part": "lists", "lists": lists})


@require_safe
def code_list(request: HttpRequest, name: str) -> HttpResponse:
    """One code list: its codes with their meaning and what other standards call them, and who uses it."""
    book = load_codebook()
    found = _or_404(book.lists, name)
    users = [each for each in book.variables.values() if each.list == name]
    return render(request, "codebook/list.html", {"part": "lists", "code_list": found, "users": users})


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """Countries, former states and areas; found by code or by any name in six languages."""
    book = load_codebook()
    query = request.GET.get("q", "").strip()[:100]
    found = country_matches(book.countries, query)
    context = {
        "part": "countries",
        "query": query,
        "countries": found,
        "address": reverse("codebook_countries"),
    }
    return _whole_or_part(request, "codebook/countries.html", "codebook/parts/countries.html", context)


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country: its names, and its region in each scheme, today and before."""
    book = load_codebook()
    found = book.countries.get(code)
    if found is None:
        raise Http404
    context = {
        "part": "countries",
        "country": found,
        "names": [(code, _language_name(code), name) for code, name in found.names.items()],
        "regions": list(_regions(book, found)),
    }
    return render(request, "codebook/country.html", context)


def _language_name(code: str) -> str:
    """The language's own name for itself."""
    return str(get_language_info("zh-hans" if code == "zh" else code)["name_local"]).capitalize()


def _regions(
    book: Codebook, found: Country
) -> Iterable[tuple[str, str, date | None, date | None, str, bool]]:
    """Scheme, region, from, until, basis, and whether it holds today."""
    today = timezone.localdate()
    for scheme in book.schemes.values():
        for spell in scheme.assignments.get(found.code, ()):
            region = scheme.regions[spell.region].display
            yield scheme.display, region, spell.valid_from, spell.valid_to, spell.basis, spell.holds(today)


@require_safe
def download(request: HttpRequest, what: str, form: str) -> HttpResponse:
    """A table of the codebook as CSV (UTF-8 with a mark that spreadsheets need) or JSON, in the words of the files."""
    _label, make_rows = _or_404(DOWNLOADS, what)
    rows = make_rows(load_codebook())
    if form == "json":
        response: HttpResponse = JsonResponse(
            {what: rows}, json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    else:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="palermo-codebook-{what}.{form}"'
    return response


def _or_404(things: Mapping[str, Thing], name: str) -> Thing:
    if name not in things:
        raise Http404
    return things[name]


def _whole_or_part(request: HttpRequest, whole: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or only its results when htmx asks for them."""
    response = render(request, part if request.headers.get("HX-Request") == "true" else whole, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
