"""Missions that sent nothing, and the notice."""

from django.utils import translation

from palermo.codebook import load_codebook
from palermo.demo import FICTIONAL_NOTICE, reporting_statuses
from palermo.demo.margins import load_margins


def test_silent_missions_are_real_countries_without_cases() -> None:
    statuses = reporting_statuses()
    codes = [status.mission for status in statuses]
    assert len(set(codes)) == len(codes) >= 6
    assert not set(codes) & set(load_margins().missions)
    assert all(load_codebook().countries.get(code) for code in codes)
    assert {status.year for status in statuses} == {2011}


def test_all_four_reasons_occur() -> None:
    reasons = {status.mission: status.reason for status in reporting_statuses()}
    assert set(reasons.values()) == {"no_office", "no_programme", "no_data", "late"}
    assert reasons["CYP"] == reasons["SVN"] == "no_office"


def test_the_notice_says_that_nobody_exists() -> None:
    with translation.override("en"):
        assert "nobody in it exists" in str(FICTIONAL_NOTICE)
