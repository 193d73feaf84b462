"""Addresses of the pages about devices."""

from __future__ import annotations

from django.urls import URLPattern, path

from palermo.interviews.devices import views

urlpatterns: list[URLPattern] = [
    path("", views.device_list, name="device_list"),
    path("new/", views.device_new, name="device_new"),
    path("<slug:device>/stop/", views.device_stop, name="device_stop"),
    path("<slug:device>/empty/", views.device_empty, name="device_empty"),
]
