"""The addresses of those who watch over the others."""

from __future__ import annotations

from django.urls import path

from palermo.access.oversight import views

urlpatterns = [
    path("notices/<slug:notice>/seen/", views.notice_seen, name="notice_seen"),
    path("notices/<slug:notice>/reason/", views.notice_reason, name="notice_reason"),
    path("stopped/", views.stopped, name="stopped_accounts"),
    path("stopped/<int:number>/release/", views.release, name="release_reading"),
    path("missions/", views.missions, name="missions_to_watch"),
    path("missions/<str:code>/freeze/", views.freeze, name="freeze_mission"),
    path("missions/<str:code>/open/", views.unfreeze, name="unfreeze_mission"),
]
