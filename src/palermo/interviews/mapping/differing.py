"""What an interview and its case say differently, as it is kept sealed until a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from palermo.cases.filling import Unlike


@dataclass(frozen=True, slots=True, repr=False)
class CaseDifference:
    """``event``: position of the case's event, None for the case itself. ``kept`` is what the case says (None for
    nothing), ``other`` what the interview says; both as the codebook's JSON."""

    variable: str
    event: int | None
    kept: Any
    other: Any

    @classmethod
    def of(cls, unlike: Unlike) -> Self:
        return cls(unlike.variable, unlike.event, unlike.known, unlike.told)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """From the sealed document."""
        return cls(content["variable"], content["event"], content["kept"], content["other"])

    def content(self) -> dict[str, Any]:
        """The document that is sealed."""
        return {"variable": self.variable, "event": self.event, "kept": self.kept, "other": self.other}

    @property
    def both(self) -> list[str] | None:
        """The codes of both together, where a variable may have several."""
        if isinstance(self.kept, list) and isinstance(self.other, list):
            return [*self.kept, *(code for code in self.other if code not in self.kept)]
        return None
