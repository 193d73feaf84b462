"""The PDF of a published version, and of any form's XForm."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import Detail, PalermoError
from palermo.interviews.models import FormVersion
from palermo.interviews.paper.layout import sheet_of
from palermo.interviews.paper.typesetting import typeset
from palermo.interviews.xforms.reading import read_xform

MOST_ENTRIES = 9


class NotInLanguage(PalermoError):
    """The form does not exist in the language that was asked for; ``languages`` are those that it has."""

    code = "form_not_in_language"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    template = _("This form does not exist in that language. It exists in: %(languages)s.")
    schema = {"languages": Detail.CODE}


def print_version(version: FormVersion, language: str, *, entries: int = 2) -> bytes:
    """The PDF. ``language`` is a code of the form's, or "" for its first; ``entries`` of each repeat are printed.

    Raises NotInLanguage. A version never changes, so the last sheets are kept.
    """
    known = tuple(version.languages)
    chosen = language or (known[0] if known else "")
    if known and chosen not in known:
        raise NotInLanguage(languages=", ".join(known))
    return _printed(version.opaque_id, chosen, min(max(entries, 1), MOST_ENTRIES))


@lru_cache(maxsize=8)
def _printed(number: str, language: str, entries: int) -> bytes:
    version = FormVersion.objects.get(opaque_id=number)
    return print_xform(version.xform, language, titles=version.titles, entries=entries)


def print_xform(xform: str, language: str, *, titles: Mapping[str, str], entries: int = 2) -> bytes:
    """The PDF of a compiled form, published or not."""
    return typeset(sheet_of(read_xform(xform), language, titles=titles, entries=entries))
