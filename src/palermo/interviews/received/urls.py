"""Addresses of interviews that were received."""

from __future__ import annotations

from django.urls import URLPattern, path

from palermo.interviews.received.views.differences import interview_differences
from palermo.interviews.received.views.interview_list import interview_list
from palermo.interviews.received.views.interview_page import interview_file, interview_page
from palermo.interviews.received.views.placing import interview_place

urlpatterns: list[URLPattern] = [
    path("", interview_list, name="interview_list"),
    path("<slug:interview>/", interview_page, name="interview"),
    path("<slug:interview>/place/", interview_place, name="interview_place"),
    path("<slug:interview>/differences/", interview_differences, name="interview_differences"),
    path("<slug:interview>/files/<slug:file>/", interview_file, name="interview_file"),
]
