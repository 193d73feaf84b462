"""Whose caseload it is, to which missions its rows belong, and who may bring one in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from palermo.access.gate import NotSignedIn
from palermo.access.models import Account, Mission, Organisation, Role
from palermo.cases.models import Case
from palermo.errors import NotFoundOrNotAllowed
from palermo.exchange.actions.import_caseload import (
    OrganisationNeededError,
    import_caseload,
    import_rows,
)
from tests.exchange.caseloads import bring_in, row, stored, write_csv

FULL = row(
    individual_ref="P-17",
    registered_on="2011-05",
    sex="female",
    age="24",
    nationality="Ukraine|MDA",
    exploitation_country="The Netherlands",
    exploitation_type="begging|sexual_exploitation",
    trafficking_type="international",
)
pytestmark = pytest.mark.django_db


def test_missions_are_found_by_code_name_alias_and_iso_code(tmp_path: Path) -> None:
    bring_in(
        tmp_path,
        *(row(str(number), mission=text) for number, text in enumerate(["UKR", "ua", "Ukraine"])),
        row("9", mission="Serbia & Montenegro"),
    )
    assert sorted(mission.code for mission in Mission.objects.all()) == ["SCG", "UKR"]
    assert Mission.objects.get(code="UKR").name == "Ukraine"
    assert Organisation.objects.get().code == "own"


def test_the_code_of_a_mission_comes_before_the_country(tmp_path: Path) -> None:
    organisation = Organisation.objects.create(code="own", name="Ours")
    Mission.objects.create(organisation=organisation, code="UA", name="The other", country="MDA")
    Mission.objects.create(organisation=organisation, code="KYIV", name="Kyiv", country="UKR")
    bring_in(tmp_path, row("1", mission="UA"), row("2", mission="Ukraine"), row("3", mission="KYIV"))
    assert [(case["mission"], case["case_ref"]) for case in stored()] == [
        ("KYIV", "2"),
        ("KYIV", "3"),
        ("UA", "1"),
    ]


def test_a_country_with_several_missions_needs_a_code(tmp_path: Path) -> None:
    organisation = Organisation.objects.create(code="own", name="Ours")
    for code in ("KYIV", "ODESA"):
        Mission.objects.create(organisation=organisation, code=code, name=code, country="UKR")
    [problem] = bring_in(tmp_path, row(mission="Ukraine")).problems.described
    assert "KYIV, ODESA" in problem.expected


def test_of_several_organisations_one_must_be_named(tmp_path: Path) -> None:
    for code in ("one", "two"):
        Organisation.objects.create(code=code, name=code)
    with pytest.raises(OrganisationNeededError, match="one, two"):
        bring_in(tmp_path, FULL)
    with pytest.raises(OrganisationNeededError, match="three"):
        bring_in(tmp_path, FULL, organisation="three")
    bring_in(tmp_path, FULL, organisation="two")
    bring_in(tmp_path, FULL, organisation="one")
    assert sorted(Mission.objects.values_list("organisation__code", "code")) == [
        ("one", "UKR-one"),
        ("two", "UKR"),
    ]


def test_who_may_import(tmp_path: Path, account_of: Callable[..., Account]) -> None:
    path = write_csv(tmp_path / "a.csv", [FULL])
    for role in set(Role.values) - {Role.DATA_STEWARD}:
        with pytest.raises(NotFoundOrNotAllowed):
            import_caseload(path, actor=account_of(role))
    with pytest.raises(NotSignedIn):
        import_caseload(path, actor=None)
    with pytest.raises(NotSignedIn):
        import_rows([FULL], actor=None, source_name="x")
    assert not Case.unscoped.exists()


def test_a_data_steward_brings_in_cases_but_founds_no_missions(
    tmp_path: Path, account_of: Callable[..., Account]
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(mission="MDA")])
    outcome = import_caseload(path, actor=account_of(Role.DATA_STEWARD))
    [problem] = outcome.problems.described
    assert "administrator" in problem.expected
    assert not Mission.objects.exists()
