"""What a compiled form may not hold, whoever wrote it: what our screens cannot ask, the server cannot check or keep."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from palermo.interviews.publishing.cycles import find_cycle
from palermo.interviews.publishing.problems import Problem
from palermo.interviews.publishing.ready import Sheets
from palermo.interviews.publishing.types import REFUSED, refusal_of_type
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.reading import LARGEST
from palermo.interviews.xforms.safely import parse

_XFORMS = "http://www.w3.org/2002/xforms"
_ODK = "http://www.opendatakit.org/xforms"
_TYPES = {"geotrace": "geotrace", "geoshape": "geoshape"}
_HTML = re.compile(r"</?[A-Za-z][^<>]*>")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
_JR = re.compile(r"^jr://(\w+)/(.+)$")
_PULLDATA = re.compile(r"\bpulldata\s*\(")
#: Settings that decide where and how answers are sent: that is the server's to say.
_SENDING = frozenset({"submission_url", "public_key", "auto_send", "auto_delete"})
#: Where XLSForms say what appears beside a question.
_APPEARANCE = ("appearance", "control::appearance")
_EXPRESSIONS = ("relevant", "relevance", "constraint", "calculation", "calculate", "choice_filter", "default")


def check_sheets(sheets: Sheets, origins: Mapping[str, Sequence[int]]) -> Iterator[Problem]:
    """Problems that a row of the spreadsheet can be named for."""
    rows = list(zip(sheets["survey"], origins["survey"], strict=True))
    for cells, row in rows:
        if not row:
            continue  # The base form was checked when it was published.
        appearance = next((cells[column] for column in _APPEARANCE if cells.get(column)), "")
        if sentence := refusal_of_type(cells.get("type", ""), appearance):
            yield Problem(sentence, "survey", row)
        if any(_PULLDATA.search(cells.get(column, "")) for column in _EXPRESSIONS):
            yield Problem(_pulldata(), "survey", row)
    for column in sheets["settings"]:
        if column.strip().lower() in _SENDING:
            yield Problem(
                _(
                    "The setting “%(name)s” is the server's: leave it out. Encryption can be chosen when you publish."
                )
                % {"name": column},
                "settings",
            )
    if sheets.get("entities"):
        yield Problem(_("Lists of entities are not kept here. Leave the sheet out."), "entities")
    if sheets.get("external_choices"):
        yield Problem(str(REFUSED["select_one_external"]), "external_choices")
    if cycle := find_cycle(sheets["survey"]):
        first = next((row for cells, row in rows if cells.get("name") == cycle[0]), 0)
        yield Problem(
            _("These depend on one another in a circle: %(names)s.")
            % {"names": " → ".join([*cycle, cycle[0]])},
            "survey",
            first,
        )


def check_xform(xform: str, form: XForm, media: Collection[str]) -> Iterator[Problem]:
    """Problems of the compiled form as a whole: the same rules, for what no row said plainly."""
    root = _parsed(xform)
    for bind in root.iter(f"{{{_XFORMS}}}bind"):
        kind = (bind.get("type") or "").rpartition(":")[2]
        if kind in _TYPES:
            yield Problem(f"{bind.get('nodeset', '').rpartition('/')[2]}: {REFUSED[_TYPES[kind]]}")
    for node in form.nodes.values():
        if node.kind == "group" and not node.children:
            # The engine of the browser takes it for a question, and cannot ask it.
            words = _("The group “%(name)s” is empty. Take it out, or put a question in.")
            yield Problem(words % {"name": node.name})
    if form.namespace and not _ADDRESS.match(form.namespace):
        yield Problem(_("The setting “instance_xmlns” is an address, or is left out."), "settings")
    for element in root.iter(f"{{{_ODK}}}recordaudio", f"{{{_ODK}}}setgeopoint"):
        if element.getparent().tag.rpartition("}")[2] == "model":
            yield Problem(str(REFUSED["background-audio"]))
    if any(node.name == "audit" and node.path.endswith("/meta/audit") for node in form.nodes.values()):
        yield Problem(str(REFUSED["audit"]))
    for source in form.external.values():
        if source == "jr://instance/last-saved":
            yield Problem(
                _("The form takes answers from the interview before (last-saved): that was another person.")
            )
        else:
            yield Problem(str(REFUSED["select_one_from_file"]))
    for submission in root.iter(f"{{{_XFORMS}}}submission"):
        if submission.get("action") or submission.get("base64RsaPublicKey"):
            yield Problem(_("The form says where its answers are sent. That is the server's to say."))
    yield from _missing_media(root, media)


def media_of(xform: str) -> frozenset[str]:
    """The names of the files that a form shows."""
    return frozenset(name for _kind, name in _media(_parsed(xform)))


def remarks_of(form: XForm) -> Iterator[str]:
    """What the person who publishes should know, though it hinders nothing."""
    words = (text for node in form.nodes.values() for text in (*node.labels.values(), *node.hints.values()))
    if any(_HTML.search(text) for text in words):
        yield _("There is HTML in the words of the form. It is shown as it is written.")


def _pulldata() -> str:
    return _(
        "“pulldata” reads from a file beside the form, which the server cannot check. Put the values into the sheets."
    )


def _missing_media(root: Any, media: Collection[str]) -> Iterator[Problem]:
    kinds = {"image": "images", "big-image": "images"}
    for kind, name in sorted(set(_media(root))):
        if kind not in kinds:
            yield Problem(_("The form plays “%(name)s”; only pictures can be shown here.") % {"name": name})
        elif name not in media:
            yield Problem(
                _("The form shows the picture “%(name)s”, which was not handed in with it.") % {"name": name}
            )


def _media(root: Any) -> Iterator[tuple[str, str]]:
    for value in root.iter(f"{{{_XFORMS}}}value"):
        kind = value.get("form")
        found = _JR.match((value.text or "").strip())
        if kind in ("image", "big-image", "audio", "video") and found:
            yield kind, found[2]


def _parsed(xform: str) -> Any:
    """The root of what our own compiler wrote; nothing in it is followed or expanded all the same."""
    return parse(xform, largest=LARGEST, deepest=120, most=2_000_000)
