"""The addresses under which people are looked for."""

from __future__ import annotations

from django.urls import path

from palermo.cases.views.people_search import people_search

urlpatterns = [path("search/", people_search, name="people_search")]
