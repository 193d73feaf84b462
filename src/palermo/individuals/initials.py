"""The covered form of a name."""

from __future__ import annotations

import unicodedata

#: Parts of which the first sign is shown.
MOST = 3


def initials(name: str) -> str:
    """``Олена Петрівна Шевченко`` is ``О. П. Ш.``: the first letter of the first three parts, with its marks."""
    firsts = [_first(part) for part in name.replace("-", " ").split()]
    return " ".join(f"{first}." for first in [first for first in firsts if first][:MOST])


def _first(part: str) -> str:
    found = ""
    for sign in part:
        kind = unicodedata.category(sign)
        if found and not kind.startswith("M"):
            break
        if found or kind.startswith("L"):
            found += sign
    return found.upper()
