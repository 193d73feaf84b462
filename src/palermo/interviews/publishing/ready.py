"""A version that is ready to be published: everything that its row will say, worked out before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from palermo.interviews.forms import LANGUAGES, BuiltForm
from palermo.interviews.models import Checked, FormKind

#: {"survey": [cells, ...], "choices": [cells, ...], "settings": {...}}, as they were compiled. The project's own forms
#: also say their "gate": the conditions that pages after safety and consent have, also those that a mission adds.
Sheets = Mapping[str, Any]
#: What is known of one question: type, variable, field_class, state_of, voice.
Questions = Mapping[str, Mapping[str, str]]
Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that belongs to a version, sniffed."""

    name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def md5(self) -> str:
        """As devices compare files; no protection of anything."""
        return md5_of(self.content)


@dataclass(frozen=True, slots=True)
class ReadyVersion:
    """*titles* by code of language; *languages* are codes, in the order of the form; *source* is the spreadsheet that a
    mission handed in."""

    form_id: str
    kind: FormKind
    version: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    xform: str = field(repr=False)
    sheets: Sheets = field(repr=False)
    questions: Questions = field(repr=False)
    warnings: tuple[str, ...]
    checked: Checked
    changes: tuple[Change, ...] = ()
    media: tuple[MediaFile, ...] = ()
    source: bytes = field(default=b"", repr=False)


def sheets_of(form: BuiltForm) -> dict[str, Any]:
    """The sheets of a built form as a version keeps them."""
    return {
        "survey": [dict(cells) for cells in form.survey],
        "choices": [dict(cells) for cells in form.choices],
        "settings": dict(form.settings),
        "gate": list(form.source.gate),
    }


def questions_of(form: BuiltForm) -> dict[str, dict[str, str]]:
    """The questions of a built form as a version keeps them."""
    questions = {}
    for name, question in form.questions.items():
        questions[name] = {key: value for key, value in asdict(question).items() if key != "name"}
    return questions


def languages_of(sheets: Sheets) -> tuple[str, ...]:
    """The codes of the project's languages that the sheets are written in, in the project's order."""
    columns = {column.rpartition("::")[2] for cells in sheets["survey"] for column in cells if "::" in column}
    return tuple(language.code for language in LANGUAGES if language.column in columns)


def md5_of(content: bytes) -> str:
    """The hash by which the OpenRosa interface tells files apart."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
