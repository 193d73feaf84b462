"""The search index: keyed tokens and the internal numbers of those who have them (docs/decisions/0008).

Both tables are their own primary key, token first: SQLite keeps them as one tree without row numbers, PostgreSQL
answers from the key alone. They are written and read by ``index`` only.
"""

from __future__ import annotations

from django.db import models

from palermo.access.scoped import UnscopedQuery


class IndexManager(models.Manager[models.Model]):
    """Refuses: tokens are handled in sets, by the statements of ``individuals.index``."""

    def get_queryset(self) -> models.QuerySet[models.Model]:
        raise UnscopedQuery(f"{self.model.__name__} is read and written by individuals.index.")


class NameToken(models.Model):
    """``token``: 8 bytes of keyed hash read as a signed number. ``individual_id``: the primary key of the person,
    without a foreign key, whose check would cost as much as the row."""

    pk = models.CompositePrimaryKey("token", "individual_id")
    token = models.BigIntegerField()
    individual_id = models.BigIntegerField()

    objects = IndexManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, though it is taken for a field

    class Meta:
        base_manager_name = "unscoped"

    def __str__(self) -> str:
        return "token"


class ExactToken(models.Model):
    """``token``: 16 bytes of keyed hash. Which kind of value it stands for is not said: each kind has its own key."""

    pk = models.CompositePrimaryKey("token", "individual_id")
    token = models.BinaryField(max_length=16)
    individual_id = models.BigIntegerField()

    objects = IndexManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, though it is taken for a field

    class Meta:
        base_manager_name = "unscoped"

    def __str__(self) -> str:
        return "token"
