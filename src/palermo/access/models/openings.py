"""What is being opened at this moment: counted before it is on record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from palermo.access.models.accounts import Account


class Opening(models.Model):
    """Room that a request has taken of its account's limit (``brakes``), until the audit has what it really opened.

    It names nobody but the account. A row that stays behind, because the process died, counts until it is too old.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="openings")
    act = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    began_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("account", "act", name="opening_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.act} {self.number}"
