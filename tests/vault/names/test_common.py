"""Common parts have many tokens."""

from __future__ import annotations

from palermo.vault.names.common import FEW, MANY, SEVERAL, end_homophones, homophones
from palermo.vault.names.readings import read_name


def test_common_and_short_parts_have_many() -> None:
    def count(name: str) -> int:
        return homophones(read_name(name)[0].skeleton)

    assert count("Mohammed") == count("محمد") == count("Мухаммед") == MANY
    assert count("Petrovna") == SEVERAL
    assert count("Ali") == count("Io") == MANY
    assert count("Sok") == SEVERAL
    assert count("Zoltan") == 1
    assert count("Samar") == FEW
    assert count("Shcherbachenko") == 1


def test_common_endings_have_several() -> None:
    assert end_homophones("FN$", "SK$") == end_homophones("SK$", "FN$") == 16
    assert end_homophones("^TR", "RN$") == 1
