"""What an erasure takes from the cases, and that an old file does not bring the person back."""

from __future__ import annotations

from pathlib import Path

import pytest

from palermo.access.actors import SystemActor
from palermo.cases.actions.erase_from_cases import ERASED, erase_from_cases
from palermo.cases.models import Case, ErasedReference
from palermo.individuals.actions.erase_individual import erase_individual
from tests.exchange.caseloads import bring_in, read_report, row

pytestmark = pytest.mark.django_db


def test_the_reference_goes_and_the_row_is_refused_from_then_on(tmp_path: Path) -> None:
    assert bring_in(tmp_path, row("A-1"), row("A-2")).is_stored
    case = Case.unscoped.get(case_ref="A-1")
    erase_individual(actor=SystemActor("test"), individual=case.individual_opaque)
    case.refresh_from_db()
    assert case.case_ref == f"{ERASED}{case.opaque_id}"
    again = bring_in(tmp_path, row("A-1"), row("A-2"))
    assert not again.is_stored
    assert Case.unscoped.count() == 2
    assert [line[:2] for line in read_report(tmp_path / "caseload.csv.errors.csv")] == [["2", "case_ref"]]
    assert bring_in(tmp_path, row("A-2")).is_stored
    # The same reference of another mission is another person's.
    assert bring_in(tmp_path, row("A-1", mission="MDA")).is_stored


def test_twice_is_once(tmp_path: Path) -> None:
    bring_in(tmp_path, row("A-1"))
    person = Case.unscoped.get().individual_opaque
    for _time in range(2):
        erase_from_cases(person)
    assert ErasedReference.objects.count() == 1
    assert b"A-1" not in bytes(ErasedReference.objects.get().token)
