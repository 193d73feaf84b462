"""What all encrypted model fields have in common; the fields to use are in ``fields``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _

from palermo.vault import form_fields
from palermo.vault.attributes import SEALED, PlainAttribute, SealedAttribute
from palermo.vault.errors import SealedLookup
from palermo.vault.padding import SMALLEST_STEP, pad, unpad
from palermo.vault.sealed import Sealed

T = TypeVar("T")


if TYPE_CHECKING:

    class _Field(models.Field[T | None, T | None], Generic[T]):
        """Django's fields take types from the checker only, not when the program runs."""
else:

    class _Field(models.Field, Generic[T]):
        pass


class EncryptedField(_Field[T]):
    """The base: bytes in the database, ``T`` within a clearance. Subclasses say how ``T`` becomes bytes.

    ``place`` ("table.column") keeps the place under which values were sealed when a table or column is
    renamed; ``pad_to`` is the smallest padded length in bytes, for values whose length would tell them.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = False
    python_type: type
    form_class: type[forms.Field] = form_fields.DiscreetCharField

    def __init__(self, *args: Any, place: str = "", pad_to: int = SMALLEST_STEP, **kwargs: Any) -> None:
        self.place = place
        self.pad_to = pad_to
        super().__init__(*args, **kwargs)

    # --- how Django sees it ---------------------------------------------------------------------------------
    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_attname(self) -> str:
        return self.name + SEALED

    def get_attname_column(self) -> tuple[str, str]:
        return self.get_attname(), self.db_column or self.name

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.name, PlainAttribute(self))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.place:
            kwargs["place"] = self.place
        if self.pad_to != SMALLEST_STEP:
            kwargs["pad_to"] = self.pad_to
        return name, path, args, kwargs

    def from_db_value(self, value: Any, *_unused: object) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise SealedLookup(
                _(
                    "A protected value is sealed row by row. Set it on the instance and save it, within a clearance."
                )
            )
        return connection.Database.Binary(bytes(value))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise SealedLookup(_("A protected column cannot be searched; look it up by its tokens."))
        return IsNull

    def get_transform(self, _name: str) -> NoReturn:
        raise SealedLookup(_("A protected column cannot be searched; look it up by its tokens."))

    # --- values ---------------------------------------------------------------------------------------------
    def place_names(self) -> tuple[str, str]:
        """Table and column that are authenticated with each value."""
        table, _dot, column = self.place.rpartition(".")
        return (table, column) if table else (self.model._meta.db_table, self.column or self.name)

    def pack(self, value: Any) -> bytes:
        """The padded bytes of ``value``. Raises TypeError that names the field, never the value."""
        if not isinstance(value, self.python_type):
            raise TypeError(f"{self.name} takes {self.python_type.__name__}.")
        return pad(self.encode(value), self.pad_to)

    def unpack(self, content: bytes) -> T:
        return self.decode(unpad(content))

    def encode(self, value: Any) -> bytes:
        raise TypeError("Use one of the fields below.")

    def decode(self, content: bytes) -> T:
        raise TypeError("Use one of the fields below.")

    # --- forms and validation -------------------------------------------------------------------------------
    def value_from_object(self, obj: models.Model) -> Any:
        """What a form starts with: plaintext within a clearance. Serialisers outside one are refused."""
        return getattr(obj, self.name)

    def clean(self, _raw: Any, model_instance: models.Model | None) -> Any:
        """Validate what the instance holds. Errors name the rule and never the value."""
        if model_instance is None:
            raise TypeError("A protected value is validated with its instance.")
        value = getattr(model_instance, self.name)
        if value is None and not self.null:
            raise ValidationError(self.error_messages["null"], code="null")
        if value is not None:
            self.pack(value)
            if not self.blank and value in self.empty_values:
                raise ValidationError(self.error_messages["blank"], code="blank")
            self.check_value(value)
        return getattr(model_instance, self.attname)

    def check_value(self, _value: Any) -> None:
        """Further rules of a subclass; raise ValidationError."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **kwargs})

    # --- system checks --------------------------------------------------------------------------------------
    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_use()]

    def _check_use(self) -> list[checks.CheckMessage]:
        found: list[checks.CheckMessage] = []
        if self.unique or getattr(self, "db_index", False) or self.primary_key or self.choices:
            found.append(
                checks.Error("Ciphertext is never twice the same: no index, no uniqueness, no choices.",
                             obj=self, id="vault.E001")
            )  # fmt: skip
        for name in ("sealed_for", "sealed_row"):
            if not isinstance(getattr(self.model, name, None), str):
                found.append(
                    checks.Error(
                        f"The model must name an attribute in {name}.", obj=self.model, id="vault.E002"
                    )
                )
        return found
