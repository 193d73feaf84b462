"""Common parts have many tokens."""

from __future__ import annotations

from palermo.vault.names.common import MANY, SEVERAL, homophones
from palermo.vault.names.readings import read_name


def test_common_and_short_parts_have_many() -> None:
    def count(name: str) -> int:
        return homophones(read_name(name)[0].skeleton)

    assert count("Mohammed") == count("محمد") == count("Мухаммед") == MANY
    assert count("Petrovna") == SEVERAL
    assert count("Ali") == count("Io") == MANY
    assert count("Sok") == SEVERAL
    assert count("Shcherbachenko") == 1
