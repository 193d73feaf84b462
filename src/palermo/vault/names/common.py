"""Parts of names so common that the frequency of their tokens alone would tell which they are.

Threat: whoever steals the index without the key counts. Every twentieth person may be a Mohammed; the token
that every twentieth row has is then known. So a common part has many tokens (homophones): one is stored, by
chance, and all are looked up. The list needs no precision; which names are common is no secret.
"""

from __future__ import annotations

from functools import cache

from palermo.vault.names.readings import read_name

#: One in a hundred or more somewhere among the people who are assisted; spellings with the same skeleton left
#: out.
VERY_COMMON = (
    "Mohammed Ahmed Ali Hassan Hussein Ibrahim Fatima Mariam Maria Anna Olena Natalia Irina Tatiana Svetlana Olga"
    " Ivan Aleksandr Sergei Andrei Jose Juan Nguyen Thi Van Wang Li Zhang Siti Sri Singh Kumar Devi Nino Joy"
    " Blessing Grace Abdullah Abdulrahman"
)
#: One in a thousand.
COMMON = (
    "Omar Yusuf Khaled Mustafa Said Aisha Khadija Zainab Amina Sara Nur Layla Oksana Yulia Ekaterina Lyudmila Galina"
    " Viktoria Anastasia Mikhail Vladimir Dmitri Nikolai Petr Luis Carlos Ana Rosa Carmen Tran Le Pham Chen Liu Yang"
    " Huang Dewi Ram Sita Gita Giorgi Tamar Tesfaye Haile Gebre Abebe Das Khan Begum Rahman Islam Petrov Ivanov"
    " Garcia Rodriguez Gonzalez Hernandez Lopez Martinez Perez Jean Pierre Marie Ivanovna Petrovna"
)
#: Beginnings and endings of skeletons that a language gives to many names (-ovna, -ski, -vich; hissing sounds are the
#: widest class), and by how much each multiplies the tokens of a pair of them. Without it the commonest pair of
#: endings is in one of forty people and tells their sex and language.
COMMON_ENDS = {
    "FN$": 4, "SK$": 4, "FS$": 3, "SS$": 2, "ST$": 2, "SN$": 2, "SF$": 2, "^SS": 2, "^ST": 2, "^KS": 2, "^FS": 2,
}  # fmt: skip
#: How many tokens stand for them. Skeletons of one to three classes are common whatever name they come from.
MANY, SEVERAL, FEW = 64, 16, 4


def homophones(skeleton: str) -> int:
    """How many tokens stand for a part with this skeleton; one for an ordinary name."""
    by_length = (MANY, MANY, SEVERAL, FEW)[len(skeleton)] if len(skeleton) < 4 else 1
    return max(by_length, _listed().get(skeleton, 1))


def end_homophones(one: str, other: str) -> int:
    """How many tokens stand for a pair of beginnings or of endings (three signs each, the name's end marked)."""
    return COMMON_ENDS.get(one, 1) * COMMON_ENDS.get(other, 1)


@cache
def _listed() -> dict[str, int]:
    return {
        part.skeleton: count
        for names, count in ((COMMON, SEVERAL), (VERY_COMMON, MANY))
        for name in names.split()
        for part in read_name(name)
    }
