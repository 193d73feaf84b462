"""No query about identities without a clearance."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey
from palermo.access.scoped import UnscopedQuery
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.groups import GROUPS
from palermo.individuals.models import ExactToken, NameToken, PersonName
from palermo.vault.clearance import clearance
from palermo.vault.errors import NoClearance
from tests.individuals.drafts import full_draft

pytestmark = pytest.mark.django_db


def test_managers_refuse(case: CaseKey) -> None:
    record_identity(actor=SystemActor("test"), case=case, draft=full_draft())
    for group in GROUPS.values():
        with pytest.raises(UnscopedQuery):
            group.model.objects.all()
        with pytest.raises(NoClearance):
            group.model.objects.of_people([case.individual_opaque])
        with clearance("test", individuals=["somebody"]), pytest.raises(NoClearance):
            group.model.objects.of_people([case.individual_opaque])
    for model in (NameToken, ExactToken):
        with pytest.raises(UnscopedQuery):
            model.objects.count()
    row = PersonName.unscoped.first()
    assert row is not None
    assert str(row) == row.opaque_id
    with pytest.raises(NoClearance):
        _ = row.content


def test_one_preferred_name_a_person(case: CaseKey) -> None:
    record_identity(actor=SystemActor("test"), case=case, draft=full_draft())
    rows = PersonName.unscoped.filter(individual_id=case.individual_opaque)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(is_preferred=True)


def test_the_index_is_one_tree_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'individuals_nametoken'")
        assert "WITHOUT ROWID" in cursor.fetchone()[0]
