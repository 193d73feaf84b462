"""``palermo demo``: once, twice, into a file, and never where real people are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from palermo.access.actions.create_demo_accounts import DemoRefused
from palermo.access.actors import SystemActor
from palermo.access.models import Account
from palermo.cases.models import Case
from palermo.commands.demo import command
from palermo.exchange.actions.import_caseload import Options, import_rows
from palermo.statistics.extract import store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_loading_twice_changes_nothing() -> None:
    assert "5,498 fictional cases loaded" in run()
    before = sorted(Case.unscoped.values_list("opaque_id", flat=True))
    assert "already" in run()
    assert sorted(Case.unscoped.values_list("opaque_id", flat=True)) == before
    assert not Case.unscoped.filter(is_fictional=False).exists()
    assert Account.objects.filter(is_demo=True).count() >= 5
    extract = store.current()
    assert extract is not None
    assert extract.manifest.fictional_rows == extract.rows == 5498


def test_into_a_file(tmp_path: Path) -> None:
    assert "5,498 rows" in run("--out", str(tmp_path / "demo.csv"))
    with (tmp_path / "demo.csv").open(encoding="utf-8", newline="") as handle:
        assert sum(1 for _row in csv.DictReader(handle)) == 5498
    assert not Case.unscoped.exists()


def test_never_in_production(settings: Settings) -> None:
    settings.PALERMO_MODE = "production"
    with pytest.raises(DemoRefused, match="demo mode"):
        run()
    assert not Account.objects.exists()


def test_never_beside_real_people() -> None:
    row = {"mission": "UKR", "case_ref": "1", "registered_on": "2011-03"}
    assert import_rows([row], actor=SystemActor("test"), source_name="test", options=Options()).is_stored
    with pytest.raises(DemoRefused, match="real people"):
        run()
    assert Case.unscoped.count() == 1
