"""Browsers say here that a page tried what its policy forbids: a sign of a mistake of ours, or of somebody's script.

Threat: such a report repeats the address of the page, which may hold what somebody searched for, and anybody may send
one. So of a report only the directive and our own route are kept, both from lists of ours; it is bounded in size, and
limited in number. The log counts: the first, the tenth, the hundredth of an hour are told.
"""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from palermo.access.sign_in.limits import may_report

#: Bytes; a report of a browser has some 500.
LARGEST = 8 * 1024
AN_HOUR = 60 * 60
#: What a policy can forbid (CSP 3); anything else in a report is somebody's invention.
DIRECTIVES = frozenset(
    {
        "base-uri", "child-src", "connect-src", "default-src", "font-src", "form-action", "frame-ancestors",
        "frame-src", "img-src", "manifest-src", "media-src", "object-src", "script-src", "script-src-attr",
        "script-src-elem", "style-src", "style-src-attr", "style-src-elem", "worker-src",
    }
)  # fmt: skip
UNKNOWN = "unknown"
log = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """One report. The answer is the same whatever becomes of it."""
    content = request.read(LARGEST + 1)
    if len(content) <= LARGEST and may_report(request):
        note(*_told(content))
    return HttpResponse(status=204)


def note(directive: str, route: str) -> None:
    """Count one report, and tell the log when the count is a power of ten. Two at once may count as one."""
    name = f"policy|{directive}|{route}"
    count = cache.get(name, 0) + 1
    cache.set(name, count, timeout=AN_HOUR)
    if str(count).strip("0") == "1":
        log.warning("Policy: %s was refused at %s (%d times within an hour)", directive, route, count)


def _told(content: bytes) -> tuple[str, str]:
    """Directive and route, both ours, whatever was sent."""
    try:
        sent: Any = json.loads(content)
    except (ValueError, RecursionError):
        return UNKNOWN, UNKNOWN
    report = sent.get("csp-report") if isinstance(sent, dict) else None
    if not isinstance(report, dict):
        return UNKNOWN, UNKNOWN
    said = report.get("effective-directive") or report.get("violated-directive")
    directive = said.split(" ")[0] if isinstance(said, str) else UNKNOWN
    return directive if directive in DIRECTIVES else UNKNOWN, _route(report.get("document-uri"))


def _route(address: Any) -> str:
    """The pattern of one of our addresses: what stood in it, and behind its question mark, is not kept."""
    try:
        return f"/{resolve(urlsplit(address).path).route}" if isinstance(address, str) else UNKNOWN
    except (Resolver404, ValueError):
        return UNKNOWN
