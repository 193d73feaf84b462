"""Gathers the acts of every package when the program starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    """A package tells its acts in a module ``acts``; two that claim one name stop the program from starting."""

    name = "palermo.audit"

    def ready(self) -> None:
        autodiscover_modules("acts")
