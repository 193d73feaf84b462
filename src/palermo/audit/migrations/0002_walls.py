"""Triggers that refuse every change of what was recorded."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from palermo.audit.walls import lower_walls, raise_walls


def up(_apps: Any, schema_editor: Any) -> None:
    raise_walls(schema_editor.connection)


def down(_apps: Any, schema_editor: Any) -> None:
    lower_walls(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(up, down)]
