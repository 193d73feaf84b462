from __future__ import annotations

import pytest

from palermo.access.models import Mission, Organisation
from palermo.cases.actions.store_caseload_missions import MissionBook
from palermo.cases.actions.store_caseload_rows import CaseloadBusyError
from palermo.codebook import load_codebook
from palermo.codebook.errors import AnswerError
from tests.exchange.caseloads import SYSTEM

CODEBOOK = load_codebook()
pytestmark = pytest.mark.django_db


def organisation(code: str = "own") -> Organisation:
    return Organisation.objects.create(code=code, name=code)


def mission(owner: Organisation, code: str, country: str) -> Mission:
    return Mission.objects.create(organisation=owner, code=code, name=code, country=country)


def test_a_country_has_one_number_whatever_it_is_called() -> None:
    missions = MissionBook(CODEBOOK, None, may_create=True)
    assert {missions.number(text) for text in ("UKR", "Ukraine", "ua", "Украина")} == {0}
    assert missions.number("MDA") == 1


def test_nothing_is_made_before_it_is_settled() -> None:
    missions = MissionBook(CODEBOOK, None, may_create=True)
    missions.number("UKR")
    assert not Organisation.objects.exists()
    keys, created = missions.settle(SYSTEM)
    assert created == ("UKR",)
    assert [Mission.objects.get().pk] == keys
    assert Organisation.objects.get().code == "own"


def test_without_new_missions_no_organisation_is_made() -> None:
    assert MissionBook(CODEBOOK, None, may_create=True).settle(SYSTEM) == ([], ())
    assert not Organisation.objects.exists()


def test_a_mission_that_another_import_made_meanwhile_is_taken() -> None:
    missions = MissionBook(CODEBOOK, None, may_create=True)
    missions.number("UKR")
    theirs = mission(organisation(), "KYIV", "UKR")
    assert missions.settle(SYSTEM) == ([theirs.pk], ())


def test_two_missions_made_meanwhile_leave_a_choice_that_nobody_made() -> None:
    missions = MissionBook(CODEBOOK, None, may_create=True)
    missions.number("UKR")
    owner = organisation()
    mission(owner, "KYIV", "UKR")
    mission(owner, "ODESA", "UKR")
    with pytest.raises(CaseloadBusyError):
        missions.settle(SYSTEM)


def test_missions_of_other_organisations_are_not_ours() -> None:
    mission(organisation("theirs"), "UKR", "UKR")
    ours = organisation("ours")
    missions = MissionBook(CODEBOOK, ours, may_create=True)
    missions.number("UKR")
    keys, created = missions.settle(SYSTEM)
    assert created == ("UKR-ours",)
    assert Mission.objects.get(pk=keys[0]).organisation == ours


def test_a_code_that_is_taken_twice_over_gets_a_number() -> None:
    theirs = organisation("theirs")
    for code in ("UKR", "UKR-ours", "UKR-2"):
        mission(theirs, code, "UKR")
    missions = MissionBook(CODEBOOK, organisation("ours"), may_create=True)
    missions.number("UKR")
    assert missions.settle(SYSTEM)[1] == ("UKR-3",)


def test_a_long_code_of_an_organisation_still_makes_a_code() -> None:
    mission(organisation("theirs"), "X-MIDDLE-EAST", "X-MIDDLE-EAST")
    missions = MissionBook(CODEBOOK, organisation("o" * 32), may_create=True)
    missions.number("Middle East")
    [code] = missions.settle(SYSTEM)[1]
    assert len(code) == 32


@pytest.mark.parametrize("text", ["", "Atlantis", "unknown", "UKR|MDA"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        MissionBook(CODEBOOK, None, may_create=True).number(text)
