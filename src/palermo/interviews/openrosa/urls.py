"""Addresses as ODK Collect makes them of the one that it is given: ``formList`` and ``submission`` are fixed.

Each is there twice: for a device that shows number and secret, and with the secret in the address.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from palermo.interviews.openrosa import views


def _addresses(prefix: str, name: str) -> list[URLPattern]:
    return [
        path(f"{prefix}formList", views.forms, name=f"{name}_forms"),
        path(f"{prefix}forms/<slug:version>.xml", views.form, name=f"{name}_form"),
        path(f"{prefix}forms/<slug:version>/manifest", views.manifest, name=f"{name}_manifest"),
        path(f"{prefix}forms/<slug:version>/media/<str:name>", views.media, name=f"{name}_media"),
        path(f"{prefix}submission", views.submission, name=f"{name}_submission"),
    ]


urlpatterns: list[URLPattern] = [
    *_addresses("", "openrosa"),
    *_addresses("key/<str:token>/", "openrosa_token"),
]
