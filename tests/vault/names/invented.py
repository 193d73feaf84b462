"""Invented people of twenty cultures, whose names are written in the script of their country or in Latin
letters.

For tests and benchmarks of names. The Latin spellings come from ``spellings.csv`` and from the tables below,
never from the code under test; each person has names that occur as unevenly as real ones do. Families are
made of roots and endings, or of invented syllables where a list would be too short for a million people.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, product

from tests.vault.names.spellings import spellings

#: A name: native spelling, Latin spellings.
Name = tuple[str, tuple[str, ...]]

#: Share of people by culture, roughly that of a caseload of trafficked persons.
WEIGHTS = {
    "uk": 14, "ru": 12, "sr": 4, "ar": 12, "fa": 8, "et": 8, "ka": 3, "hy": 2, "el": 1, "he": 1, "th": 5, "km": 4,
    "lo": 3, "zh": 5, "vi": 3, "hi": 6, "uz": 8, "es": 6, "ng": 6, "id": 5,
}  # fmt: skip
#: Cultures that write in Latin letters themselves (Vietnamese with marks that passports leave out).
LATIN = frozenset({"es", "ng", "id", "vi"})
#: In what order a name is built; "made" are given names of invented syllables.
ORDER = {
    "ru": ("given", "patronymic", "family"), "ar": ("given", "given", "family"), "fa": ("given", "given", "family"),
    "et": ("given", "given", "given"), "es": ("given", "given", "family", "family"), "hi": ("given", "made", "family"),
    "ng": ("given", "made", "family"), "id": ("given", "made", "family"), "vi": ("family", "given", "given"),
    "zh": ("surname", "two"),
}  # fmt: skip
FAMILIES = {
    "uk": 12_000, "ru": 12_000, "uz": 6_000, "sr": 4_000, "ar": 9_000, "fa": 5_000, "es": 4_000, "ng": 4_000,
    "id": 3_000, "hi": 3_000, "ka": 1_500, "hy": 1_500, "el": 1_500, "he": 1_500, "km": 1_500, "lo": 1_500,
}  # fmt: skip
GIVEN = 110
#: Invented Cyrillic stems: letter -> how Latin letters write it, the state's way first.
CYRILLIC = {
    "б": "b", "в": "v w", "г": "g", "д": "d", "ж": "zh j", "з": "z", "к": "k", "л": "l", "м": "m", "н": "n",
    "п": "p", "р": "r", "с": "s", "т": "t", "ф": "f", "х": "kh h", "ц": "ts c", "ч": "ch tch", "ш": "sh ch",
}  # fmt: skip
CYRILLIC_VOWELS = {"а": "a", "о": "o", "у": "u", "и": "i", "е": "e"}
#: Invented Arabic roots: letter -> Latin spellings.
ARABIC = {
    "ب": "b", "ت": "t", "ج": "j g dj", "ح": "h", "خ": "kh h", "د": "d", "ر": "r", "ز": "z", "س": "s ss", "ش": "sh ch",
    "ص": "s", "ض": "d", "ط": "t", "غ": "gh g", "ف": "f", "ق": "q k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h",
}  # fmt: skip
#: Patterns of Arabic names; small vowels are not written, capital ones are.
PATTERNS = ("caCaCi", "cAciC", "cacIc", "cacUc", "mucacic", "cicAc", "cacca")
ARABIC_VOWELS = {
    "a": ("", "a e"), "i": ("", "i e"), "u": ("", "u o"), "A": ("ا", "a"), "I": ("ي", "i ee"), "U": ("و", "u ou oo"),
    "m": ("م", "m"),
}  # fmt: skip
LATIN_BEGINNINGS = "b d f g h j k l m n p r s t v w y z ch sh".split()  # noqa: SIM905
KEYS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Person:
    """``parts`` in the order of the culture."""

    culture: str
    parts: tuple[Name, ...]

    @property
    def has_own_script(self) -> bool:
        return self.culture not in LATIN


class People:
    """Draws people and writes their names. The same seed gives the same people."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._pools: dict[tuple[str, str], list[Name]] = {}
        self._shares: dict[tuple[int, float], list[float]] = {}
        # Which names exist does not depend on the seed, only who bears them.
        make = random.Random(20)
        for culture in WEIGHTS:
            self._fill(culture, make)

    def person(self) -> Person:
        culture = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        return Person(
            culture, tuple(self._draw(culture, part) for part in ORDER.get(culture, ("given", "family")))
        )

    def native(self, person: Person) -> str:
        return ("" if person.culture == "zh" else " ").join(native for native, _latin in person.parts)

    def latin(self, person: Person) -> str:
        """One of the ways in which Latin letters write the name."""
        return " ".join(self.dice.choice(latin) for _native, latin in person.parts)

    def slip(self, text: str) -> str:
        """One typing error: a letter exchanged, left out, added, or swapped with the next one."""
        places = [place for place, sign in enumerate(text) if sign.isalpha()]
        place = self.dice.choice(places)
        # On a keyboard of another script one hits letters of that script.
        keys = KEYS if text.isascii() else "".join(sign for sign in text if sign.isalpha())
        letter = self.dice.choice(keys).lower()
        kind = self.dice.choice(("exchange", "lose", "add", "swap"))
        if kind == "lose":
            return text[:place] + text[place + 1 :]
        if kind == "add":
            return text[:place] + letter + text[place:]
        if kind == "swap" and place + 1 < len(text):
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        return text[:place] + letter + text[place + 1 :]

    def _draw(self, culture: str, part: str) -> Name:
        if part == "two":  # two signs that Latin letters write in one word or in two
            (one, (first,)), (two, (second,)) = self._draw(culture, "char"), self._draw(culture, "char")
            return one + two, (f"{first}{second}".title(), f"{first} {second}".title())
        pool = self._pools[culture, part]
        slope = {"family": 0.8, "char": 0.2}.get(part, 0.5)
        shares = self._shares.get((len(pool), slope))
        if shares is None:
            shares = list(accumulate(1 / (place + 1) ** slope for place in range(len(pool))))
            self._shares[len(pool), slope] = shares
        return self.dice.choices(pool, cum_weights=shares)[0]

    def _fill(self, culture: str, make: random.Random) -> None:
        listed: dict[str, list[Name]] = {}
        for each in spellings():
            if each.culture == culture:
                listed.setdefault(each.part, []).append((each.native, each.latin))
        roots, endings = listed.pop("root", []), listed.pop("suffix", [])
        stems = [_stem(culture, make) for _ in range(FAMILIES.get(culture, 0))]
        families = listed.get("family", [])
        if culture == "th":
            families += [_joined(one, two, end) for one, two, end in product(roots, roots, endings)]
        elif endings:
            families += [_joined(root, make.choice(endings)) for root in roots + stems]
        else:
            families += [_ended(stem, culture) for stem in stems]
        make.shuffle(families)
        given = listed.get("given", [])
        if culture not in {"zh", "vi"}:
            given += [_stem(culture, make) for _ in range(GIVEN - len(given))]
        for part, pool in {**listed, "family": families, "given": given}.items():
            self._pools[culture, part] = pool
        self._pools[culture, "made"] = [_stem(culture, make) for _ in range(GIVEN)]


def _stem(culture: str, make: random.Random) -> Name:
    if culture in {"uk", "ru", "uz", "sr"}:
        letters = "".join(
            make.choice(list(CYRILLIC)) + make.choice("ааоуие") for _ in range(make.choice((1, 2, 2, 3)))
        )
        return _spelled(letters + make.choice("рлнткдмсбш"), CYRILLIC | CYRILLIC_VOWELS)
    if culture in {"ar", "fa"}:
        pattern = make.choice(PATTERNS)
        made = [
            make.choice(list(ARABIC.items())) if sign in "cC" else ARABIC_VOWELS[sign] for sign in pattern
        ]
        latin = _ways([spelled for _native, spelled in made])
        native = "".join(native for native, _latin in made)
        if make.random() < 0.3:
            return "ال" + native, tuple(
                f"{article}{way}" for way in latin for article in ("Al-", "Al", "El ")
            )
        return native, latin
    syllables = (make.choice(LATIN_BEGINNINGS) + make.choice("aaeiou") for _ in range(make.choice((2, 2, 3))))
    text = "".join(syllables) + make.choice(("", "", "n", "r", "s", "l", "m", "t"))
    return text.title(), (text.title(),)


def _ended(stem: Name, culture: str) -> Name:
    if culture != "sr":
        return stem
    return stem[0] + "овић", tuple(way + end for way in stem[1] for end in ("ović", "ovic", "ovich"))


def _spelled(letters: str, table: dict[str, str]) -> Name:
    return letters.title(), _ways([table[letter] for letter in letters])


def _ways(spelled: Sequence[str]) -> tuple[str, ...]:
    """At most twelve of the ways to choose one spelling for each letter."""
    ways = [""]
    for choices in spelled:
        ways = [way + choice for way in ways for choice in choices.split()][:12]
    return tuple(way.capitalize() for way in ways)


def _joined(*names: Name) -> Name:
    native = "".join(name[0] for name in names)
    latin = tuple(dict.fromkeys("".join(way).capitalize() for way in product(*(name[1] for name in names))))
    return native, latin
