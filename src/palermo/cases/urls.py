"""The addresses of cases."""

from __future__ import annotations

from django.urls import path

from palermo.cases.views.case_list import case_list
from palermo.cases.views.case_page import case_page

urlpatterns = [
    path("", case_list, name="case_list"),
    path("<slug:opaque_id>/", case_page, name="case_page"),
]
