"""What one slip makes of a text. Slips are undone when looking up, not when storing.

The alphabets are so small that all neighbours of a name can be asked for at once. So nothing has to be stored
for them, and the index says less to a thief.
"""

from __future__ import annotations


def one_edit(text: str, letters: str) -> set[str]:
    """All texts over ``letters`` at one edit from ``text``, itself left out: about 2 * letters * length of
    them.

    A letter left out, added or exchanged, or two neighbours swapped.
    """
    found: set[str] = set()
    for place in range(len(text) + 1):
        before, after = text[:place], text[place:]
        found.update(before + letter + after for letter in letters)
        if after:
            found.add(before + after[1:])
            found.update(before + letter + after[1:] for letter in letters)
            if len(after) > 1:
                found.add(before + after[1] + after[0] + after[2:])
    found.discard(text)
    return found


def swaps_and_losses(text: str) -> set[str]:
    """``text`` with two neighbours swapped or one letter gone: slips that tear letters apart which sound
    together (*ch*), so that in classes they are more than one edit."""
    found = {text[:place] + text[place + 1 :] for place in range(len(text))}
    found |= {
        text[:place] + text[place + 1] + text[place] + text[place + 2 :] for place in range(len(text) - 1)
    }
    return found - {text, ""}


def pulled_apart(heard: str, vowels: str, consonants: str) -> set[str]:
    """``heard`` with one sign made two around a third: *Baano* for Balano. What a lost or mistyped letter kept apart
    has run together, so that it is more than one edit."""
    return {
        heard[:place] + sign + between + heard[place:]
        for place, sign in enumerate(heard)
        for between in (consonants if sign in vowels else vowels)
    }
