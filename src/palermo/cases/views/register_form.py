"""The form that registers a person: the identity's rows, and the few coded facts of a first meeting."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.opaque import opaque_id
from palermo.cases.actions.record_consent import NewConsent
from palermo.cases.actions.register_case import NewCase
from palermo.cases.checking import CASE_UNITS, REFERENCE, checked_facts, checked_reference, checked_registered
from palermo.cases.models import ConsentForm as SpokenForm
from palermo.cases.models import Decision, Purpose
from palermo.cases.views.identity_forms import IdentityForm, forgive
from palermo.codebook import load_codebook
from palermo.codebook.answers import State
from palermo.codebook.long_select import LongSelect, country_choices
from palermo.codebook.partial_date import PartialDate
from palermo.individuals.searching import SearchQuery
from palermo.individuals.values import IdentityDraft

#: The token of a form is an opaque identifier; what is longer was not made here.
TOKEN = 64


class FactsForm(forms.Form):
    """The case itself: when, under which reference, and the first coded answers."""

    registered_on = forms.CharField(
        label=gettext_lazy("Met on"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr"}),
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    age = forms.IntegerField(
        label=gettext_lazy("Age"),
        required=False,
        help_text=gettext_lazy("In full years. Left empty, it follows from a full date of birth."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
    )
    nationality = forms.ChoiceField(label=gettext_lazy("Nationality"), required=False, widget=LongSelect)
    case_ref = forms.CharField(
        label=gettext_lazy("Your mission's reference"),
        required=False,
        max_length=REFERENCE,
        help_text=gettext_lazy("Never a name or a date of birth. Left empty, one is made."),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(
            data, auto_id="id_%s", label_suffix="", initial={"registered_on": localdate().isoformat()}
        )
        book = load_codebook()
        states = [(State.UNKNOWN.value, _("asked, not known")), (State.REFUSED.value, _("asked, not told"))]
        sexes = [(code.code, code.display) for code in book.list_of(book.variables["sex"])]
        self._choices("sex", [("", _("not asked")), *sexes, *states])
        self._choices("nationality", [("", _("not asked")), *states, *country_choices()])
        _dress(self)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the class says so above
        field.choices = choices

    def clean_registered_on(self) -> str:
        return self._taken(lambda text: checked_registered(text).isoformat(), "registered_on")

    def clean_case_ref(self) -> str:
        return self._taken(checked_reference, "case_ref")

    def _taken(self, check: Any, name: str) -> str:
        try:
            return str(check(self.cleaned_data[name]))
        except NotAcceptedError as refused:
            raise forms.ValidationError(refused.message) from None

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        nationality = said.get("nationality")
        is_code = bool(nationality) and not str(nationality).startswith("~")
        answers = {
            "sex": said.get("sex") or None,
            "age": said.get("age"),
            "nationality": [nationality] if is_code else nationality or None,
        }
        for name in list(answers):
            try:
                checked_facts({name: answers[name]}, CASE_UNITS)
            except NotAcceptedError as refused:
                self.add_error(name, refused.message)
                answers[name] = None
        said["facts"] = {name: answer for name, answer in answers.items() if answer is not None}
        return said


class ConsentForm(forms.Form):
    """What the person said about being assisted. Left out, nobody has asked yet."""

    consent = forms.ChoiceField(
        label=gettext_lazy("Does the person agree to be assisted?"),
        required=False,
        choices=[
            ("", gettext_lazy("not asked yet")),
            (Decision.GIVEN.value, gettext_lazy("yes, agrees")),
            (Decision.REFUSED.value, gettext_lazy("no, refuses")),
        ],
    )
    consent_form = forms.ChoiceField(
        label=gettext_lazy("How it was said"),
        required=False,
        choices=SpokenForm.choices,
        initial=SpokenForm.WRITTEN,
    )
    guardian = forms.CharField(
        label=gettext_lazy("Guardian, if it was the guardian's word"), required=False, max_length=200
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="id_%s", label_suffix="")
        _dress(self)

    def said(self, registered_on: str) -> NewConsent | None:
        """The consent to record. It was said on the day of the meeting; where only the month is known, today."""
        said = self.cleaned_data
        if not said["consent"]:
            return None
        met = PartialDate.parse(registered_on)
        return NewConsent(
            purpose=Purpose.ASSISTANCE,
            decision=said["consent"],
            form=said["consent_form"] or SpokenForm.WRITTEN,
            given_on=min(met.first, localdate()) if met.precision == "d" else localdate(),
            guardian=said["guardian"],
        )


def _dress(form: forms.Form) -> None:
    for name, field in form.fields.items():
        is_choice = isinstance(field, forms.ChoiceField)
        field.widget.attrs |= {"class": "form-select" if is_choice else "form-control", "autocomplete": "off"}
        if not is_choice:
            field.widget.attrs.setdefault("dir", "auto")
        if form.is_bound and name in form.errors:
            field.widget.attrs |= {"aria-describedby": f"id_{name}_problem"}


class RegisterForm:
    """The whole page. ``token`` makes of the same form sent twice one case."""

    def __init__(self, data: QueryDict | None = None, more: str = "") -> None:
        self.facts = FactsForm(data)
        self.consent = ConsentForm(data)
        self.identity = IdentityForm(data, more=more)
        sent = data.get("form", "") if data is not None else ""
        self.token = sent if 0 < len(sent) <= TOKEN and sent.isalnum() and sent.isascii() else opaque_id()

    def renew(self) -> None:
        """From here on it is another form."""
        self.token = opaque_id()

    def forgive(self) -> None:
        """Forget what is wrong: somebody asked for one more row and is not done."""
        self.identity.forgive()
        for form in (self.facts, self.consent):
            forgive(form)

    def complain(self, field: str, message: str) -> None:
        """Say beside its field, or above all of them, why the case cannot be taken."""
        if field in ("guardian", "form"):
            self.consent.add_error("guardian" if field == "guardian" else "consent_form", message)
        else:
            self.facts.add_error(field if field in self.facts.fields else None, message)

    def is_valid(self) -> bool:
        """Whether everything can be taken."""
        return all([self.facts.is_valid(), self.consent.is_valid(), self.identity.is_valid()])

    def new_case(self, *, same_as: str = "") -> NewCase:
        """What was said, of a person whom the case ``same_as`` is about already. Call after ``is_valid``."""
        said, draft = self.facts.cleaned_data, self.identity.draft()
        facts = dict(said["facts"])
        age = _age_on(draft, said["registered_on"])
        if "age" not in facts and age is not None:
            facts["age"] = age
        return NewCase(
            registered_on=said["registered_on"],
            identity=draft,
            case_ref=said["case_ref"],
            facts=facts,
            consent=self.consent.said(said["registered_on"]),
            same_as=same_as,
        )


def query_of(draft: IdentityDraft) -> SearchQuery:
    """What to look for, to know whether somebody is known already."""
    phones = [contact.value for contact in draft.contacts if contact.kind == "phone"]
    mails = [contact.value for contact in draft.contacts if contact.kind == "email"]
    return SearchQuery(
        name=draft.names[0].text if draft.names else "",
        birth=draft.births[0].on if draft.births else "",
        document=draft.documents[0].number if draft.documents else "",
        phone=phones[0] if phones else "",
        email=mails[0] if mails else "",
    )


def _age_on(draft: IdentityDraft, day: str) -> int | None:
    """The age in full years on the day of registration, where both dates are known to the day and not rough."""
    registered = PartialDate.parse(day)
    birth = draft.births[0] if draft.births else None
    if birth is None or birth.is_approximate or registered.precision != "d":
        return None
    born = PartialDate.parse(birth.on)
    if born.precision != "d":
        return None
    age = registered.first.year - born.first.year - (_month_day(registered.first) < _month_day(born.first))
    return age if 0 <= age <= 120 else None


def _month_day(day: date) -> tuple[int, int]:
    return day.month, day.day
