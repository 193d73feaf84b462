"""One interview, read as it was asked: covered until somebody presses, part by part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from palermo.access.brakes import ReadingStopped
from palermo.access.parts import Part
from palermo.interviews.received.reading import InterviewDetail, Opened, open_file, open_parts, read_interview
from palermo.interviews.received.remarks import remarks_told
from palermo.interviews.received.telling import pages_told, strangers

#: Bytes that a browser may show; everything else it stores.
_SHOWN = {"image/jpeg", "image/png"}


@require_http_methods(["GET", "HEAD", "POST"])
def interview_page(request: HttpRequest, interview: str) -> HttpResponse:
    """Coded answers, and the parts that were pressed for."""
    detail = read_interview(request.user, interview)
    if request.method != "POST":
        return _page(request, detail)
    try:
        opened = open_parts(request.user, interview, asked_parts(request.POST.getlist("part")))
    except ReadingStopped as stopped:
        return _page(request, detail, stopped=stopped.message, status=stopped.status)
    return _page(request, detail, opened)


@require_POST
def interview_file(request: HttpRequest, interview: str, file: str) -> HttpResponse:
    """One file of an interview: a picture to look at, anything else to store. Never kept by the browser."""
    about, content = open_file(request.user, interview, file)
    is_shown = about.media_type in _SHOWN
    response = HttpResponse(
        content, content_type=about.media_type if is_shown else "application/octet-stream"
    )
    name = get_valid_filename(f"{file}.{_ending(about.media_type)}")
    response["Content-Disposition"] = f'{"inline" if is_shown else "attachment"}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def asked_parts(words: Iterable[str]) -> list[Part]:
    """The parts that a form names; others are passed over."""
    return [Part(word) for word in words if word in Part.values]


def _page(
    request: HttpRequest,
    detail: InterviewDetail,
    opened: Opened | None = None,
    *,
    stopped: str = "",
    status: int = 200,
) -> HttpResponse:
    language = get_language() or "en"
    shown = set(opened.parts) if opened else set()
    if Part.FACTS in detail.standing.readable:
        shown.add(Part.FACTS)
    answers = {**detail.facts, **(opened.answers if opened else {})}
    remarks, hidden = (
        remarks_told(detail.form, opened.remarks, detail.questions, shown, language) if opened else ([], 0)
    )
    files: dict[str, Any] = {each.name: each for each in opened.files} if opened else {}
    pages = pages_told(detail.form, answers, detail.questions, shown, language, files)
    named = {answer.file for page in pages for answer in page.answers if answer.file}
    context: dict[str, Any] = {
        "detail": detail,
        "pages": [page for page in pages if page.answers],
        "blank": [page for page in pages if not page.answers],
        "strangers": strangers(detail.form, answers),
        "opened": opened,
        "opened_parts": [part for part in detail.covered if opened and part in opened.parts],
        "still_covered": [part for part in detail.covered if not opened or part not in opened.parts],
        "remarks": remarks,
        "hidden_remarks": hidden,
        "other_files": [each for name, each in files.items() if name not in named],
        "covered_files": [each for each in detail.files if not opened or each.part not in opened.parts],
        "stopped": stopped,
    }
    return render(request, "interviews/received/interview.html", context, status=status)


def _ending(media_type: str) -> str:
    """The ending of a file's name. The name that the device gave it stays on the page: it may say who somebody is."""
    known = {
        "image/jpeg": "jpg",
        "image/png": "png",
        "audio/mpeg": "mp3",
        "audio/mp4": "m4a",
        "audio/ogg": "ogg",
        "audio/wav": "wav",
        "video/mp4": "mp4",
        "application/pdf": "pdf",
        "text/csv": "csv",
    }
    return known.get(media_type, "bin")
