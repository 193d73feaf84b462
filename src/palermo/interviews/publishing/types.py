"""Types of questions: how XLSForm may write them, and which cannot be published here, each with its reason.

The one place where these reasons stand. What is refused is refused for everybody: for a phone with ODK Collect too, as
the server could not check, read or keep the answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Other ways to write a type -> its name here. pyxform knows more; they are compiled all the same.
_ALIASES: Mapping[str, str] = {
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
    "int": "integer",
    "photo": "image",
    "picture": "image",
    "gps": "geopoint",
    "location": "geopoint",
    "datetime": "dateTime",
    "trigger": "acknowledge",
    "string": "text",
}
_SELECTS = (
    (re.compile(r"(?:add )?select[ _](?:one|1)(?: prompt using)?(?: from)? (\S+)(.*)", re.I), "select_one"),
    (re.compile(r"select1 (\S+)(.*)", re.I), "select_one"),
    (
        re.compile(
            r"(?:add )?select[ _](?:multiple|all that apply)(?: prompt using)?(?: from)? (\S+)(.*)", re.I
        ),
        "select_multiple",
    ),
    (re.compile(r"(?:odk:)?rank (\S+)(.*)", re.I), "rank"),
)

#: Rows that nobody answers.
NOT_ASKED = frozenset(
    {"note", "calculate", "page", "repeat", "begin_group", "end_group", "begin_repeat", "end_repeat"}
)
#: Questions that have no blank to explain: a tick is there or not.
WITHOUT_BLANK = frozenset({"acknowledge", "hidden"})

_LINES = _(
    "Lines and areas on a map cannot be drawn in the browser. Ask for a point, or for the name of the place."
)
_SECRETLY = _(
    "It records without the person noticing. Nothing is taken here from a person who does not know of it."
)
_EXTERNAL = _(
    "Its choices lie in a file that only some devices can search. Put the choices into the sheet “choices”."
)
_CARD = _("It reads the number of the telephone's card, which is nobody's answer. Leave the row out.")
_NOT_IN_BROWSER = _("Browsers cannot ask this question. Choose another type.")
REFUSED: Mapping[str, Promise] = {
    "geotrace": _LINES,
    "geoshape": _LINES,
    "audit": _SECRETLY,
    "background-audio": _SECRETLY,
    "background-geopoint": _SECRETLY,
    "start-geopoint": _SECRETLY,
    "select_one_external": _EXTERNAL,
    "select_multiple_external": _EXTERNAL,
    "select_one_from_file": _EXTERNAL,
    "select_multiple_from_file": _EXTERNAL,
    "csv-external": _EXTERNAL,
    "xml-external": _EXTERNAL,
    "osm": _NOT_IN_BROWSER,
    "simserial": _CARD,
    "subscriberid": _CARD,
}
#: Appearances that only ODK Collect on a phone can do, or that hand an answer to another program.
_APPEARANCES: tuple[tuple[re.Pattern[str], Promise], ...] = (
    (re.compile(r"\bsearch\s*\("), _EXTERNAL),
    (re.compile(r"^\s*ex:"), _("It hands the answer to another program on the device.")),
    (re.compile(r"\bprinter:"), _("It hands the answer to another program on the device.")),
)
_OR_OTHER = _(
    "“or_other” cannot be translated or told apart. Write “other” as a choice, and a question of type text after it."
)

#: What the types that an adaptation may use are called; ``variable`` leaves it to the codebook.
ADAPTING = frozenset(
    {
        "variable",
        "page",
        "repeat",
        "begin_group",
        "end_group",
        "begin_repeat",
        "end_repeat",
        "note",
        "calculate",
        "text",
        "integer",
        "decimal",
        "date",
        "time",
        "dateTime",
        "image",
        "audio",
        "video",
        "file",
        "geopoint",
        "barcode",
        "range",
        "acknowledge",
    }
)
_CHOOSING = frozenset({"select_one", "select_multiple", "rank"})


def canonical_type(text: str) -> str:
    """A type as it is called here: ``select_one yes_no`` of ``Select one  yes_no``."""
    spaced = " ".join(text.split())
    for pattern, name in _SELECTS:
        if found := pattern.fullmatch(spaced):
            return " ".join([name, found[1], *found[2].split()])
    low = spaced.lower()
    return _ALIASES.get(low, low if low.replace("_", " ") in _ALIASES or low in ADAPTING else spaced)


def refusal_of_type(text: str, appearance: str = "") -> str:
    """Why a question of this type cannot be published; empty when it can, as far as its type goes."""
    canonical = canonical_type(text)
    kind, _space, rest = canonical.partition(" ")
    if kind in REFUSED:
        return str(REFUSED[kind])
    if kind in _CHOOSING and "or_other" in rest.split()[1:]:
        return str(_OR_OTHER)
    return next((str(why) for pattern, why in _APPEARANCES if pattern.search(appearance)), "")


def refusal_in_adaptation(text: str) -> str:
    """Why an adaptation cannot have a row of this type."""
    kind, _space, rest = canonical_type(text).partition(" ")
    if kind in ADAPTING or (kind in _CHOOSING and len(rest.split()) == 1):
        return ""
    if kind in _CHOOSING:
        return str(_("After the type stands the name of one list of choices, and nothing else."))
    return str(_("There is no such type of question: “%(type)s”.")) % {"type": text}
