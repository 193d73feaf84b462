"""Choice lists: the codebook's code lists, its countries, and the few lists of the forms' own."""

from __future__ import annotations

from collections.abc import Iterator

from palermo.codebook import Codebook
from palermo.interviews.forms.languages import CODES
from palermo.interviews.forms.model import Cells
from palermo.interviews.forms.reading import common_words, local_lists
from palermo.interviews.forms.wording import code_words

#: The list of countries; the codebook has them apart from its code lists.
COUNTRY = "country"
#: The two states that a person can choose. The third, not asked, is a blank. The codes are those of the codebook.
STATES = ("~unknown", "~refused")
#: Codes that say *none of these* and stand alone.
NONE = "none"
#: Lists that say how to go on, or why there is no answer: they need no further way out.
WITHOUT_STATES = frozenset({"pause_choice", "no_answer"})

Choice = tuple[str, dict[str, str]]


def list_names(codebook: Codebook) -> frozenset[str]:
    """Every list that a question may offer."""
    return frozenset({COUNTRY, *codebook.lists, *local_lists()})


def own_choices(name: str, codebook: Codebook) -> list[Choice]:
    """Codes and words of a list without the states, in its order. KeyError for a list that does not exist."""
    if name == COUNTRY:
        # Areas stand for a country in printed tables; nobody is a citizen of one.
        return [
            (each.code, {code: each.names[code] for code in CODES})
            for each in codebook.countries
            if each.kind != "area"
        ]
    if name in codebook.lists:
        return [(code.code, code_words(code)) for code in codebook.lists[name]]
    return [(row["code"], {code: row[code] for code in CODES}) for row in local_lists()[name]]


def all_choices(name: str, codebook: Codebook) -> list[Choice]:
    """The choices as a form shows them, with *not known* and *prefers not to say* at the end."""
    choices = own_choices(name, codebook)
    if name in WITHOUT_STATES:
        return choices
    words = common_words()
    return choices + [(state, {code: words[state[1:]][code] for code in CODES}) for state in STATES]


def standing_alone(name: str, codebook: Codebook) -> list[str]:
    """The codes of a list that cannot be ticked together with another."""
    own = [code for code, _words in own_choices(name, codebook) if code == NONE]
    return [*own, *STATES]


def choice_cells(names: Iterator[str], codebook: Codebook, columns: dict[str, str]) -> Iterator[Cells]:
    """The rows of the choices sheet for some lists; *columns* gives the XLSForm name of each language wanted."""
    for name in names:
        for code, words in all_choices(name, codebook):
            labels = {
                f"label::{column}": words[language] or words["en"] for language, column in columns.items()
            }
            yield {"list_name": name, "name": code, **labels}
