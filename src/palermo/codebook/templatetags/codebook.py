"""``{% load codebook %}``: the words for units, protection classes and kinds of answer."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.codebook.measures import WORDS
from palermo.codebook.model import Variable
from palermo.codebook.search_form import CLASSES, UNITS

register = template.Library()

_CLASS_MEANINGS: dict[str, Promise] = {
    "public": gettext_lazy("Says nothing of a person; anybody may read it."),
    "coded": gettext_lazy("Lies with the case, without anything that names the person."),
    "sensitive": gettext_lazy("Kept encrypted; shown only to those who work with the person."),
    "identifying": gettext_lazy(
        "Could name the person. Kept encrypted and apart, and covered until asked for."
    ),
    "privileged": gettext_lazy("Kept encrypted; closed to funders, authorities and administrators."),
}
_KINDS: dict[str, Promise] = {
    "country": gettext_lazy("a country or territory"),
    "territory": gettext_lazy("a country or territory"),
    "historical": gettext_lazy("a former state"),
    "area": gettext_lazy("an area that tables name instead of a country"),
    "stateless": gettext_lazy("no state"),
}


@register.filter
def unit_label(unit: str) -> str:
    """What a variable says something of."""
    return str(UNITS[unit])


@register.filter
def measure_label(measure: str) -> str:
    """The unit of measurement."""
    return str(WORDS.get(measure, measure))


@register.filter
def class_label(field_class: str) -> str:
    """The protection class in a word."""
    return str(CLASSES[field_class])


@register.filter
def class_meaning(field_class: str) -> str:
    """The protection class in a sentence."""
    return str(_CLASS_MEANINGS[field_class])


@register.filter
def country_kind(kind: str) -> str:
    """What kind of place it is."""
    return str(_KINDS[kind])


@register.filter
def answer_kind(variable: Variable) -> str:
    """How a variable is answered, in words."""
    if variable.type == "code":
        return _("one or several answers of a list") if variable.multiple else _("one answer of a list")
    if variable.type == "country":
        return _("one or several countries") if variable.multiple else _("a country")
    return {
        "integer": _("a whole number"),
        "decimal": _("a number"),
        "date": _("a date, or the part of it that is known"),
        "text": _("words"),
    }[variable.type]
