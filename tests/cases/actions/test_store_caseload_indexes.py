from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from palermo.cases.actions import store_caseload_indexes as module
from palermo.cases.actions.store_caseload_indexes import indexes_aside
from palermo.cases.actions.store_caseload_staging import Engine
from palermo.cases.models import Case, TraffickingEvent
from palermo.individuals.models import Individual
from tests.cases.factory import make_case
from tests.exchange.caseloads import bring_in, row, stored

pytestmark = pytest.mark.django_db
MODELS = (Case, TraffickingEvent, Individual)


def indexes() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        return {
            model._meta.db_table: set(connection.introspection.get_constraints(cursor, model._meta.db_table))
            for model in MODELS
        }


def unheard(_done: float) -> None:
    pass


def test_the_indexes_are_the_same_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTHWHILE", 10)
    before = indexes()
    heard: list[float] = []
    with indexes_aside(Engine.current(), 10, heard.append):
        assert len(indexes()["cases_case"]) < len(before["cases_case"])
    assert indexes() == before
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_for_few_rows_they_stay() -> None:
    before = indexes()
    with indexes_aside(Engine.current(), module.WORTHWHILE - 1, unheard):
        assert indexes() == before


def test_uniqueness_is_never_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTHWHILE", 1)

    def unique() -> set[str]:
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, Case._meta.db_table)
        return {name for name, what in found.items() if what["unique"]}

    before = unique()
    assert len(before) >= 2
    with indexes_aside(Engine.current(), 1, unheard):
        assert unique() == before


def test_where_many_cases_are_stored_already_they_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTHWHILE", 1)
    make_case()
    make_case()
    before = indexes()
    with indexes_aside(Engine.current(), 1, unheard):
        assert indexes() == before


def test_an_import_stores_the_same_with_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        row(str(number), individual_ref=f"P{number % 5}", exploitation_type="other") for number in range(30)
    ]
    before = indexes()
    monkeypatch.setattr(module, "WORTHWHILE", 10)
    assert bring_in(tmp_path, *rows).is_stored
    assert indexes() == before
    assert len(stored()) == 30
    assert Individual.objects.count() == 5
    assert TraffickingEvent.unscoped.count() == 30
