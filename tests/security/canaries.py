"""Ten thousand invented people whose every word stands nowhere else, in three scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_LATIN = "bcdfghjklmnprstvwxyz"
_CYRILLIC = "бвгджзклмнпрстфхцчшщ"
_ARABIC = "بتثجحخدذرزسشصضطظعغفق"
_FIRST_DAY = date(1901, 1, 1)


@dataclass(frozen=True, slots=True)
class Canary:
    """One person. Every field but ``number`` is looked for."""

    number: int
    given: str
    family: str
    born: str
    document: str
    phone: str
    email: str
    street: str
    note: str

    def words(self) -> Iterator[str]:
        """What must be found nowhere; birth dates recur among people, all others are this person's alone."""
        yield from (self.given, self.family, self.document, self.phone, self.email, self.street, self.note)
        yield self.born


def canary(number: int) -> Canary:
    """The person with this number, always the same; one in three is written in Cyrillic, one in Arabic."""
    letters, before, after = (
        (_LATIN, "zqxa", "owy"),
        (_CYRILLIC, "жщыа", "ъюй"),
        (_ARABIC, "ظغثا", "ضين"),
    )[number % 3]
    code = "".join(letters[number // len(letters) ** place % len(letters)] for place in range(4))
    return Canary(
        number=number,
        given=f"{before}{code}{after}".capitalize(),
        family=f"{after}{code[::-1]}{before}{code}".capitalize(),
        born=(_FIRST_DAY + timedelta(days=number)).isoformat(),
        document=f"ZQ{number:06d}XK",
        phone=f"+99955{number:07d}",
        email=f"zq{number:06d}wx@canary.example",
        street=f"{number:06d} Zqxwalk Lane",
        note=f"Zqxnote {number:06d}: only through the shelter",
    )
