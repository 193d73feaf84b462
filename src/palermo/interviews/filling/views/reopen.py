"""Gives somebody who is signed in a received interview, so that it can be corrected where interviews are filled in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from palermo.interviews.filling.reopening import reopened

#: The number of the form's version, which the device fetches with its own secret.
VERSION_HEADER = "X-Form-Version"


@require_GET
def reopen(request: HttpRequest, interview: str) -> HttpResponse:
    """The container of ``filling.container``. It is never kept: neither by the browser nor by the service worker."""
    found = reopened(request.user, interview)
    answer = HttpResponse(found.content, content_type="application/octet-stream")
    answer["Cache-Control"] = "private, no-store"
    answer[VERSION_HEADER] = found.version
    return answer
