"""Phrases that say what an answer should have looked like. They complete the sentence *Expected …*"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.codebook.model import Codebook, CodeList, Variable

# More codes than this make a message that nobody reads.
SHOWN_CODES = 8


def for_variable(variable: Variable, codebook: Codebook) -> str:
    """What any answer to the variable looks like."""
    if variable.type == "code":
        return _each(variable, code("", codebook.list_of(variable)))
    if variable.type == "country":
        return _each(variable, country("", codebook))
    if variable.type == "integer":
        return integer(variable)
    if variable.type == "decimal":
        return decimal(variable)
    return date() if variable.type == "date" else _("some words")


def _each(variable: Variable, phrase: str) -> str:
    return _("%(phrase)s; several are separated by |") % {"phrase": phrase} if variable.multiple else phrase


def code(text: str, code_list: CodeList) -> str:
    """One of the codes of a list, with what may have been meant by *text*."""
    names = list(code_list.codes)
    phrase = _("one of: %(codes)s") % {"codes": ", ".join(names[:SHOWN_CODES])}
    if len(names) > SHOWN_CODES:
        phrase = ngettext(
            "%(phrase)s … (%(count)d in all)", "%(phrase)s … (%(count)d in all)", len(names)
        ) % {
            "phrase": phrase,
            "count": len(names),
        }
    return _meant(phrase, code_list.suggest(text))


def country(text: str, codebook: Codebook) -> str:
    """A country, with what may have been meant by *text*."""
    names = [near.display for near in codebook.countries.suggest(text)]
    return _meant(_("a country name or ISO code"), names)


def _meant(phrase: str, names: list[str]) -> str:
    if not names:
        return phrase
    return _("%(phrase)s (did you mean %(names)s?)") % {"phrase": phrase, "names": ", ".join(names)}


def integer(variable: Variable) -> str:
    """A whole number within the bounds of the variable."""
    return _bounded(variable, _("a whole number"))


def decimal(variable: Variable) -> str:
    """A number within the bounds of the variable."""
    return _bounded(variable, _("a number such as 1200 or 1200.50"))


def _bounded(variable: Variable, phrase: str) -> str:
    bounds = {"phrase": phrase, "low": _short(variable.minimum), "high": _short(variable.maximum)}
    if variable.minimum is not None and variable.maximum is not None:
        return _("%(phrase)s from %(low)s to %(high)s") % bounds
    if variable.minimum is not None:
        return _("%(phrase)s, %(low)s or more") % bounds
    if variable.maximum is not None:
        return _("%(phrase)s, %(high)s or less") % bounds
    return phrase


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.15g}"


def date() -> str:
    """A date of any precision."""
    return _("a date such as 2011, 2011-05 or 2011-05-17")


def date_between(first: int, last: int) -> str:
    """A date within sensible years."""
    return _("a date between the years %(first)d and %(last)d") % {"first": first, "last": last}


def shorter_text(limit: int) -> str:
    """Words that fit."""
    return ngettext("at most %(limit)d character", "at most %(limit)d characters", limit) % {"limit": limit}


def readable_text() -> str:
    """Words without control characters."""
    return _("text without control characters")
