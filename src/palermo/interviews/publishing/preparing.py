"""From a spreadsheet to a version that can be published: read, laid over its base or taken whole, compiled, checked.

Nothing is written here. What comes out is what will be published, so that somebody can look at it before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from string import ascii_lowercase

from django.utils.translation import gettext as _

from palermo.access.models import Mission
from palermo.codebook import load_codebook
from palermo.interviews.models import FormKind, FormVersion
from palermo.interviews.publishing.adapting import adapt
from palermo.interviews.publishing.changes import compare
from palermo.interviews.publishing.checking import check_sheets, check_xform, media_of, remarks_of
from palermo.interviews.publishing.compiling_apart import Compilation, Origins, compile_apart
from palermo.interviews.publishing.foreign import questions_of_xform, read_foreign
from palermo.interviews.publishing.handed_in import read_handed_in
from palermo.interviews.publishing.media import read_media
from palermo.interviews.publishing.problems import FormRefused, Problem
from palermo.interviews.publishing.ready import ReadyVersion, Sheets, languages_of
from palermo.interviews.xforms.reading import read_xform

_MODEL = re.compile(r"<model\b[^>]*>")
#: A file as it was handed in: its name, its content.
File = tuple[str, bytes]


def prepare_adaptation(mission: Mission, base: FormVersion, source: bytes) -> ReadyVersion:
    """What ``mission`` adds to ``base``, a version of the instance. Raises UnreadableFileError, FormRefused."""
    adapted = adapt(base.sheets, base.questions, read_handed_in(source), mission.code, load_codebook())
    version = _next_letter(base, mission)
    sheets = {**adapted.sheets, "settings": {**adapted.sheets["settings"], "version": version}}
    compilation = _compiled(sheets, adapted.origins)
    form = read_xform(compilation.xform)
    _refuse([*check_xform(compilation.xform, form, ())])
    before = _newest(mission, base.form.form_id)
    return ReadyVersion(
        form_id=base.form.form_id,
        kind=FormKind(base.form.kind),
        version=version,
        titles=base.titles,
        languages=languages_of(sheets),
        xform=compilation.xform,
        sheets=sheets,
        questions=adapted.questions,
        warnings=(*adapted.notes, *remarks_of(form), *compilation.warnings),
        checked=compilation.checked,
        changes=tuple(compare((before or base).sheets, sheets)),
        source=source,
    )


def prepare_whole(
    mission: Mission,
    source: bytes,
    *,
    file_name: str = "",
    kind: FormKind = FormKind.OTHER,
    media: Iterable[File] = (),
) -> ReadyVersion:
    """A form that the mission brings whole. Raises UnreadableFileError, FormRefused."""
    pictures = read_media(media)
    versions = FormVersion.objects.filter(form__mission=mission)
    handed_in = read_handed_in(source)
    taken: dict[str, set[str]] = {}
    for form_id, version in versions.values_list("form__form_id", "version"):
        taken.setdefault(form_id, set()).add(version)
    versions_taken = set().union(*taken.values())
    foreign = read_foreign(handed_in, load_codebook(), file_name=file_name, taken=versions_taken)
    if foreign.version in taken.get(foreign.form_id, ()):
        raise FormRefused(
            [
                Problem(
                    _(
                        "Version %(version)s of this form was published before, and a version never changes."
                        " Write a higher one into the sheet “settings”."
                    )
                    % {"version": foreign.version},
                    "settings",
                )
            ]
        )
    compilation = _compiled(foreign.sheets, foreign.origins)
    form = read_xform(compilation.xform)
    names = {picture.name for picture in pictures}
    _refuse([*check_xform(compilation.xform, form, names)])
    shown = media_of(compilation.xform)
    notes = [*foreign.notes, *remarks_of(form)]
    if unused := sorted(names - shown):
        notes.append(_("The form shows no picture of this name: %(names)s.") % {"names": ", ".join(unused)})
    before = _newest(mission, foreign.form_id)
    languages = form.languages
    return ReadyVersion(
        form_id=foreign.form_id,
        kind=kind if before is None else FormKind(before.form.kind),
        version=foreign.version,
        titles=dict.fromkeys(languages or ("en",), foreign.title),
        languages=languages,
        xform=compilation.xform,
        sheets=foreign.sheets,
        questions=questions_of_xform(form),
        warnings=(*notes, *compilation.warnings),
        checked=compilation.checked,
        changes=tuple(compare(before.sheets, foreign.sheets)) if before else (),
        media=tuple(picture for picture in pictures if picture.name in shown),
        source=source,
    )


def with_key(ready: ReadyVersion, public_key: str) -> ReadyVersion:
    """The same version as an encrypted form (ODK): devices encrypt to ``public_key`` before they send."""
    sheets = {**ready.sheets, "settings": {**ready.sheets["settings"], "public_key": public_key}}
    # Put where the compiler puts it. To compile again could give another form than the one that was looked at.
    xform = _MODEL.sub(rf'\g<0><submission base64RsaPublicKey="{public_key}"/>', ready.xform, count=1)
    return replace(ready, sheets=sheets, xform=xform)


def _compiled(sheets: Sheets, origins: Origins) -> Compilation:
    """Compiled after the checks that name rows, so that people read our sentences before the compiler's."""
    _refuse([*check_sheets(sheets, origins)])
    return compile_apart(sheets, origins)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise FormRefused(problems)


def _newest(mission: Mission, form_id: str) -> FormVersion | None:
    return FormVersion.objects.filter(form__mission=mission, form__form_id=form_id).order_by("pk").last()


def _next_letter(base: FormVersion, mission: Mission) -> str:
    """Such as 2026112201-KENa, then b; after z comes aa."""
    stem = f"{base.version}-{mission.code}"
    taken = set(
        FormVersion.objects.filter(
            form__mission=mission, form__form_id=base.form.form_id, version__startswith=stem
        ).values_list("version", flat=True)
    )
    return next(version for number in count() if (version := stem + _letters(number)) not in taken)


def _letters(number: int) -> str:
    letters = ""
    while True:
        number, place = divmod(number, len(ascii_lowercase))
        letters = ascii_lowercase[place] + letters
        if not number:
            return letters
        number -= 1
