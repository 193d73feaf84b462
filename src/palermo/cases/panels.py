"""Panels that packages above put on the page of a case. They add themselves when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from palermo.access.actors import MaybeActor
from palermo.cases.selectors import CaseDetail


@dataclass(frozen=True, slots=True)
class Panel:
    """``template`` is a card; it gets ``said`` under the name ``panel``."""

    template: str
    said: Mapping[str, Any]


#: Each is asked with the reader and the case, which the gate has let through; None for nothing to show.
PANELS: list[Callable[[MaybeActor, CaseDetail], Panel | None]] = []


def panels_of(actor: MaybeActor, detail: CaseDetail) -> list[Panel]:
    """The panels of one case for one reader, in the order in which packages came."""
    return [panel for build in PANELS if (panel := build(actor, detail)) is not None]
