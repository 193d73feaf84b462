"""Persons and what identifies them: opaque numbers in clear, everything else sealed under the person's own key."""

from palermo.individuals.models.details import (
    Address,
    BirthDate,
    Contact,
    FamilyLink,
    IdentityDocument,
    PersonName,
    Photo,
    SealedDetail,
)
from palermo.individuals.models.index import ExactToken, NameToken
from palermo.individuals.models.individual import Individual

__all__ = [
    "Address",
    "BirthDate",
    "Contact",
    "ExactToken",
    "FamilyLink",
    "IdentityDocument",
    "Individual",
    "NameToken",
    "PersonName",
    "Photo",
    "SealedDetail",
]
