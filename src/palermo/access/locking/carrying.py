"""Forms that cannot be let in yet (the session is locked, or a fresh proof is asked for): they travel back inside the
page that asks, and are sent again afterwards.

The server keeps nothing. A signed ticket says whose the page is and to which address it belongs, so neither another
account nor another address ever receives the fields. Files cannot travel so (a browser lets no page fill a file
field), and passwords must not lie in a page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from palermo.access.models import Account

_SALT = "palermo.access.locking.carrying"
#: Bytes of all carried names and values, written as JSON: more than anybody types, less than a request may bring.
LARGEST = 2_000_000
MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
FORM_TYPES = (URLENCODED, MULTIPART)

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a lock page is good for. ``owner``: mark of the account; ``path``: local address with its query;
    ``is_post``: whether a form waits; ``encoding`` of that form; ``files``: how many files could not be kept."""

    owner: str
    path: str
    is_post: bool = False
    encoding: str = ""
    files: int = 0

    def sealed(self) -> str:
        return signing.Signer(salt=_SALT).sign_object([*self._values()])

    def _values(self) -> tuple[Any, ...]:
        return self.owner, self.path, self.is_post, self.encoding, self.files

    @classmethod
    def opened(cls, text: str) -> Ticket | None:
        """The ticket, or None for one that we did not seal."""
        try:
            return cls(*signing.Signer(salt=_SALT).unsign_object(text))
        except (signing.BadSignature, TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Carried:
    """A form that waits: its fields in their order, and why some of it could not be kept.

    ``too_long`` and ``secret`` (it holds a password) mean that there are no fields at all.
    """

    fields: Fields
    files: int = 0
    too_long: bool = False
    secret: bool = False

    @property
    def is_whole(self) -> bool:
        return bool(self.fields) and not self.files

    def as_text(self) -> str:
        return json.dumps(self.fields, ensure_ascii=False)


def owner_mark(account: Account) -> str:
    """Tells accounts apart in a page without naming them."""
    return salted_hmac(_SALT, str(account.pk), algorithm="sha256").hexdigest()[:32]


def take(request: HttpRequest) -> Carried | None:
    """The form of a POST that could not be let in; None if it brings none (a program's call, or nothing at all).

    Values of one name keep their order; Unicode and line ends stay as they are.
    """
    if request.method != "POST" or request.content_type not in FORM_TYPES:
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
        if isinstance(value, str)
    ]
    files = sum(len(found) for _name, found in request.FILES.lists())
    if any("password" in name.lower() for name, _value in fields):
        return Carried([], secret=True)
    if _length(fields) > LARGEST:
        return Carried([], files, too_long=True)
    return Carried(fields, files) if fields or files else None


def read_back(text: str) -> Fields:
    """The fields that a lock page brought back. Anything that is not such a list is no field at all."""
    try:
        found = json.loads(text) if text else []
    except ValueError:
        return []
    if not isinstance(found, list) or len(found) > int(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0):
        return []
    fields = [(pair[0], pair[1]) for pair in found if _is_pair(pair)]
    return fields if len(fields) == len(found) and _length(fields) <= LARGEST else []


def local_path(path: str) -> str:
    """``path`` if it is an address of this instance without host and scheme, else the first page."""
    is_local = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return path if is_local and path.isprintable() else "/"


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def _length(fields: Fields) -> int:
    return len(json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass"))
