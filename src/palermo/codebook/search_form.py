"""The search of the codebook page as a form, read from the address."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.codebook.browsing import Search
from palermo.codebook.long_select import LongSelect
from palermo.codebook.model import Codebook

UNITS: dict[str, Promise] = {
    "victim": gettext_lazy("the person"),
    "case": gettext_lazy("the case"),
    "event": gettext_lazy("a trafficking event"),
    "perpetrator": gettext_lazy("a perpetrator"),
    "reporting_entity": gettext_lazy("a reporting mission"),
    "programme": gettext_lazy("a programme"),
}
CLASSES: dict[str, Promise] = {
    "public": gettext_lazy("public"),
    "coded": gettext_lazy("coded"),
    "sensitive": gettext_lazy("sensitive"),
    "identifying": gettext_lazy("identifying"),
    "privileged": gettext_lazy("privileged"),
}


class SearchForm(forms.Form):
    """Words and filters; what is not understood is left out."""

    q = forms.CharField(label=gettext_lazy("Search the codebook"), max_length=100, required=False)
    section = forms.ChoiceField(label=gettext_lazy("Chapter"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Says something of"), required=False)
    field_class = forms.ChoiceField(label=gettext_lazy("Protection"), required=False)
    list = forms.ChoiceField(label=gettext_lazy("Code list"), required=False, widget=LongSelect)

    def __init__(self, query: QueryDict, book: Codebook) -> None:
        super().__init__(query, auto_id="search_%s", label_suffix="")
        lists = sorted(book.lists.values(), key=lambda each: each.display.casefold())
        choices = {
            "section": [(section.code, section.display) for section in book.sections.values()],
            "unit": [(code, str(label)) for code, label in UNITS.items()],
            "field_class": [(code, str(label)) for code, label in CLASSES.items()],
            "list": [(each.name, each.display) for each in lists],
        }
        for name, offered in choices.items():
            self.fields[name].choices = [("", _("all")), *offered]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = (
                "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            )
        self.fields["q"].widget.attrs["autocomplete"] = "off"

    @property
    def search(self) -> Search:
        """What was understood."""
        self.full_clean()
        known = self.cleaned_data
        return Search(
            words=known.get("q", ""),
            section=known.get("section", ""),
            unit=known.get("unit", ""),
            field_class=known.get("field_class", ""),
            list=known.get("list", ""),
        )
