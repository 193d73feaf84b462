"""Models for the tests of the vault's fields. They belong to no installed application and have no migration."""

from __future__ import annotations

from django.db import models

from palermo.access.opaque import opaque_id
from palermo.vault.fields import EncryptedDateField, EncryptedJSONField, EncryptedTextField


class Story(models.Model):
    """One row of everything."""

    # Declared before what seals it, on purpose: the order of fields must not matter.
    text = EncryptedTextField(max_length=200, blank=True)
    answers = EncryptedJSONField(null=True, blank=True)
    born = EncryptedDateField(null=True, blank=True)
    individual = models.CharField(max_length=16)
    opaque_id = models.CharField(max_length=16, unique=True, default=opaque_id)
    position = models.IntegerField(default=0)

    sealed_for = "individual"
    sealed_row = "opaque_id"

    class Meta:
        app_label = "vault_tests"


MODELS: list[type[models.Model]] = [Story]
