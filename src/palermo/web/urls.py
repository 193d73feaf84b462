"""The addresses of the shell: home, preferences, leaving, components."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from palermo.web.views.components import components
from palermo.web.views.home import home
from palermo.web.views.leaving import away, leave
from palermo.web.views.theme import choose_theme

urlpatterns = [
    path("", home, name="home"),
    path("components/", components, name="components"),
    path("theme/", choose_theme, name="choose_theme"),
    path("language/", login_not_required(set_language), name="choose_language"),
    path("leave/", leave, name="leave"),
    path("away/", away, name="away"),
]
