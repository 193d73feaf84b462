"""``palermo individual``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey
from palermo.access.models import Mission, Organisation
from palermo.commands import cli
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.models import Individual
from palermo.individuals.values import IdentityDraft, NameDetail

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> str:
    own = Organisation.objects.create(code="own", name="Own")
    mission = Mission.objects.create(organisation=own, code="UKR", name="Ukraine", country="UKR")
    person = Individual.objects.create()
    record_identity(
        actor=SystemActor("test"),
        case=CaseKey("c" * 16, mission.pk, person.opaque_id),
        draft=IdentityDraft(names=(NameDetail(text="Anna Kovach"),)),
    )
    return person.opaque_id


def test_erase_and_certificate(anna: str) -> None:
    run = CliRunner()
    asked = run.invoke(cli, ["individual", "erase", anna, "--reason-code", "retention"], input="n\n")
    assert asked.exit_code == 1
    assert Individual.objects.get(opaque_id=anna).erased_at is None
    erased = run.invoke(cli, ["individual", "erase", anna, "--reason-code", "retention", "--yes"])
    assert erased.exit_code == 0
    certificate = json.loads(erased.stdout)
    assert certificate["reason"] == "retention"
    assert anna not in erased.stdout
    shown = run.invoke(cli, ["individual", "certificate", anna])
    assert json.loads(shown.stdout) == certificate


def test_nobody(anna: str) -> None:
    for words in (["erase", "a" * 16, "--reason-code", "retention", "--yes"], ["certificate", anna]):
        result = CliRunner().invoke(cli, ["individual", *words])
        assert isinstance(result.exception, NotFoundOrNotAllowed)


def test_somebody_without_an_identity(anna: str) -> None:
    person = Individual.objects.create()
    words = ["individual", "erase", person.opaque_id, "--reason-code", "retention", "--yes"]
    assert CliRunner().invoke(cli, words).exit_code == 0


def test_reindex(anna: str) -> None:
    assert CliRunner().invoke(cli, ["individual", "reindex"]).output == "1 people can be found.\n"
