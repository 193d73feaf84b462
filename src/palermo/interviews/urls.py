"""Addresses of interviews: forms, devices, paper, and what has arrived."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("forms/", include("palermo.interviews.publishing.urls")),
    path("devices/", include("palermo.interviews.devices.urls")),
    path("paper/", include("palermo.interviews.paper.urls")),
    path("", include("palermo.interviews.received.urls")),
]
