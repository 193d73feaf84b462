"""Every address of the product. Each domain package names its own; this file only joins them."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("palermo.web.urls")),
    path("accounts/", include("palermo.access.urls")),
    path("cases/", include("palermo.cases.urls")),
    path("codebook/", include("palermo.codebook.urls")),
    path("statistics/", include("palermo.statistics.urls")),
]
