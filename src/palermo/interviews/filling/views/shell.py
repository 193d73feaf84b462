"""The page on which forms are filled, what it is made of, and what only a session may ask.

The page holds nothing: no name, no word, no number. It is the same for everybody, so that a service worker can keep it
and open it without a network.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import not_here
from palermo.access.models import Account
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.devices.selectors import may_have_devices
from palermo.interviews.filling.sealing import current_key, handed_out
from palermo.interviews.filling.words import catalogue
from palermo.interviews.models import DeviceKind

#: Everything that the page loads: what the page calls it, and its name among the static files.
PARTS = {
    "program": "vendor/fill.js",
    "engine": "vendor/fill-engine.js",
    "look": "vendor/fill.css",
    "colours": "palermo/palermo.css",
    "icon": "palermo/favicon.svg",
    "small_picture": "vendor/fill-192.png",
    "large_picture": "vendor/fill-512.png",
    "round_picture": "vendor/fill-maskable.png",
}
WORKER = "vendor/fill-sw.js"
#: Kept by the browser, and asked for again before use: a new version is never hidden behind an old one.
ASK_AGAIN = "no-cache"
#: No nonce, no style in attributes; WebAssembly reads the expressions of forms. It also installs and works offline.
POLICY = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": [SELF, "'wasm-unsafe-eval'"],
    "style-src-attr": [NONE],
    # Recordings of an interview are played from the memory of the page.
    "media-src": [SELF, "blob:"],
    "worker-src": [SELF],
    "manifest-src": [SELF],
}
#: A form may ask for a photo or a place, nothing else on the page may ask for more.
MAY_USE = "camera=(self), geolocation=(self), microphone=(), interest-cohort=()"
#: The side panel and the paper of ``palermo.css``; a manifest cannot name them.
_THEME, _GROUND = "#143f40", "#f7f4ee"


@login_not_required
@require_safe
@csp(POLICY)
def shell(_request: HttpRequest) -> HttpResponse:
    """The one page."""
    answer = HttpResponse(_page())
    answer["Cache-Control"] = ASK_AGAIN
    answer["Permissions-Policy"] = MAY_USE
    return answer


@login_not_required
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, told what to keep. Its text changes with every part, and so it is renewed."""
    kept = [
        *_addresses().values(),
        reverse("fill"),
        *(_words_address(code) for code, _name in settings.LANGUAGES),
    ]
    told = json.dumps(
        {"build": _build(), "files": kept, "page": reverse("fill"), "outbox": reverse("fill_outbox")}
    )
    answer = HttpResponse(
        f"self.PALERMO = {told};\n{_text(WORKER)}", content_type="text/javascript; charset=utf-8"
    )
    answer["Cache-Control"] = ASK_AGAIN
    return answer


@login_not_required
@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a home screen needs. The name on it says nothing of what the program is for."""
    addresses = _addresses()
    told = {
        "name": "Palermo",
        "short_name": "Palermo",
        "id": reverse("fill"),
        "start_url": reverse("fill"),
        "scope": reverse("fill"),
        "display": "standalone",
        "background_color": _GROUND,
        "theme_color": _THEME,
        "icons": [
            {"src": addresses["small_picture"], "sizes": "192x192", "type": "image/png"},
            {"src": addresses["large_picture"], "sizes": "512x512", "type": "image/png"},
            {
                "src": addresses["round_picture"],
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = ASK_AGAIN
    return answer


@login_not_required
@require_safe
def words(_request: HttpRequest, language: str) -> HttpResponse:
    """The words of the interface in one language."""
    if language not in dict(settings.LANGUAGES):
        raise not_here()
    answer = JsonResponse({"language": language, "words": catalogue(language)})
    answer["Cache-Control"] = ASK_AGAIN
    return answer


@login_not_required
@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """Whether somebody is signed in who may set this device up, and the token with which the page then asks."""
    account = request.user
    is_signed_in = isinstance(account, Account)
    may = is_signed_in and may_have_devices(account)
    return JsonResponse({"signed_in": is_signed_in, "may": may, "token": get_token(request) if may else ""})


@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Set this browser up as a device of whoever is signed in: ``{"name": ...}``. The secret is told this once."""
    account = _account(request)
    new = register_device(actor=account, kind=DeviceKind.BROWSER, name=_name(request))
    told = {"device": new.device.opaque_id, "secret": new.secret, "key": handed_out(current_key())}
    return JsonResponse(told, status=201)


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account) or not may_have_devices(request.user):
        raise not_here()
    return request.user


def _name(request: HttpRequest) -> str:
    try:
        told: Any = json.loads(request.body)
    except ValueError:
        told = None
    name = told.get("name") if isinstance(told, dict) else None
    if not isinstance(name, str):
        raise NotAcceptedError("", field="name")
    return name


def _addresses() -> dict[str, str]:
    addresses = {part: staticfiles_storage.url(name) for part, name in PARTS.items()}
    # The program asks for it by the plain name that it lies under beside itself.
    return addresses | {"engine": f"{settings.STATIC_URL}{PARTS['engine']}"}


def _page() -> str:
    languages = " ".join(code for code, _name in settings.LANGUAGES)
    return render_to_string("interviews/fill.html", _addresses() | {"languages": languages})


def _words_address(language: str) -> str:
    return reverse("fill_words", args=[language])


def _build() -> str:
    """A digest of everything that the worker keeps: whoever has this has all of one version."""
    digest = hashlib.sha256()
    for name in (*PARTS.values(), WORKER):
        digest.update(_content(name))
    for code, _label in settings.LANGUAGES:
        digest.update(json.dumps(catalogue(code), sort_keys=True).encode())
    digest.update(_page().encode())
    return digest.hexdigest()[:20]


def _text(name: str) -> str:
    return _content(name).decode()


def _content(name: str) -> bytes:
    found = _path(name)
    if found is None:
        # Built, not kept with the source: without it there is nothing to fill forms with.
        raise not_here()
    return found.read_bytes()


@cache
def _path(name: str) -> Path | None:
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None
