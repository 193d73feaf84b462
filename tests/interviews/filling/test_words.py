"""Words on devices: every key that the program uses has some, in each language, with its plurals."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from palermo.interviews.filling.counted import Counted
from palermo.interviews.filling.words import PLURALS, SECTIONS, catalogue

CLIENT = settings.PACKAGE / "interviews" / "client"
#: Keys that are put together: what stands before the changing part, and what may stand there.
COMPOSED = {
    "outbox.": ("waiting", "sending", "received", "refused"),
    "passphrase.": ("weak", "fair", "good"),
}


def used() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((CLIENT / "shell").glob("*.ts")))
    text += "\n".join(path.read_text(encoding="utf-8") for path in sorted((CLIENT / "store").glob("*.ts")))
    keys = set(
        re.findall(r'"((?:shell|menu|enrol|passphrase|unlock|home|outbox|done|gone|store)\.[a-z_]+)"', text)
    )
    return keys | {f"{start}{end}" for start, ends in COMPOSED.items() for end in ends}


def test_every_key_has_words_and_no_word_is_idle() -> None:
    defined = set(SECTIONS[0])
    assert used() - defined == set()
    assert defined - used() == set()


def test_no_key_stands_twice() -> None:
    keys = [key for section in SECTIONS for key in section]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_language_has_everything(client: Client, language: str) -> None:
    told = client.get(f"/fill/words/{language}.json")
    words = told.json()["words"]
    assert told["Cache-Control"] == "no-cache"
    assert set(words) == {key for section in SECTIONS for key in section}
    for section in SECTIONS:
        for key, text in section.items():
            if isinstance(text, Counted):
                assert set(words[key]) == set(PLURALS[language]), key
            forms = words[key].values() if isinstance(text, Counted) else [words[key]]
            assert all(forms), key
            # What is filled in is filled in everywhere; the number itself a language may say in a word.
            names = set(re.findall(r"\{(\w+)\}", str(text.told(2) if isinstance(text, Counted) else text)))
            for form in forms:
                assert set(re.findall(r"\{(\w+)\}", form)) | {"count"} == names | {"count"}, (key, form)


def test_plurals_are_those_of_the_language() -> None:
    assert catalogue("en")["home.answered"] == {"one": "{count} answer", "other": "{count} answers"}
    assert set(catalogue("ar")["home.answered"]) == {"zero", "one", "two", "few", "many", "other"}


def test_no_other_language(client: Client) -> None:
    assert client.get("/fill/words/xx.json").status_code == 404
