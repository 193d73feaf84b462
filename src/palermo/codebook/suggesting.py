"""Near matches for error messages: what the writer may have meant."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

Found = TypeVar("Found")

# difflib's own default is 0.6; names of two dozen letters then match almost anything.
_LIKENESS = 0.72


def nearest(key: str, index: Mapping[str, Found], count: int) -> list[Found]:
    """Return up to *count* different values of *index* whose folded key is spelt nearly like *key*, nearest first."""
    if not key:
        return []
    values: list[Found] = []
    for match in get_close_matches(key, index, n=count * 4, cutoff=_LIKENESS):
        if index[match] not in values:
            values.append(index[match])
    return values[:count]
