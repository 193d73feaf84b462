"""A form as a PDF. It holds no answers, so a browser may keep it as long as the session lasts."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from palermo.interviews.paper.printing import print_version
from palermo.interviews.publishing.selectors import readable_version

#: What a name of a file had better not hold; other people's forms are called what they like.
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


@require_safe
def paper_form(request: HttpRequest, number: str) -> HttpResponse:
    """One version, in the language ``language``, with ``entries`` of each list that repeats (2)."""
    version, _mission = readable_version(request.user, number)
    wanted = request.GET.get("entries", "")
    entries = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 3 else 2
    language = request.GET.get("language", "")
    pdf = print_version(version, language, entries=entries)
    name = _ODD.sub("_", f"{version.form.form_id}-{version.version}-{language or 'form'}") + ".pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"},
    )
