"""The addresses of the statistics."""

from __future__ import annotations

from django.urls import path, re_path

from palermo.statistics import views

urlpatterns = [
    path("", views.statistics, name="statistics"),
    path("renew/", views.renew, name="statistics_renew"),
    path("tables/<slug:name>/", views.table, name="statistics_table"),
    re_path(
        r"^tables/(?P<name>[a-z0-9_]+)\.(?P<kind>csv|json|xlsx)$",
        views.download_table,
        name="statistics_file",
    ),
    re_path(
        r"^figures/(?P<name>[a-z0-9_]+)\.(?P<kind>svg|png)$", views.download_figure, name="statistics_picture"
    ),
]
