"""Amounts with their unit of measurement, in the reader's language and with its plurals."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

#: The words for every measure that a variable has.
WORDS: dict[str, Promise] = {
    "years": gettext_lazy("years"),
    "months": gettext_lazy("months"),
    "people": gettext_lazy("people"),
    "children": gettext_lazy("children"),
    "jobs": gettext_lazy("jobs"),
    "hours a day": gettext_lazy("hours a day"),
    "days a week": gettext_lazy("days a week"),
    "amount in the currency named": gettext_lazy("amount in the currency named"),
    "a month, in the currency named": gettext_lazy("a month, in the currency named"),
    "USD": gettext_lazy("USD"),
}
#: Measures that are counted in whole numbers and so have plurals.
_COUNTED = {
    "years": ngettext_lazy("%(number)s year", "%(number)s years", "number"),
    "months": ngettext_lazy("%(number)s month", "%(number)s months", "number"),
    "people": ngettext_lazy("%(number)s person", "%(number)s people", "number"),
    "children": ngettext_lazy("%(number)s child", "%(number)s children", "number"),
    "jobs": ngettext_lazy("%(number)s job", "%(number)s jobs", "number"),
}


def amount_words(number: float, measure: str) -> str:
    """``6 months``, ``12.5 hours a day``, ``10,000 USD``; the number alone without a measure."""
    if measure in _COUNTED and float(number).is_integer():
        return str(_COUNTED[measure] % {"number": int(number)})
    amount = number_format(number, force_grouping=abs(number) >= 10_000)
    if not measure:
        return amount
    # Translators: an amount and its unit of measurement, such as "12.5 hours a day".
    return _("%(amount)s %(unit)s") % {"amount": amount, "unit": WORDS.get(measure, measure)}
