"""Forms, devices and interviews as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """Forms, devices and interviews."""

    name = "palermo.interviews"
