"""Names as they are written natively and in passports, from ``spellings.csv`` (written by hand for these
tests)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name: its native spelling and those Latin ones that people and states use."""

    culture: str
    part: str
    native: str
    latin: tuple[str, ...]


@cache
def spellings() -> tuple[Spelling, ...]:
    with Path(__file__).with_name("spellings.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(
            Spelling(row["culture"], row["part"], row["native"], tuple(row["latin"].split("|")))
            for row in csv.DictReader(handle)
        )


def whole_names() -> list[Spelling]:
    """Those that are names by themselves, not halves of one."""
    return [each for each in spellings() if each.part not in {"root", "suffix", "char"}]
