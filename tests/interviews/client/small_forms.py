"""Small XLSForms, each for one thing that the pages of a form must do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyxform.xls2xform import convert

Rows = Sequence[Mapping[str, str]]
EN, AR = "label::English (en)", "label::العربية (ar)"


def row(kind: str, name: str, label: str = "", **others: str) -> dict[str, str]:
    return {"type": kind, "name": name, **({"label": label} if label else {}), **others}


def _list(name: str, *answers: str, **others: str) -> list[dict[str, str]]:
    return [
        {"list_name": name, "name": answer.lower().replace(" ", "_"), "label": answer, **others}
        for answer in answers
    ]


_STATES = [("~unknown", "Not known"), ("~refused", "Prefers not to say")]
_CHOICES = [
    *_list("colour", "Red", "Green", "Blue"),
    *({"list_name": "colour", "name": name, "label": label} for name, label in _STATES),
    *_list("long", *(f"Answer {number}" for number in range(1, 31)), "Café au lait"),
    *({"list_name": "no_answer", "name": name, "label": label} for name, label in _STATES),
]
_PAGE = {"appearance": "field-list"}

CONTROLS: Rows = [
    row("begin_group", "words", "Words", **_PAGE),
    row("text", "name", "What is your name?", hint="As you like to be called."),
    row("text", "story", "Tell me", appearance="multiline"),
    row("integer", "age", "How old are you?", constraint=". >= 0 and . <= 120", constraint_message="From 0 to 120."),
    row("select_one no_answer", "age_blank", "If there is no answer", relevant="${age} = ''",
        **{"bind::palermo:state": "age"}),
    row("decimal", "pay", "How much?"),
    row("barcode", "code", "Code"),
    row("end_group", "words"),
    row("begin_group", "days", "Days", **_PAGE),
    row("date", "day", "Which day?"),
    row("date", "month", "Which month?", appearance="month-year"),
    row("date", "year", "Which year?", appearance="year"),
    row("time", "hour", "At what time?"),
    row("dateTime", "moment", "When exactly?"),
    row("end_group", "days"),
    row("begin_group", "lists", "Lists", **_PAGE),
    row("select_one colour", "one", "Which colour?"),
    row("select_multiple colour", "many", "Which colours?"),
    row("select_one long", "one_long", "Which of these?"),
    row("select_multiple long", "many_long", "Which of all these?"),
    row("select_one colour", "scale", "How much?", appearance="likert"),
    row("select_multiple colour", "packed", "And these?", appearance="columns-pack"),
    row("end_group", "lists"),
    row("begin_group", "others", "Others", **_PAGE),
    row("note", "words_only", "Please **rest**."),
    row("range", "slider", "How strongly?", parameters="start=0 end=10 step=2"),
    row("rank colour", "order", "In which order?"),
    row("acknowledge", "understood", "Have you told her?"),
    row("geopoint", "place", "Where is it?"),
    row("image", "photo", "A picture"),
    row("audio", "voice", "A recording"),
    row("video", "film", "A film"),
    row("file", "paper", "A document"),
    row("end_group", "others"),
]  # fmt: skip

REPEATS: Rows = [
    row("text", "before", "Before"),
    row("begin_repeat", "child", "A child"),
    row("begin_group", "child_page", "A child", **_PAGE),
    row("text", "child_name", "What is it called?"),
    row("end_group", "child_page"),
    row("end_repeat", "child"),
    row("integer", "rooms", "How many rooms?"),
    row("begin_repeat", "room", "A room", repeat_count="${rooms}"),
    row("text", "room_name", "Which?"),
    row("end_repeat", "room"),
    row("text", "after", "After", required="yes"),
]  # fmt: skip

DAYS: Rows = [
    row("begin_group", "page", "Days", **_PAGE),
    row("text", "born", "When were you born?",
        constraint="regex(., '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$') and (string-length(.) < 10 or date(.) <= today())",
        constraint_message="A day that there was, please."),
    row("text", "born_blank", "Why not?", relevant="${born} = ''"),
    row("calculate", "days", calculation="decimal-date-time(${born})"),
    row("calculate", "shown_day", calculation="format-date(${born}, '%e.%n.%Y')"),
    row(
        "integer",
        "day_number",
        "Days since 1970",
        constraint="date(number(.)) <= today()",
        constraint_message="Not so many.",
    ),
    row("text", "after", "And now?", relevant="string-length(${born}) = 10"),
    row("end_group", "page"),
]  # fmt: skip

# A pattern that is none makes the engine fail: in a calculation, and in what happens when an answer changes.
FAILING: Rows = [
    row("begin_group", "page", "Page", **_PAGE),
    row("text", "pattern", "Which pattern?"),
    row("calculate", "fits", calculation="regex('ab', ${pattern})"),
    row("calculate", "fitted", calculation="regex('ab', ${pattern})", trigger="${pattern}"),
    row("text", "other", "Another", relevant="regex('ab', ${pattern})", constraint="regex(., ${pattern})"),
    row("end_group", "page"),
]  # fmt: skip

CASCADE: Rows = [
    {"type": "begin_group", "name": "page", EN: "The place", AR: "المكان", **_PAGE},
    {"type": "select_one country", "name": "country", EN: "Country", AR: "البلد"},
    {"type": "select_one town", "name": "town", EN: "Town", AR: "المدينة", "choice_filter": "country = ${country}"},
    {"type": "text", "name": "why", EN: "Why there?", AR: "لماذا هناك؟", "relevant": "${town} = 'a2'"},
    {"type": "end_group", "name": "page"},
]  # fmt: skip
_PLACES = [
    {"list_name": "country", "name": "a", EN: "Aland", AR: "ألاند"},
    {"list_name": "country", "name": "b", EN: "Beland", AR: "بلاند"},
    {"list_name": "town", "name": "a1", "country": "a", EN: "Aone", AR: "أ ١"},
    {"list_name": "town", "name": "a2", "country": "a", EN: "Atwo", AR: "أ ٢"},
    {"list_name": "town", "name": "b1", "country": "b", EN: "Bone", AR: "ب ١"},
]

HOSTILE: Rows = [
    row("begin_group", "page", "<img src=x onerror='window.owned=1'> Page", **_PAGE),
    row("note", "raw", "Hello <script>window.owned=1</script><img src=x onerror='window.owned=1'> there"),
    row("text", "link", "See [here](javascript:window.owned=1) and [there](https://example.org/a)",
        hint="<iframe src='https://example.org'></iframe> *kind*"),
    row("note", "styled", "<span style='background:url(https://example.org/x)'>seen</span> [data](data:text/html,x)"),
    row("select_one evil", "pick", "Pick"),
    row("text", "echo", "You wrote: ${link}"),
    row("end_group", "page"),
]  # fmt: skip
_EVIL = _list("evil", "<b onclick='x'>bold</b>", "[go](javascript:void)")
for _number, _each in enumerate(_EVIL):
    _each["name"] = f"evil{_number}"

_SETTINGS = {"namespaces": 'palermo="https://palermo.invalid/xforms"', "version": "1", "style": "pages"}
FORMS: Mapping[str, dict[str, Any]] = {
    "controls": {"survey": CONTROLS, "choices": _CHOICES},
    "repeats": {"survey": REPEATS},
    "days": {"survey": DAYS},
    "failing": {"survey": FAILING},
    "cascade": {"survey": CASCADE, "choices": _PLACES, "default_language": "English (en)"},
    "hostile": {"survey": HOSTILE, "choices": _EVIL},
}


def small_form(name: str) -> str:
    """The XForm of one of FORMS."""
    sheets = dict(FORMS[name])
    settings = {**_SETTINGS, "form_id": name, "form_title": name.title()}
    if "default_language" in sheets:
        settings["default_language"] = sheets.pop("default_language")
    header = [dict.fromkeys(column for each in sheets["survey"] for column in each)]
    workbook = {**sheets, "survey_header": header, "settings": [settings]}
    return convert(xlsform=workbook, validate=False, form_name="data").xform
