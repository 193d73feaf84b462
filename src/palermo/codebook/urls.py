"""The addresses of the codebook."""

from __future__ import annotations

from django.urls import path, re_path

from palermo.codebook import views

urlpatterns = [
    path("", views.variables, name="codebook"),
    path("variables/<slug:name>/", views.variable, name="codebook_variable"),
    path("lists/", views.code_lists, name="codebook_lists"),
    path("lists/<slug:name>/", views.code_list, name="codebook_list"),
    path("countries/", views.countries, name="codebook_countries"),
    path("countries/<slug:code>/", views.country, name="codebook_country"),
    re_path(r"^download/(?P<what>[a-z]+)\.(?P<form>csv|json)$", views.download, name="codebook_download"),
]
