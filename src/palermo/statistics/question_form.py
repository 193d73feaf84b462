"""The question put to the statistics as a form, read from the address."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.codebook import load_codebook
from palermo.codebook.long_select import LongSelect, country_choices
from palermo.statistics.asking import DEFAULT_SCHEME, ask
from palermo.statistics.model import MISSING, Question

Choices = list[tuple[str, str]]
MEASURE_LABELS: dict[str, Promise] = {
    "instances": gettext_lazy("instances of assistance"),
    "individuals": gettext_lazy("individuals"),
}
PERSPECTIVE_LABELS: dict[str, Promise] = {
    "assistance": gettext_lazy("where people were assisted"),
    "origin": gettext_lazy("where people come from"),
    "destination": gettext_lazy("where people were exploited"),
}
#: The variables of the codebook by which the page filters; the command line knows all of them.
FILTERS = ("sex", "exploitation_type", "nationality", "exploitation_country")


class QuestionForm(forms.Form):
    """Period, way of counting and filters. A period given by its months goes before the year."""

    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    start = forms.CharField(label=gettext_lazy("Or from month"), max_length=7, required=False)
    end = forms.CharField(label=gettext_lazy("to month"), max_length=7, required=False)
    measure = forms.ChoiceField(label=gettext_lazy("Count"), required=False)
    perspective = forms.ChoiceField(label=gettext_lazy("Regions by"), required=False)
    scheme = forms.ChoiceField(label=gettext_lazy("Regions as in"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Only region"), required=False)
    mission = forms.ChoiceField(label=gettext_lazy("Only mission"), required=False, widget=LongSelect)
    sex = forms.ChoiceField(required=False)
    exploitation_type = forms.ChoiceField(required=False)
    nationality = forms.ChoiceField(required=False, widget=LongSelect)
    exploitation_country = forms.ChoiceField(required=False, widget=LongSelect)

    def __init__(
        self, query: QueryDict, *, years: Sequence[int], missions: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(query, auto_id="question_%s", label_suffix="")
        book = load_codebook()
        schemes: Choices = [(scheme.code, scheme.display) for scheme in book.schemes.values()]
        chosen = book.schemes.get(query.get("scheme", "")) or book.schemes[DEFAULT_SCHEME]
        regions: Choices = [(region.code, region.display) for region in chosen.regions.values()]
        self._offer("year", [(str(year), str(year)) for year in years])
        self._offer("measure", [(code, str(label)) for code, label in MEASURE_LABELS.items()])
        self._offer("perspective", [(code, str(label)) for code, label in PERSPECTIVE_LABELS.items()])
        self._offer("scheme", schemes)
        self._offer("region", [("", _("all")), *regions, (MISSING, _("not known"))])
        self._offer("mission", [("", _("all")), *missions])
        for name in FILTERS:
            variable = book.variables[name]
            codes: Choices = (
                list(country_choices())
                if variable.type == "country"
                else [(code.code, code.display) for code in book.list_of(variable)]
            )
            self.fields[name].label = variable.display
            self._offer(name, [("", _("all")), (MISSING, _("not known")), *codes])
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        for name in ("start", "end"):
            # Digits and a hyphen: phones offer both at once only on their keyboard for telephone numbers.
            self.fields[name].widget.attrs |= {"placeholder": "2011-05", "inputmode": "tel", "dir": "ltr"}

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the class says so above
        field.choices = choices

    def question(self, newest: int) -> Question:
        """The question asked; without a period that of the ``newest`` year. Raises BadQuestion."""
        self.full_clean()
        known = {name: value for name, value in self.cleaned_data.items() if value}
        start, end = known.get("start"), known.get("end")
        return ask(
            year=None if start or end else known.get("year", newest),
            start=start,
            end=end,
            scheme=known.get("scheme", DEFAULT_SCHEME),
            measure=known.get("measure", "instances"),
            perspective=known.get("perspective", "assistance"),
            regions=[known[name] for name in ("region",) if name in known],
            missions=[known[name] for name in ("mission",) if name in known],
            where={name: [known[name]] for name in FILTERS if name in known},
        )
