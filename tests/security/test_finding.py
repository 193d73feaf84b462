"""The finder finds: a search that cannot fail would prove nothing."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

import pytest

from tests.security.finding import STEP, Finder, forms

WORDS = ["Zqxvaria Wytkhola", "Жщъэлина Ёфыкова", "ظغثضينة", "ZX-8841-QQ07", "+999 555 0134"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "written",
    [
        lambda word: word.encode(),
        lambda word: word.encode("utf-16"),
        lambda word: word.encode("utf-16-be"),
        lambda word: json.dumps({"name": word}).encode(),
        lambda word: json.dumps({"name": word}, ensure_ascii=False).encode(),
        lambda word: base64.b64encode(f"x{word}y".encode()),
        lambda word: base64.b64encode(f"xy{word}z".encode()),
        lambda word: base64.b64encode(f"xyz{word}".encode()),
        lambda word: base64.b64encode(word.encode("utf-16-le")),
        lambda word: word.encode().hex().encode(),
    ],
)
def test_every_form_is_found_wherever_it_stands(word: str, written: object) -> None:
    noise = random.Random(7).randbytes
    content = noise(1001) + written(word) + noise(503)  # type: ignore[operator]
    assert {find.canary for find in Finder(WORDS).in_bytes(content)} == {word}


def test_across_the_border_of_two_pieces() -> None:
    for shift in range(-12, 3):
        content = bytes(STEP + shift) + WORDS[0].encode() + bytes(100)
        assert [find.offset for find in Finder(WORDS).in_bytes(content)] == [STEP + shift]


def test_ten_thousand_at_once_and_nothing_by_chance() -> None:
    words = [f"Zqxvaria{number:05d}Wytkhola" for number in range(10_000)]
    noise = random.Random(11).randbytes(3_000_000)
    finder = Finder(words)
    assert finder.in_bytes(noise) == []
    found = finder.in_bytes(noise + words[4321].encode() + noise)
    assert [find.canary for find in found] == ["Zqxvaria04321Wytkhola"]


def test_names_of_files_count(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / f"{WORDS[0]}.txt").write_text("nothing")
    found, files, size = Finder(WORDS).in_folder(tmp_path)
    assert [find.canary for find in found] == [WORDS[0]]
    assert (files, size) == (1, 7)


def test_a_short_word_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        Finder(["Anna"])


def test_forms_are_of_use() -> None:
    assert len({needle for _name, needle in forms("Жщъэлина")}) == len(list(forms("Жщъэлина")))
