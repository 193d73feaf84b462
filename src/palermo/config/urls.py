"""Every address of the product. Each domain package names its own; this file only joins them."""

from __future__ import annotations

from django.urls import include, path

from palermo.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("palermo.web.urls")),
    path("accounts/", include("palermo.access.urls")),
    path("cases/", include("palermo.cases.urls")),
    path("codebook/", include("palermo.codebook.urls")),
    path("fill/", include("palermo.interviews.filling.urls")),
    path("interviews/", include("palermo.interviews.urls")),
    path("openrosa/", include("palermo.interviews.openrosa.urls")),
    path("oversight/", include("palermo.access.oversight.urls")),
    path("people/", include("palermo.cases.people_urls")),
    path("statistics/", include("palermo.statistics.urls")),
]

handler400 = "palermo.web.error_pages.not_understood"
handler403 = "palermo.web.error_pages.forbidden"
handler404 = "palermo.web.error_pages.not_found"
handler500 = "palermo.web.error_pages.server_error"
