"""Reading the hand-written weights in ``data/``: who is plausible where."""

import csv
from collections.abc import Iterator
from importlib import resources

from .margins import MISSING

UNKNOWN = "UNKNOWN"
"""How the weight files write the country that is not known."""

Weights = dict[str, float]


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Read ``data/<name>.csv``, one dictionary a line."""
    text = resources.files("palermo.demo").joinpath("data", f"{name}.csv").read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def read_weights(cell: str) -> Weights:
    """Read ``RUS 430|POL 115`` as weights by code. A code without a number weighs one."""
    weights: Weights = {}
    for part in filter(None, cell.split("|")):
        code, _, weight = part.strip().partition(" ")
        weights[MISSING if code == UNKNOWN else code] = float(weight or 1)
    return weights
