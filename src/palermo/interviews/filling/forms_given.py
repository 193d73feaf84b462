"""The forms of a mission as its devices are given them, with the languages that a device asks for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from palermo.access.gate import not_here
from palermo.access.models import Mission
from palermo.interviews.models import FormMedia, FormVersion
from palermo.interviews.publishing.offered import offered_versions, versions_for

#: As the compiler writes them: no translation holds another one.
_TRANSLATION = re.compile(r"\s*<translation\b([^>]*)>.*?</translation>", re.DOTALL)
_NAME = re.compile(r'\blang="([^"]*)"')
#: ``العربية (ar)``: the code at the end of a language's name.
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})\)\s*$")


def forms_for(mission: Mission) -> list[dict[str, Any]]:
    """What a device shows in its list of forms, and needs to know whether it has them already."""
    return [_described(version) for version in offered_versions(mission)]


def version_for(mission: Mission, number: str) -> FormVersion:
    """A version that the mission's devices may be given, also an old one of which drafts exist. Raises
    NotFoundOrNotAllowed."""
    version = versions_for(mission).filter(opaque_id=number).first()
    if version is None:
        raise not_here()
    return version


def cut_languages(xform: str, wanted: frozenset[str]) -> str:
    """The form without translations into languages that are not wanted; whole when none of them is left or none is
    wanted. A translation whose language has no code stays."""
    if not wanted:
        return xform
    kept = [found for found in _TRANSLATION.finditer(xform) if _code(found[1]) in wanted]
    if not kept:
        return xform
    return _TRANSLATION.sub(lambda found: found[0] if _code(found[1]) in wanted | {""} else "", xform)


def _code(attributes: str) -> str:
    name = _NAME.search(attributes)
    code = _CODE.search(name[1]) if name else None
    return code[1].lower() if code else ""


def _described(version: FormVersion) -> dict[str, Any]:
    media = FormMedia.objects.filter(version=version).order_by("name")
    return {
        "id": version.opaque_id,
        "form_id": version.form.form_id,
        "version": version.version,
        "title": version.titles,
        "languages": version.languages,
        "kind": version.form.kind,
        "hash": f"md5:{version.md5}",
        "size": _size_of(version.pk),
        "media": [
            {"name": one.name, "type": one.media_type, "hash": f"md5:{one.md5}"}
            for one in media.defer("content")
        ],
    }


@lru_cache(maxsize=256)
def _size_of(version: int) -> int:
    """Bytes of the XForm; a version never changes."""
    return len(FormVersion.objects.values_list("xform", flat=True).get(pk=version).encode())
