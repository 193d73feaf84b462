"""Room taken of the brake's limit, first passwords that end, and an end to sessions whose keys lie in clear."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def end_sessions(apps: Any, _editor: Any) -> None:
    """Earlier sessions lie under their own keys, which open nothing any more: nobody should find them either."""
    apps.get_model("sessions", "Session").objects.all().delete()
    apps.get_model("usersessions", "UserSession").objects.all().delete()


class Migration(migrations.Migration):
    dependencies: ClassVar[list[Any]] = [
        ("access", "0002_grants_and_freezing"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.AddField(
            model_name="account",
            name="initial_password_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("began_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(models.F("account"), models.F("act"), name="opening_of_account")]
            },
        ),
        migrations.RunPython(end_sessions, migrations.RunPython.noop),
    ]
