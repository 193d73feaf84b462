"""Which tokens a detail puts into the index, and which a search looks up.

Names: ``vault.names``. Everything else: a keyed hash of the value as written in one way. Each kind of value has a key
of its own, so that a number that is telephone and document says nothing, and so that no column need say the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from palermo.codebook.partial_date import PartialDate
from palermo.individuals.values import BirthDetail, ContactDetail, Detail, DocumentDetail, NameDetail
from palermo.vault.names.tokens import TOKEN_BYTES, NameTokens
from palermo.vault.opened import Vault
from palermo.vault.tokens import fold_exact, vault_tokeniser

#: Bytes of an exact token: no two of a billion values meet.
EXACT_BYTES = 16
#: Telephone numbers are compared by their last digits: with or without the country's code and the leading zero.
TAIL = 8
#: A number with fewer digits is no telephone.
FEWEST_DIGITS = 6
#: What is mistaken for one another in a number that was copied by hand.
_CONFUSED = str.maketrans("oil", "011")
_PHONE = re.compile(r"[\d\s()+./\-–—]+")


class Tokeniser:
    """Makes tokens with the keys of one vault. Keep it for many details; never store it."""

    def __init__(self, vault: Vault) -> None:
        self.names = NameTokens(vault)
        self._exact = {
            kind: vault_tokeniser(vault, f"identity {kind}")
            for kind in ("document", "phone", "email", "handle", "day", "month", "only month")
        }

    def exact(self, kind: str, text: str) -> bytes:
        return self._exact[kind](text)[:EXACT_BYTES]


# --- One way of writing ----------------------------------------------------------------------------------------
def plain_document(number: str) -> str:
    """Letters and digits, without the difference of O and 0, I and 1; "" when nothing is left."""
    return fold_exact(number).translate(_CONFUSED)


def plain_phone(number: str) -> str:
    """The digits, without + and without leading zeros (00 or 0 before the country's or the area's code); "" when
    they are too few."""
    digits = "".join(sign for sign in fold_exact(number) if sign.isdecimal()).lstrip("0")
    return digits if len(digits) >= FEWEST_DIGITS else ""


def phone_tail(number: str) -> str:
    """The last eight digits, or all when there are fewer."""
    return plain_phone(number)[-TAIL:]


def plain_email(address: str) -> str:
    """Lower case, without what stands around it; "" when it is no address."""
    text = address.strip().casefold()
    return text if text.count("@") == 1 and not text.startswith("@") and not text.endswith("@") else ""


def plain_handle(handle: str) -> str:
    """A name in a messenger: lower case, without a leading @."""
    return "".join(handle.casefold().lstrip("@").split())


def is_phone(value: str) -> bool:
    """Whether a contact of whatever kind is written as a telephone number."""
    return bool(_PHONE.fullmatch(value)) and bool(plain_phone(value))


# --- What is stored --------------------------------------------------------------------------------------------
def of_name(maker: Tokeniser, detail: Detail) -> bytes:
    """8 bytes each, sorted."""
    assert isinstance(detail, NameDetail)  # noqa: S101 - the groups say so
    return b"".join(sorted(maker.names.stored([detail.text])))


def of_birth(maker: Tokeniser, detail: Detail) -> bytes:
    """A year alone is not indexed: it has too few values to hide in."""
    assert isinstance(detail, BirthDetail)  # noqa: S101
    born = PartialDate.parse(detail.on)
    if born.precision == "y":
        return b""
    found = [maker.exact("month", born.isoformat()[:7])]
    if born.precision == "d":
        found.append(maker.exact("day", born.isoformat()))
    else:
        found.append(maker.exact("only month", born.isoformat()))
    return b"".join(found)


def of_document(maker: Tokeniser, detail: Detail) -> bytes:
    assert isinstance(detail, DocumentDetail)  # noqa: S101
    plain = plain_document(detail.number)
    return maker.exact("document", plain) if plain else b""


def of_contact(maker: Tokeniser, detail: Detail) -> bytes:
    """By how the value is written, whatever kind it is said to be: half of all messengers go by a number."""
    assert isinstance(detail, ContactDetail)  # noqa: S101
    if is_phone(detail.value):
        return maker.exact("phone", phone_tail(detail.value))
    if email := plain_email(detail.value):
        return maker.exact("email", email)
    handle = plain_handle(detail.value)
    return maker.exact("handle", handle) if handle else b""


def unpacked(packed: bytes, size: int) -> list[bytes]:
    """The tokens that a row's ``tokens`` holds."""
    return [packed[start : start + size] for start in range(0, len(packed), size)]


def numbers(tokens: Iterable[bytes]) -> Iterator[int]:
    """Name tokens as the signed numbers that the index holds."""
    return (int.from_bytes(token, "big", signed=True) for token in tokens)


__all__ = ["EXACT_BYTES", "TOKEN_BYTES", "Tokeniser"]


# --- What is looked up -----------------------------------------------------------------------------------------
#: What an agreement says, beside the weights of names (4 for the same sound of two parts).
DOCUMENT, PHONE, EMAIL, HANDLE, DAY, TURNED_DAY, MONTH = 12.0, 8.0, 9.0, 8.0, 2.0, 1.0, 1.0


def asked_birth(maker: Tokeniser, born: PartialDate) -> dict[bytes, float]:
    """A full date finds itself, day and month exchanged, and those of whom only the month is known; a month finds
    all who were born in it; a year finds nobody by itself."""
    text = born.isoformat()
    if born.precision == "y":
        return {}
    if born.precision == "m":
        return {maker.exact("month", text): MONTH}
    found = {maker.exact("only month", text[:7]): MONTH}
    if (turned := turned_day(born.first)) is not None:
        found[maker.exact("day", turned.isoformat())] = TURNED_DAY
    found[maker.exact("day", text)] = DAY
    return found


def turned_day(born: date) -> date | None:
    """Day and month exchanged, as half of the world writes them; None when that is no other date."""
    if born.day > 12 or born.day == born.month:
        return None
    return date(born.year, born.day, born.month)
