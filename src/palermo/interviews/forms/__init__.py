"""The forms of the project: screening, assistance, core variables, follow-up, vulnerability.

    >>> from palermo.interviews.forms import load_form, compile_form
    >>> form = load_form("screening")
    >>> compile_form(form).xform[:5]
    '<?xml'

The sources are CSV files in ``data/``, made for people: open them in a spreadsheet program as UTF-8 and keep the first
line. One line is one question, with its words in every language beside each other.

``<form>/survey.csv`` lists what a form has, mostly by including blocks; ``<form>/settings.csv`` holds its title, its
version (year, month, day, two digits: raise it with every change) and the *gate*, the conditions for going on.
``blocks/*.csv`` hold the questions, each written once. ``choices.csv`` holds the few lists that are no code list of the
codebook, ``words.csv`` the sentences that every form gets, ``unasked.csv`` why some variables are asked by no form.

**A question** is of type ``variable``: the codebook says how it is asked and what can be answered, and its words are
all that is written here. The type may be given where the codebook leaves a choice (``date`` for a day in a calendar, as
the date of an event may be a year alone; ``select_one`` for one country of several). A question that is no variable
says its *class* instead, so that its answer goes where it belongs. *voice* is ``say`` for what is said aloud and
``record`` for what the interviewer fills in silently; it holds for a page and can differ for a row. The **label** is
what is said; the **hint** is for the interviewer alone.

**A page** begins with ``page``, ``kept_page`` (stays when the person stops), ``open_page`` (always there) or ``repeat``
(one page an entry), and ends where the next begins. ``pause`` is a page on which the person may rest or stop.

**Never written, always there:** choices, limits and their friendly words, *not known* and *prefers not to say* for
every question. Nothing is required. A blank is a question that was not asked; it is never a no.
"""

from collections.abc import Iterable

from palermo.codebook import load_codebook
from palermo.interviews.forms.building import build_form, variables_of
from palermo.interviews.forms.compiling import Compiled, can_validate, compile_form, validate
from palermo.interviews.forms.languages import LANGUAGES
from palermo.interviews.forms.model import BuiltForm, FormSource, Question
from palermo.interviews.forms.reading import FORMS, read_form, unasked
from palermo.interviews.forms.workbook import write_workbook

__all__ = [
    "FORMS",
    "LANGUAGES",
    "BuiltForm",
    "Compiled",
    "FormSource",
    "Question",
    "build_form",
    "can_validate",
    "compile_form",
    "load_form",
    "read_form",
    "unasked",
    "validate",
    "variables_of",
    "write_workbook",
]


def load_form(name: str, languages: Iterable[str] = ()) -> BuiltForm:
    """A form of the project, built on its codebook, in all languages or those named (codes such as ``ar``).

    Raises NoSuchForm, NoSuchLanguage, FormSourceError.
    """
    return build_form(read_form(name), load_codebook(), languages)
