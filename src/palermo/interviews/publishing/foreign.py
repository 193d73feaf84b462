"""Forms that a mission brings whole: its own, or other people's. Compiled as they are, with the safer class for
whatever says none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.codebook import Codebook
from palermo.interviews.forms.asking import FITTING
from palermo.interviews.forms.building import NAMESPACE
from palermo.interviews.forms.choosing import COUNTRY, STATES
from palermo.interviews.publishing.handed_in import HandedIn, Row
from palermo.interviews.publishing.own_rows import CLASSES, CODED_TYPES, DEFAULT_CLASS
from palermo.interviews.publishing.problems import FormRefused, Problem
from palermo.interviews.publishing.ready import Questions, Sheets
from palermo.interviews.publishing.types import NOT_ASKED, canonical_type
from palermo.interviews.xforms.model import XForm

#: Forms of the project; a mission adapts them and does not replace them.
RESERVED = "palermo_"
_FORM_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_VERSION = re.compile(r"[\w.:-]{1,64}")
#: Columns that come once for each language, picture or attribute.
_GROUPED = frozenset(
    {
        "label",
        "caption",
        "hint",
        "guidance_hint",
        "constraint_message",
        "constraining_message",
        "required_message",
        "media",
        "image",
        "audio",
        "video",
        "bind",
        "control",
        "body",
        "instance",
    }
)
_STATIC = NOT_ASKED - {"calculate"}
#: The stricter, the later: of two answers under one name the stricter class holds for both.
_STRICTNESS = ("coded", "sensitive", "identifying", "privileged")
_OURS = re.compile(r"bind\s*::\s*palermo:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A form as handed in, ready for the compiler."""

    form_id: str
    version: str
    title: str
    sheets: Sheets = field(repr=False)
    origins: Mapping[str, Sequence[int]] = field(repr=False)
    notes: tuple[str, ...]


def read_foreign(
    handed_in: HandedIn, codebook: Codebook, *, file_name: str = "", taken: Iterable[str] = ()
) -> Foreign:
    """The form, with our own two columns (class, variable) made into bindings. A form that says no form_id is called
    like its file, as everywhere with XLSForms; ``taken`` are the versions that exist, for a form that says none.

    Raises FormRefused."""
    handed_in = _with_double_colons(handed_in)
    problems: list[Problem] = []
    notes: list[str] = []
    settings = _settings(handed_in, _named_like(file_name), problems, notes)
    version = settings.get("version", "")
    if not version:
        version = _made_version(taken)
        notes.append(_("The form says no version; it gets %(version)s.") % {"version": version})
    form_id = settings.get("form_id", "")
    sheets = {
        "survey": _survey(handed_in, codebook, problems),
        "choices": [dict(row.cells) for row in handed_in.rows("choices")],
        "settings": _compiled_settings(handed_in, form_id, version),
    }
    for name in ("osm", "entities", "external_choices"):
        if rows := handed_in.rows(name):
            sheets[name] = [dict(row.cells) for row in rows]
    _check_headers(handed_in, problems)
    if problems:
        raise FormRefused(problems)
    origins = {name: [row.number for row in handed_in.rows(name)] for name in handed_in.sheets}
    return Foreign(form_id, version, settings.get("form_title") or form_id, sheets, origins, tuple(notes))


def questions_of_xform(form: XForm) -> Questions:
    """The questions by name. Two of one name are kept as one, under the stricter class."""
    questions: dict[str, dict[str, str]] = {}
    for node in form.nodes.values():
        if node.kind != "value" or "/meta/" in node.path:
            continue
        found = {
            "type": node.control or node.type,
            "variable": node.variable,
            "field_class": "" if node.variable else node.local or DEFAULT_CLASS,
            "voice": node.voice,
            "state_of": node.state_of,
        }
        before = questions.get(node.name)
        questions[node.name] = found if before is None else _stricter(before, found)
    return questions


def _stricter(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    if one == other:
        return one
    classes = [each["field_class"] or DEFAULT_CLASS for each in (one, other)]
    field_class = max(classes, key=_STRICTNESS.index)
    return one | {"variable": "", "field_class": field_class}


def _named_like(file_name: str) -> str:
    """A form_id of the name of a file."""
    stem = re.sub(r"\.[A-Za-z]{1,5}$", "", file_name.replace("\\", "/").rpartition("/")[2])
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", stem).strip("_.-")[:64]


def _settings(
    handed_in: HandedIn, fallback: str, problems: list[Problem], notes: list[str]
) -> dict[str, str]:
    """What the sheet of settings says, by the names that XLSForm has now."""
    aliases = {
        "id_string": "form_id",
        "set_form_id": "form_id",
        "title": "form_title",
        "set_form_title": "form_title",
    }
    row = next(iter(handed_in.rows("settings")), Row(0, {}))
    found = {}
    for header, cell in row.cells.items():
        name = "_".join(header.lower().split())
        found[aliases.get(name, name)] = cell
    if not found.get("form_id") and fallback:
        found["form_id"] = fallback
        notes.append(
            _("The form says no form_id; it is called like the file: %(name)s.") % {"name": fallback}
        )
    form_id, sentence = found.get("form_id", ""), ""
    if not form_id:
        sentence = _(
            "The form needs a form_id in the sheet “settings”: the name by which devices know it, for ever."
        )
    elif not _FORM_ID.fullmatch(form_id):
        sentence = _(
            "The form_id is of letters, digits, dots and underscores, 64 at most, and begins with a letter."
        )
    elif form_id.lower().startswith(RESERVED):
        sentence = _(
            "Names with “%(prefix)s” are those of the base forms. Adapt the base form, or choose another form_id."
        ) % {"prefix": RESERVED}
    if sentence:
        problems.append(Problem(sentence, "settings", row.number))
    if (version := found.get("version", "")) and not _VERSION.fullmatch(version):
        problems.append(
            Problem(
                _("A version is of letters, digits, dots and dashes, 64 at most."), "settings", row.number
            )
        )
    return found


def _compiled_settings(handed_in: HandedIn, form_id: str, version: str) -> dict[str, str]:
    row = next(iter(handed_in.rows("settings")), Row(0, {}))
    dropped = {"form_id", "id_string", "set_form_id", "version", "namespaces"}
    kept = {
        header: cell for header, cell in row.cells.items() if "_".join(header.lower().split()) not in dropped
    }
    spaces = next((cell for header, cell in row.cells.items() if header.strip().lower() == "namespaces"), "")
    ours = f'palermo="{NAMESPACE}"'
    return {**kept, "form_id": form_id, "version": version, "namespaces": f"{spaces} {ours}".strip()}


def _survey(handed_in: HandedIn, codebook: Codebook, problems: list[Problem]) -> list[dict[str, str]]:
    codes: dict[str, set[str]] = {}
    for row in handed_in.rows("choices"):
        cells = {"_".join(header.lower().split()): cell for header, cell in row.cells.items()}
        codes.setdefault(cells.get("list_name", ""), set()).add(cells.get("name", cells.get("value", "")))
    survey = []
    for row in handed_in.rows("survey"):
        own = {header.strip().lower(): header for header in row.cells}
        field_class = row.cells.get(own.get("class", ""), "").lower()
        variable = row.cells.get(own.get("variable", ""), "")
        cells = {
            header: cell
            for header, cell in row.cells.items()
            if header.strip().lower() not in ("class", "variable") and not _OURS.match(header)
        }
        canonical = canonical_type(row.cells.get(own.get("type", ""), ""))
        kind, _space, name = canonical.partition(" ")
        if kind and kind not in _STATIC and not kind.startswith(("end ", "begin ")):
            if sentence := _misplaced(
                kind, field_class, variable, codes.get(name.partition(" ")[0], set()), codebook
            ):
                problems.append(Problem(sentence, "survey", row.number))
            if variable:
                cells["bind::palermo:variable"] = variable
            else:
                cells["bind::palermo:local"] = field_class or DEFAULT_CLASS
        survey.append(cells)
    return survey


def _misplaced(kind: str, field_class: str, variable: str, codes: set[str], codebook: Codebook) -> str:
    """Why an answer cannot go where the row sends it."""
    if not variable:
        if field_class and field_class not in CLASSES:
            return _("A class is one of: %(classes)s.") % {"classes": ", ".join(CLASSES)}
        if field_class == "coded" and kind not in CODED_TYPES:
            return _(
                "Only choices, numbers and days can be “coded”. What may hold words or pictures lies sealed:"
                " write “sensitive” or “identifying”."
            )
        return ""
    known = codebook.variables.get(variable)
    if known is None:
        return _("The codebook has no variable “%(name)s”.") % {"name": variable}
    if field_class:
        return _("The variable has a class already: leave the column “class” empty.")
    if kind not in FITTING[known.type] or (kind == "select_multiple" and not known.multiple):
        return _("The variable “%(name)s” is not answered in this way; it takes: %(types)s.") % {
            "name": variable,
            "types": ", ".join(FITTING[known.type]),
        }
    if known.type == "country":
        allowed = {country.code for country in codebook.countries}
    elif known.list:
        allowed = {code.code for code in codebook.lists[known.list]}
    else:
        return ""
    strange = sorted(codes - allowed - set(STATES))
    return (
        _("The variable “%(name)s” does not know these answers: %(codes)s.")
        % {"name": variable, "codes": ", ".join(strange[:5])}
        if strange
        else ""
    )


def _with_double_colons(handed_in: HandedIn) -> HandedIn:
    """Older forms write ``label:French``. The compiler takes that only where no column of the sheet has two colons, and
    ours have."""
    sheets, headers = {}, {}
    for name, header in handed_in.headers.items():
        is_old = not any("::" in head for head in header)
        names = {head: _doubled(head) if is_old else head for head in header}
        headers[name] = tuple(names[head] for head in header)
        sheets[name] = tuple(
            Row(row.number, {names.get(head, head): cell for head, cell in row.cells.items()})
            for row in handed_in.rows(name)
        )
    return HandedIn(sheets, headers)


def _doubled(head: str) -> str:
    """``bind::jr:constraintMsg`` of ``bind:jr:constraintMsg``; ``jr:count`` as it is."""
    first, *rest = head.split(":")
    if not rest or "_".join(first.lower().split()) not in _GROUPED:
        return head
    joined = ":".join(rest)
    # The name of a language or attribute may come after a further word: media:image:French.
    return f"{first}::{joined}" if rest[0].strip() == "jr" else "::".join([first, *rest])


def _check_headers(handed_in: HandedIn, problems: list[Problem]) -> None:
    for sheet, header in handed_in.headers.items():
        met: set[str] = set()
        for head in header:
            if head and head in met:
                problems.append(
                    Problem(_("The column “%(column)s” is there twice.") % {"column": head}, sheet, 1)
                )
            met.add(head)


def _made_version(taken: Iterable[str]) -> str:
    """Year, month, day and two digits, as everywhere with XLSForms."""
    day, used = timezone.localdate().strftime("%Y%m%d"), set(taken)
    return next(version for number in range(1, 1000) if (version := f"{day}{number:02d}") not in used)


__all__ = ["COUNTRY", "Foreign", "questions_of_xform", "read_foreign"]
