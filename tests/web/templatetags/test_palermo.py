"""Words for codes, dates and numbers, and JSON that cannot break out of its block."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import translation

from palermo.codebook.partial_date import PartialDate
from palermo.web.templatetags import palermo as tags


@pytest.mark.parametrize(
    ("language", "written", "words"),
    [
        ("en", "2011", "2011"),
        ("en", "2011-05", "May 2011"),
        ("fr", "2011-05", "mai 2011"),
        ("ru", "2011-05", "Май 2011 г."),
        ("fr", "2011-05-17", "17 mai 2011"),
    ],
)
def test_dates_are_no_more_precise_than_known(language: str, written: str, words: str) -> None:
    with translation.override(language):
        assert tags.partial_date(PartialDate.parse(written)) == words


def test_codes_in_words() -> None:
    assert tags.code_label("female", "sex") == "Female"
    assert tags.code_label("", "sex") == "not known"
    assert tags.code_label("stranger", "sex") == "stranger"
    assert tags.country_name("UKR") == "Ukraine"
    assert tags.country_name("") == "not known"
    assert tags.country_name("ZZZ") == "ZZZ"
    assert tags.status_label("follow_up") == "follow-up"
    with translation.override("fr"):
        assert tags.country_name("DEU") == "Allemagne"


def test_numbers() -> None:
    assert tags.count(10000) == "10,000"
    assert tags.instances(1) == "1 case"
    assert tags.instances(5498) == "5,498 cases"
    assert tags.iso_day("2026-11-22T01:02:03+00:00") == "22 November 2026"
    assert PartialDate(date(2011, 1, 1), "y").isoformat() == "2011"


def test_icons_are_hidden_from_screen_readers_and_turn_with_the_script() -> None:
    home, back = tags.icon("home", "large"), tags.icon("arrow-left")
    assert 'aria-hidden="true"' in home
    assert "#home" in home
    assert 'class="icon large"' in home
    assert "icon-directional" in back


def test_json_cannot_end_its_block() -> None:
    value = {"label": "</script><script>alert(1)</script> & <!--"}
    text = tags.json_inside(value)
    assert "<" not in text
    assert ">" not in text
    assert json.loads(text) == value
