from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.safe_spreadsheet import strings as module
from palermo.safe_spreadsheet.errors import UnreadableFileError
from palermo.safe_spreadsheet.strings import SharedStrings
from palermo.safe_spreadsheet.xml_stream import qualified

SI, T, RPH = (qualified(name)[0] for name in ("si", "t", "rPh"))


def filled(scratch: Path, texts: Sequence[str]) -> SharedStrings:
    table = SharedStrings(scratch)
    for text in texts:
        table.start(SI, {})
        table.start(T, {})
        table.text(text)
        table.end(T)
        table.end(SI)
    table.finish()
    return table


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(), max_size=30), kept=st.sampled_from([0, 5, 1000]))
def test_what_goes_to_disk_comes_back(
    texts: list[str], kept: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "KEPT", kept)
        patch.setattr(module, "_BUFFERED", 4)
        with closing(filled(tmp_path_factory.getbasetemp(), texts)) as table:
            assert len(table) == len(texts)
            assert [table[number] for number in range(len(texts))] == texts


def test_a_number_that_the_table_does_not_have_is_damage(tmp_path: Path) -> None:
    with closing(filled(tmp_path, ["a"])) as table:
        for number in (1, -1, 10**12):
            with pytest.raises(UnreadableFileError):
                table[number]


def test_runs_are_joined_and_readings_left_out(tmp_path: Path) -> None:
    table = SharedStrings(tmp_path)
    table.start(SI, {})
    for text, is_reading in (("東", False), ("京", False), ("とうきょう", True)):
        if is_reading:
            table.start(RPH, {})
        table.start(T, {})
        table.text(text)
        table.end(T)
        if is_reading:
            table.end(RPH)
    table.end(SI)
    table.finish()
    with closing(table):
        assert table[0] == "東京"


def test_nothing_has_a_name_on_disk(tmp_path: Path) -> None:
    with closing(filled(tmp_path, ["somebody's reference"] * 100)):
        assert list(tmp_path.iterdir()) == []


def test_what_lies_on_disk_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 0)
    with closing(filled(tmp_path, ["Олена Канаренко", "canary@example.org"])) as table:
        lies = os.pread(table._texts.fileno(), 10_000, 0)
        assert "Канаренко".encode() not in lies
        assert b"canary" not in lies
        assert table[0] == "Олена Канаренко"
