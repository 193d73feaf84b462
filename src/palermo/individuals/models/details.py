"""What identifies a person, one sealed document a row (docs/decisions/0007).

In clear stand the row's opaque number, whose it is, which of several is preferred, and the keyed tokens that the row
has put into the search index. So a row's tokens can be taken out again, or the whole index be built anew, without
opening anything. Threat: columns of their own for kind, language or country would tell, by their lengths and by
being empty, what the document keeps.
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db import models

from palermo.access.opaque import LENGTH, opaque_id
from palermo.access.scoped import UnscopedQuery
from palermo.individuals.models.individual import Individual
from palermo.vault.clearance import current_clearance, no_clearance
from palermo.vault.fields import EncryptedJSONField

M = TypeVar("M", bound=models.Model)


class SealedDetailManager(models.Manager[M]):
    """Answers only within a clearance, and only about the people whom it covers."""

    def get_queryset(self) -> models.QuerySet[M]:
        raise UnscopedQuery(f"{self.model.__name__}: use of_people(ids) within a clearance.")

    def of_people(self, people: list[str]) -> models.QuerySet[M]:
        """The rows of these individuals (opaque identifiers), oldest first. Raises NoClearance."""
        if not set(people) <= current_clearance().individuals:
            raise no_clearance()
        return super().get_queryset().filter(individual_id__in=people).order_by("pk")


class SealedDetail(models.Model):
    """The base of all details. ``content`` is the JSON document that ``values`` describes."""

    # No index of its own: a row is looked for among those of its person only.
    opaque_id = models.CharField(max_length=LENGTH, default=opaque_id, editable=False)
    individual = models.ForeignKey(
        Individual, to_field="opaque_id", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    content = EncryptedJSONField()

    sealed_for = "individual_id"
    sealed_row = "opaque_id"

    objects = SealedDetailManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, though it is taken for a field

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        # Declared here and not by the key, for which Django adds a second one on PostgreSQL.
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["individual"], name="%(class)s_person")]

    def __str__(self) -> str:
        return self.opaque_id


class IndexedDetail(SealedDetail):
    """A detail by which the person is found. ``tokens``: what it put into the index, 8 bytes each for names, 16 for
    everything else, one after the other."""

    tokens = models.BinaryField(editable=False)

    class Meta(SealedDetail.Meta):
        abstract = True


class PersonName(IndexedDetail):
    """One name in one script. ``is_preferred``: the one by which the person is called."""

    is_preferred = models.BooleanField(default=False)

    class Meta(IndexedDetail.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["individual"], condition=models.Q(is_preferred=True), name="one_preferred_name"
            )
        ]


class BirthDate(IndexedDetail):
    """One claim of when the person was born; papers and memories differ."""

    is_preferred = models.BooleanField(default=False)

    class Meta(IndexedDetail.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["individual"], condition=models.Q(is_preferred=True), name="one_preferred_birth_date"
            )
        ]


class IdentityDocument(IndexedDetail):
    """A passport, an identity card, a residence permit."""


class Contact(IndexedDetail):
    """A way to reach the person, and whether it is safe to use."""


class Address(SealedDetail):
    """Where the person lives, lived, or comes from."""


class FamilyLink(SealedDetail):
    """A relative: a name, or another individual."""


class Photo(SealedDetail):
    """A picture. ``content`` says what it is; the picture lies sealed in the attachments folder under the row's
    number."""
