"""The lists that a device reads: its forms, and the files that belong to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.html import escape
from django.utils.translation import get_language

from palermo.access.gate import not_here
from palermo.access.models import Mission
from palermo.interviews.models import FormMedia, FormVersion
from palermo.interviews.publishing.offered import offered_version, offered_versions

_LIST = "http://openrosa.org/xforms/xformsList"
_MANIFEST = "http://openrosa.org/xforms/xformsManifest"


def form_list(mission: Mission, *, form: Callable[[str], str], manifest: Callable[[str], str]) -> str:
    """The forms that the mission fills now; ``form`` and ``manifest`` make addresses of a version's opaque number."""
    versions = offered_versions(mission)
    with_files = set(
        FormMedia.objects.filter(version__in=[version.pk for version in versions]).values_list(
            "version_id", flat=True
        )
    )
    rows = []
    for version in versions:
        told = [
            _element("formID", version.form.form_id),
            _element("name", title_of(version)),
            _element("version", version.version),
            _element("hash", f"md5:{version.md5}"),
            _element("downloadUrl", form(version.opaque_id)),
        ]
        if version.pk in with_files:
            told.append(_element("manifestUrl", manifest(version.opaque_id)))
        rows.append(f"<xform>{''.join(told)}</xform>")
    return f'<xforms xmlns="{_LIST}">{"".join(rows)}</xforms>'


def manifest_of(files: Iterable[FormMedia], *, address: Callable[[str], str]) -> str:
    """The files of a version; ``address`` makes one of a file's name."""
    rows = (
        "<mediaFile>"
        + _element("filename", file.name)
        + _element("hash", f"md5:{file.md5}")
        + _element("downloadUrl", address(file.name))
        + "</mediaFile>"
        for file in files
    )
    return f'<manifest xmlns="{_MANIFEST}">{"".join(rows)}</manifest>'


def version_for(mission: Mission, number: str) -> FormVersion:
    """The version with this opaque number, if the mission may fill it or has filled it. Raises NotFoundOrNotAllowed."""
    found: FormVersion | None = FormVersion.objects.select_related("form").filter(opaque_id=number).first()
    if found is not None and offered_version(mission, found.form.form_id, found.version) == found:
        return found
    raise not_here()


def title_of(version: FormVersion) -> str:
    """The form's title in the language in force, in English, in any, or its id."""
    titles: dict[str, str] = version.titles
    for language in (get_language() or "", "en", *titles):
        if title := titles.get(language):
            return title
    return version.form.form_id


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"
