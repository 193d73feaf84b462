"""Words that depend on how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Counted:
    """``text`` is ``ngettext_lazy("{count} draft", "{count} drafts", "count")``; the device fills in the number."""

    text: Any

    def told(self, number: int) -> str:
        """The form of the language in force that goes with ``number``, its braces still in it."""
        return str(self.text % {"count": number})
