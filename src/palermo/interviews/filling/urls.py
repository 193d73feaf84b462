"""Addresses of filling forms on devices: the page, what it is made of, and what devices ask with their secret."""

from __future__ import annotations

from django.urls import path

from palermo.interviews.filling.views import device, reopen, shell

urlpatterns = [
    path("", shell.shell, name="fill"),
    path("sw.js", shell.worker, name="fill_worker"),
    path("manifest.webmanifest", shell.manifest, name="fill_manifest"),
    path("words/<slug:language>.json", shell.words, name="fill_words"),
    path("api/session", shell.session, name="fill_session"),
    path("api/devices", shell.register, name="fill_register"),
    path("api/state", device.state, name="fill_state"),
    path("api/wiped", device.wiped, name="fill_wiped"),
    path("api/forms", device.forms, name="fill_forms"),
    path("api/forms/<slug:version>", device.form, name="fill_form"),
    path("api/forms/<slug:version>/media/<str:name>", device.media, name="fill_media"),
    path("api/outbox", device.outbox, name="fill_outbox"),
    path("api/interviews/<slug:interview>", reopen.reopen, name="fill_interview"),
]
