"""What a person prefers to see, kept in a cookie that says nothing else: the theme."""

from __future__ import annotations

from django.conf import settings

THEME_COOKIE: str = settings.THEME_COOKIE_NAME
#: A year: a preference of the eye, not a session.
THEME_COOKIE_AGE = 365 * 24 * 60 * 60
THEMES = ("light", "dark")


def known_theme(word: str) -> str:
    """``light`` or ``dark``; anything else is automatic, written ``""``."""
    return word if word in THEMES else ""
