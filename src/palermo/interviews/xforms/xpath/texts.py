"""Functions of texts. Lengths and places count as Java and JavaScript do, in UTF-16."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from uuid import uuid4

from palermo.interviews.xforms.xpath.numbers import whole
from palermo.interviews.xforms.xpath.problems import XPathProblem
from palermo.interviews.xforms.xpath.values import Value, to_number, to_text

_DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def length(text: str) -> int:
    """Units of UTF-16: a sign beyond the first plane counts twice."""
    return len(text) + sum(1 for sign in text if sign > "\uffff")


def _cut(text: str, start: int, end: int) -> str:
    if text.isascii():
        return text[start:end]
    wide = text.encode("utf-16-le", "surrogatepass")
    return wide[2 * start : 2 * end].decode("utf-16-le", "replace")


def substr(value: Value, start: Value, end: Value = math.inf) -> Value:
    """From a place, counted from 0, to before another; negative places count from the end."""
    text = to_text(value)
    size = length(text)
    first, last = whole(start), whole(end)
    first, last = (place + size if place < 0 else place for place in (first, last))
    first, last = (min(max(0, place), size) for place in (first, last))
    return _cut(text, first, last) if first <= last else ""


def substring(value: Value, start: Value, count: Value = math.inf) -> Value:
    """From a place, counted from 1, so many signs: XPath's own."""
    text = to_text(value)
    first = _round(to_number(start))
    last = first + _round(to_number(count))
    if math.isnan(first) or math.isnan(last):
        return ""
    begin, end = (int(min(max(1.0, place), length(text) + 1.0)) for place in (first, last))
    return _cut(text, begin - 1, end - 1)


def _round(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


def before(value: Value, part: Value) -> Value:
    """What comes before the first place of a part; empty where it has none."""
    text, found, _rest = to_text(value).partition(to_text(part) or "\0")
    return text if found else ""


def after(value: Value, part: Value) -> Value:
    """What comes behind the first place of a part."""
    sought = to_text(part)
    return to_text(value).partition(sought)[2] if sought else to_text(value)


def translate(value: Value, signs: Value, others: Value) -> Value:
    """Every sign that stands in one list replaced by the one in the same place of another, or left out."""
    to = to_text(others)
    table: dict[int, str | None] = {}
    for place, sign in enumerate(to_text(signs)):
        table.setdefault(ord(sign), to[place] if place < len(to) else None)
    return to_text(value).translate(table)


def digest(value: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    """A hash of the text in UTF-8. What forms use it for is telling texts apart, no secret hangs on it."""
    name = _DIGESTS.get(to_text(algorithm))
    if name is None:
        raise XPathProblem("a digest that nobody knows")
    hashed = hashlib.new(name, to_text(value).encode("utf-8", "surrogatepass"), usedforsecurity=False)
    match to_text(encoding):
        case "hex":
            return hashed.hexdigest()
        case "base64":
            return base64.b64encode(hashed.digest()).decode()
    raise XPathProblem("a digest in an encoding that nobody knows")


def base64_decode(value: Value) -> Value:
    """The text in Base64; empty where it is none."""
    try:
        return base64.b64decode(to_text(value), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def uuid(length_wanted: Value = "") -> Value:
    """A new random id."""
    text = str(uuid4())
    return text if length_wanted == "" else text[: whole(length_wanted)]
