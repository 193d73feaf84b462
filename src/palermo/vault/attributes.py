"""The two attributes that a sealed field puts on a model: ``name`` (plaintext, within a clearance) and
``name_sealed`` (ciphertext, always). Django itself only ever touches the second, so saving, bulk work,
pickling and comparing see ciphertext.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from palermo.vault.clearance import current_clearance
from palermo.vault.place import Place
from palermo.vault.sealed import Sealed, Unsealed

if TYPE_CHECKING:
    from palermo.vault.encrypted_field import EncryptedField

#: Appended to a field's name for the attribute that holds ciphertext.
SEALED = "_sealed"


class SealedAttribute(DeferredAttribute):
    """``name_sealed``: the Sealed value or None. A value that was given meanwhile is sealed when somebody
    asks."""

    field: EncryptedField[Any]

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        held = super().__get__(instance, cls)
        if isinstance(held, Unsealed):
            held = seal(self.field, instance, held)
            instance.__dict__[self.field.attname] = held
        return held

    def __set__(self, instance: models.Model, value: Any) -> None:
        is_held = value is None or isinstance(value, Sealed | Unsealed)
        instance.__dict__[self.field.attname] = value if is_held else Unsealed(value)


class PlainAttribute:
    """``name``: opened anew at each reading, and only within a clearance that covers the individual."""

    def __init__(self, field: EncryptedField[Any]) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            getattr(instance, self.field.attname)  # loads a deferred column
        held = instance.__dict__[self.field.attname]
        clearance = current_clearance()
        individual = individual_of(instance)
        keys = clearance.keys(individual)  # an empty value is protected too: that it is empty says something
        if held is None:
            return None
        if isinstance(held, Unsealed):
            return held.reveal()
        envelope = bytes(held)
        keys.for_envelope(envelope)
        content = clearance.open(individual, envelope, place_of(self.field, instance).additional_data())
        return self.field.unpack(content)

    def __set__(self, instance: models.Model, value: Any) -> None:
        setattr(instance, self.field.attname, value)


def seal(field: EncryptedField[Any], instance: models.Model, held: Unsealed) -> Sealed:
    """The sealed form of a value for its place. Raises NoClearance outside a clearance for the individual."""
    additional = place_of(field, instance).additional_data()
    content = field.pack(held.reveal())
    return Sealed(current_clearance().seal(individual_of(instance), content, additional))


def place_of(field: EncryptedField[Any], instance: models.Model) -> Place:
    """Table, column and opaque row of ``field`` in ``instance``."""
    table, column = field.place_names()
    return Place(table, column, str(_declared(instance, "sealed_row") or ""))


def individual_of(instance: models.Model) -> str:
    """Whose key seals ``instance``, as the model declares in ``sealed_for``."""
    individual = _declared(instance, "sealed_for")
    if not individual or not isinstance(individual, str):
        raise ValueError(f"{type(instance).__name__}.sealed_for leads to nobody yet; set it first.")
    return individual


def _declared(instance: models.Model, name: str) -> Any:
    path = getattr(type(instance), name, None)
    if not isinstance(path, str):
        raise TypeError(
            f"{type(instance).__name__} does not declare {name}; historical models cannot open values."
        )
    return attrgetter(path)(instance)
