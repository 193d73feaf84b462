"""One version of a form: its questions, what changed, its files."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from palermo.access.gate import not_here
from palermo.interviews.models import FormVersion
from palermo.interviews.publishing.presenting import changes_in_words, language_name, pages_of
from palermo.interviews.publishing.selectors import readable_version, version_page
from palermo.interviews.publishing.written import xlsform_of
from palermo.interviews.xforms.reading import read_xform

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


@require_safe
def form_version(request: HttpRequest, form: str) -> HttpResponse:
    """One version, in the reader's language if it has that."""
    page = version_page(request.user, form, get_language() or "en")
    version = page.version
    language = language_for(version)
    context = {
        "page": page,
        "shown": version,
        "spoken": [language_name(code) for code in version.languages],
        "language": language,
        "pages": pages_of(read_xform(version.xform), version.questions, language, version.base),
        "changes": changes_in_words(version.changes, version.sheets, language),
    }
    return render(request, "interviews/forms/version.html", context)


@require_safe
def form_file(request: HttpRequest, form: str, what: str) -> HttpResponse:
    """A file of a version: the XLSForm, the XForm, or the spreadsheet that was handed in."""
    version, _mission = readable_version(request.user, form)
    name = f"{version.form.form_id}-{version.version}"
    if what == "xlsx":
        return taken_along(xlsform_of(version.sheets), f"{name}.xlsx", XLSX)
    if what == "xml":
        return taken_along(version.xform.encode(), f"{name}.xml", "text/xml")
    if what == "source" and version.source:
        return taken_along(bytes(version.source), f"{name}-handed-in.xlsx", XLSX)
    raise not_here()


def taken_along(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be kept and not shown."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{_ODD.sub("_", name)}"'
    return response


def language_for(version: FormVersion) -> str:
    """The reader's language if the form has it, else the form's first."""
    wanted = get_language() or "en"
    return wanted if wanted in version.languages else next(iter(version.languages), "en")
