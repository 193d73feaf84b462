"""Forms, devices and interviews as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """Tells the packages below what interviews hold of a person."""

    name = "palermo.interviews"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from palermo.cases.panels import PANELS
        from palermo.individuals.actions.erase_individual import ERASERS
        from palermo.interviews.actions.destroy_former_keys import destroy_former_keys
        from palermo.interviews.actions.erase_from_interviews import erase_from_interviews
        from palermo.interviews.received.panel import case_panel

        if case_panel not in PANELS:
            PANELS.append(case_panel)
        for eraser in (erase_from_interviews, destroy_former_keys):
            if eraser not in ERASERS:
                ERASERS.append(eraser)
        from palermo.interviews.publishing.walls import after_migrating

        post_migrate.connect(after_migrating, sender=self, dispatch_uid="palermo versions")
