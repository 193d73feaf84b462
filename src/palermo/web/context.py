"""What every page's frame needs to know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

import palermo
from palermo.demo.notice import FICTIONAL_NOTICE
from palermo.web.navigation import entries_for
from palermo.web.preferences import THEME_COOKIE, known_theme


def shell(request: HttpRequest) -> dict[str, Any]:
    """``is_demo`` (mark every page as fictional), ``has_components`` (the page of components is there), ``is_rtl``,
    ``theme`` (light, dark or "" for automatic), the languages to choose from, and the navigation of whoever is
    signed in."""
    return {
        "is_demo": settings.PALERMO_MODE == "demo",
        "fictional_notice": FICTIONAL_NOTICE,
        "has_components": settings.PALERMO_MODE != "production",
        "is_rtl": get_language_bidi(),
        "theme": known_theme(request.COOKIES.get(THEME_COOKIE, "")),
        "languages": settings.LANGUAGES,
        "language_now": get_language(),
        "version": palermo.__version__,
        "navigation": entries_for(request),
    }
