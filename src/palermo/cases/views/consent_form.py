"""The forms by which consents, withdrawals and exceptions are recorded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.access.models import Mission, Organisation
from palermo.cases.actions.except_consent import NewException
from palermo.cases.actions.record_consent import NewConsent
from palermo.cases.consent.selectors import ANSWER_WORDS, question_label
from palermo.cases.models import (
    QUESTIONS,
    ConsentForm,
    Decision,
    ExceptionKind,
    ExceptionReason,
    Purpose,
    RecipientClass,
    WithdrawalReason,
)
from palermo.cases.models.consents import NOT_ASKED
from palermo.cases.sharing import CaseHead, recipient_named, recipients_for
from palermo.cases.views.form_parts import DayInput, PlainForm, choices_with_blank
from palermo.codebook import load_codebook


def recipient_choices(head: CaseHead, *, named_only: bool = False) -> list[Any]:
    """One list: nobody outside, a kind of recipient, or one by name."""
    missions, organisations = recipients_for(head)
    named = [
        (_("One organisation"), [(one.value, one.label) for one in organisations]),
        (_("One mission"), [(one.value, one.label) for one in missions]),
    ]
    named = [group for group in named if group[1]]
    if named_only:
        return choices_with_blank(named)
    kinds = [(f"class:{code}", label) for code, label in RecipientClass.choices]
    return [("", _("nobody outside our organisation")), (_("A kind of recipient"), kinds), *named]


class RecipientForm(PlainForm):
    """A form with one recipient among its fields."""

    def addressed(self) -> dict[str, Any]:
        """The recipient as the actions take it."""
        value = self.cleaned_data["recipient"]
        if value.startswith("class:"):
            return {"recipient_class": value.removeprefix("class:")}
        found = recipient_named(value)
        if isinstance(found, Mission):
            return {"to_mission": found}
        return {"to_organisation": found} if isinstance(found, Organisation) else {}


class ConsentRecordForm(RecipientForm):
    """What a person said about one purpose and one recipient."""

    decision = forms.ChoiceField(label=gettext_lazy("What was said"))
    purpose = forms.ChoiceField(label=gettext_lazy("For what"))
    recipient = forms.ChoiceField(
        label=gettext_lazy("With whom"),
        required=False,
        help_text=gettext_lazy("A refusal that names nobody holds for everybody."),
    )
    form = forms.ChoiceField(label=gettext_lazy("How it was said"))
    given_on = forms.DateField(label=gettext_lazy("On which day"), widget=DayInput())
    expires_on = forms.DateField(
        label=gettext_lazy("Holds until"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("The last day; empty when the person set no end."),
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language"), required=False)
    guardian = forms.CharField(label=gettext_lazy("Guardian"), max_length=200, required=False)
    witness = forms.CharField(label=gettext_lazy("Witness"), max_length=200, required=False)
    interpreter = forms.CharField(label=gettext_lazy("Interpreter"), max_length=200, required=False)

    def __init__(self, *args: Any, head: CaseHead, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"given_on": timezone.localdate(), "decision": Decision.GIVEN})
        super().__init__(*args, **kwargs)
        said = [choice for choice in Decision.choices if choice[0] != Decision.WITHDRAWN]
        languages = load_codebook().lists["language"].codes.values()
        answers = [(NOT_ASKED, _("not asked")), *ANSWER_WORDS.items()]
        for name, choices in {
            "decision": said,
            "purpose": choices_with_blank(Purpose.choices),
            "recipient": recipient_choices(head),
            "form": choices_with_blank(ConsentForm.choices),
            "language": choices_with_blank((code.code, code.display) for code in languages),
            **dict.fromkeys(QUESTIONS, answers),
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the class says so above
            field.choices = choices
        for name in QUESTIONS:
            self.fields[name].label = question_label(name)
        for name in ("guardian", "witness", "interpreter"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    @property
    def questions(self) -> list[BoundField]:
        return [self[name] for name in QUESTIONS]

    def new(self) -> NewConsent:
        """What was understood."""
        data = self.cleaned_data
        plain = ("purpose", "decision", "form", "given_on", "expires_on", "language")
        return NewConsent(
            **{name: data[name] for name in (*plain, "guardian", "witness", "interpreter")},
            **self.addressed(),
            answers={name: data[name] for name in QUESTIONS if data[name]},
        )


for _question in QUESTIONS:
    ConsentRecordForm.base_fields[_question] = forms.ChoiceField(required=False)


class WithdrawalForm(PlainForm):
    """Why a consent is taken back; nobody owes a reason."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why, if the person says so"),
        choices=WithdrawalReason.choices,
        initial=WithdrawalReason.NOT_SAID,
    )


class ExceptionForm(RecipientForm):
    """What a supervisor answers for by name."""

    kind = forms.ChoiceField(label=gettext_lazy("What it allows"), choices=ExceptionKind.choices)
    purpose = forms.ChoiceField(label=gettext_lazy("For what"))
    recipient = forms.ChoiceField(label=gettext_lazy("With whom"))
    reason_code = forms.ChoiceField(label=gettext_lazy("Ground"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("In a sentence. It is locked away; you answer for it by name."),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until"), widget=DayInput(), help_text=gettext_lazy("At most twelve months.")
    )

    def __init__(self, *args: Any, head: CaseHead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [one for one in ExceptionReason.choices if one[0] != ExceptionReason.STANDING_BASIS]
        for name, choices in {
            "purpose": choices_with_blank(Purpose.choices),
            "recipient": recipient_choices(head, named_only=True),
            "reason_code": choices_with_blank(grounds),
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def new(self) -> NewException:
        """What was understood. A text of several lines becomes one."""
        data = self.cleaned_data
        return NewException(
            **{name: data[name] for name in ("kind", "purpose", "reason_code", "ends_on")},
            reason=" ".join(data["reason"].split()),
            **self.addressed(),
        )
