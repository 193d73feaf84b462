"""Tells the packages below what cases hold of a person."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, consents and events."""

    name = "palermo.cases"

    def ready(self) -> None:
        from palermo.cases.actions.erase_from_cases import erase_from_cases
        from palermo.individuals.actions.erase_individual import ERASERS

        if erase_from_cases not in ERASERS:
            ERASERS.append(erase_from_cases)
