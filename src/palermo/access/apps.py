"""Connects what happens at the door with the audit and the list of places."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Receivers are connected once, when all models are known."""

    name = "palermo.access"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_set, user_logged_in
        from allauth.usersessions import signals as allauth_places
        from allauth.usersessions.models import UserSession
        from django.contrib.auth.signals import user_logged_out
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate, pre_save

        import palermo.access.locking.signals  # noqa: F401
        from palermo.access.sign_in import recording, sessions
        from palermo.access.walls.raising import after_migrating
        from palermo.access.walls.stance import tell_new

        connection_created.connect(tell_new, dispatch_uid="palermo standing")
        post_migrate.connect(after_migrating, sender=self, dispatch_uid="palermo walls")
        # allauth would write down the session's key itself.
        user_logged_in.disconnect(allauth_places.on_user_logged_in)
        for signal in (password_set, password_changed):
            signal.disconnect(allauth_places.on_password_changed)
        user_logged_in.connect(sessions.note_place, dispatch_uid="palermo place")
        user_logged_out.connect(recording.on_signed_out, dispatch_uid="palermo signed out")
        pre_save.connect(sessions.shorten, sender=UserSession, dispatch_uid="palermo shorten")
