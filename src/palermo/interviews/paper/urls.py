"""Addresses of this package."""

from __future__ import annotations

from django.urls import path

from palermo.interviews.paper.views import paper_form

urlpatterns = [path("<str:number>.pdf", paper_form, name="paper_form")]
