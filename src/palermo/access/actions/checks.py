"""Checks that the actions of this package share, and the error by which they refuse."""

from __future__ import annotations

import re
import unicodedata
from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.errors import Detail, PalermoError

#: Letters that survive file names, addresses and spreadsheets of every language.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)


class NotAcceptedError(PalermoError):
    """What was asked for does not hold together; ``details['field']`` names the part, nothing was changed."""

    code = "not_accepted"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    template = gettext_lazy("This cannot be taken as it is: %(field)s.")
    schema = {"field": Detail.CODE}

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message, field=field)


def clean_code(text: str, *, field: str) -> str:
    """A code of 1 to 32 letters, digits, hyphens and underscores. Raises NotAcceptedError."""
    code = text.strip()
    if not _CODE.fullmatch(code):
        raise NotAcceptedError(
            _("%(code)s is not a code: use 1 to 32 letters, digits, hyphens and underscores.")
            % {"code": repr(code)},
            field=field,
        )
    return code


def clean_line(text: str, *, field: str, limit: int, required: bool = True) -> str:
    """One line of at most ``limit`` characters, in Unicode's composed form. Raises NotAcceptedError."""
    line = unicodedata.normalize("NFC", text).strip()
    if required and not line:
        raise NotAcceptedError(_("This cannot be empty: %(field)s.") % {"field": field}, field=field)
    if len(line) > limit:
        raise NotAcceptedError(
            _("This is longer than %(limit)d characters: %(field)s.") % {"limit": limit, "field": field},
            field=field,
        )
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in line):
        raise NotAcceptedError(_("This holds control characters: %(field)s.") % {"field": field}, field=field)
    return line
