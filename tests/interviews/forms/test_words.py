"""Every word that a person reads or hears stands in five languages, each in its own script."""

from __future__ import annotations

import re

from palermo.codebook import Codebook
from palermo.interviews.forms import FORMS, LANGUAGES, BuiltForm
from palermo.interviews.forms.choosing import own_choices
from tests.interviews.forms.conftest import built

ARABIC, CYRILLIC = re.compile(r"[\u0600-\u06ff]"), re.compile(r"[\u0400-\u04ff]")
COLUMNS = [language.column for language in LANGUAGES]
#: Names that stay as they are in every language.
PROPER = {"Facebook", "Telegram", "4Sale"}
NUMBERS = re.compile(r"\{(\w*)\}|\d+")


def texts(form: BuiltForm) -> list[dict[str, str]]:
    """Words by language code, one entry for every label, hint and message of the survey."""
    found = []
    for cells in form.survey:
        for what in ("label", "hint", "constraint_message"):
            words = {
                each.code: cells[f"{what}::{each.column}"]
                for each in LANGUAGES
                if f"{what}::{each.column}" in cells
            }
            if words:
                found.append(words)
    return found


def test_every_label_hint_and_message_is_in_every_language(form: BuiltForm) -> None:
    codes = {language.code for language in LANGUAGES}
    for words in texts(form):
        assert words.keys() == codes, words


def test_whatever_is_shown_has_a_label(form: BuiltForm) -> None:
    for cells in form.survey:
        if not cells["type"].startswith("end") and cells["type"] != "calculate":
            assert all(cells[f"label::{column}"] for column in COLUMNS), cells["name"]
        if "constraint" in cells:
            assert all(cells[f"constraint_message::{column}"] for column in COLUMNS), cells["name"]


def test_every_choice_has_a_label_of_its_own_in_every_language(codebook: Codebook) -> None:
    used = {cells["list_name"] for name in FORMS for cells in built(name).choices}
    for name in used:
        for language in LANGUAGES:
            words = [labels[language.code] for _code, labels in own_choices(name, codebook)]
            assert all(words), (name, language.code)
            assert len(set(words)) == len(words), (name, language.code)


def test_no_language_stands_in_the_column_of_another(form: BuiltForm) -> None:
    for words in texts(form):
        in_its_script(words)
    for cells in form.choices:
        if cells["list_name"] != "online_platform":
            in_its_script({each.code: cells[f"label::{each.column}"] for each in LANGUAGES})


def in_its_script(words: dict[str, str]) -> None:
    assert ARABIC.search(words["ar"]), words
    assert CYRILLIC.search(words["ru"]), words
    for code in ("en", "fr", "es"):
        assert not ARABIC.search(words[code]), words
        assert not CYRILLIC.search(words[code]), words


def test_figures_are_the_same_in_every_language(form: BuiltForm) -> None:
    for words in texts(form):
        figures = {frozenset(found.group() for found in NUMBERS.finditer(text)) for text in words.values()}
        assert len(figures) == 1, words


def test_what_is_said_aloud_is_short(form: BuiltForm) -> None:
    for cells in form.survey:
        if (
            cells.get("bind::palermo:voice") == "say"
            and cells["type"] != "note"
            and "select" in cells["type"]
        ):
            assert len(cells["label::English (en)"]) <= 130, cells["name"]


def test_nobody_is_called_a_victim_when_asked(form: BuiltForm) -> None:
    for cells in form.survey:
        if cells.get("bind::palermo:voice") == "say":
            assert "victim" not in cells.get("label::English (en)", "").lower()
