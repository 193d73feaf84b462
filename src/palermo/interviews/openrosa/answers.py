"""Answers as OpenRosa has them: XML with the version in a header, a sentence in an envelope."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.utils.html import escape

from palermo.errors import PalermoError

VERSION_HEADER = "X-OpenRosa-Version"
VERSION = "1.0"
#: Bytes of files that Collect puts into one post; it repeats the filled form in each.
ACCEPTED_BYTES = 10_000_000
TEXT_XML = "text/xml; charset=utf-8"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_RESPONSE = "http://openrosa.org/http/response"


def xml(content: str, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """An answer of XML; ``content`` has no declaration and is escaped."""
    return HttpResponse(_DECLARATION + content, content_type=TEXT_XML, status=status)


def said(sentence: str, *, status: int, nature: str) -> HttpResponse:
    """A sentence for whoever holds the device. ``nature`` is ``submit_success`` or ``submit_failure``."""
    message = f'<message nature="{escape(nature)}">{escape(sentence)}</message>'
    return xml(f'<OpenRosaResponse xmlns="{_RESPONSE}">{message}</OpenRosaResponse>', status=status)


def refused(error: PalermoError) -> HttpResponse:
    """The refusal, with the way to come in where none was shown."""
    answer = said(error.message, status=error.status, nature="submit_failure")
    if error.status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Basic realm="Palermo", charset="UTF-8"'
    # Django would log the path, which may hold a device's secret. The route is no news.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer
