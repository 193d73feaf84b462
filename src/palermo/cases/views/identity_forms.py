"""The parts of an identity as forms: rows of names, birth dates, documents, contacts, addresses, relatives.

The same rows stand on the page that registers a person and on the page of an identity. A row that is left empty is no
row; a stored one goes when its tick "remove" is set or its first field is emptied. Everything works without script:
one more row is one press of a button that sends the form and gets it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from palermo.access.actions.checks import NotAcceptedError
from palermo.codebook.long_select import LongSelect, country_choices
from palermo.individuals.checking import LINE, MOST, NAME, NOTE, checked
from palermo.individuals.kinds import (
    AddressKind,
    BirthSource,
    ContactKind,
    DocumentKind,
    FamilyRelation,
    NameKind,
    Safety,
)
from palermo.individuals.values import (
    AddressDetail,
    BirthDetail,
    ContactDetail,
    Detail,
    DocumentDetail,
    FamilyDetail,
    IdentityDraft,
    NameDetail,
)


class DetailForm(forms.Form):
    """One row. ``main`` is the field without which there is no row, unless one of ``instead`` is filled in. Hidden
    fields carry along what a stored row holds and the form does not show."""

    main: ClassVar[str]
    instead: ClassVar[tuple[str, ...]] = ()
    detail_class: ClassVar[type[Detail]]

    opaque_id = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not isinstance(field, forms.BooleanField):
                is_choice = isinstance(field, forms.ChoiceField)
                field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
            if isinstance(field, forms.CharField):
                # Nothing about a person stays in the browser's memory of forms.
                field.widget.attrs |= {"autocomplete": "off", "dir": field.widget.attrs.get("dir", "auto")}
            if name == "country" and isinstance(field, forms.ChoiceField):
                field.choices = [("", _("not known")), *country_choices()]

    @property
    def is_stored(self) -> bool:
        """Whether the row is of a stored detail."""
        return bool(self["opaque_id"].value())

    @property
    def has_words(self) -> bool:
        """Whether anything stands in the row besides what every empty row has."""
        return self.is_stored or any(self[name].value() for name in (self.main, *self.instead))

    def shown(self) -> Iterator[forms.BoundField]:
        """The fields that a person fills in, in order; each names its problem to screen readers."""
        for name, field in self.fields.items():
            if name not in self._unseen:
                if self.is_bound and name in self.errors:
                    field.widget.attrs["aria-describedby"] = f"id_{self.add_prefix(name)}_problem"
                yield self[name]

    @property
    def _unseen(self) -> frozenset[str]:
        return frozenset(
            name for name, field in self.fields.items() if name == "remove" or field.widget.is_hidden
        )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("remove") or self.errors:
            return said
        if not any(said.get(name) for name in (self.main, *self.instead)):
            if any(said.get(name) for name in self._words_typed()):
                self.add_error(self.main, _("Fill this in, or clear the rest of the row."))
            return said
        try:
            said["detail"] = checked(self._detail())
        except NotAcceptedError as refused:
            field = refused.details.get("field")
            self.add_error(field if field in self.fields else self.main, refused.message)
        return said

    def _words_typed(self) -> Iterable[str]:
        """Fields in which somebody typed, rather than left what stood there."""
        return (
            name
            for name, field in self.fields.items()
            if type(field) is forms.CharField and name not in self._unseen
        )

    def _detail(self) -> Detail:
        said = {name: value for name, value in self.cleaned_data.items() if name != "remove"}
        return self.detail_class(**said)


class NameForm(DetailForm):
    main, detail_class = "text", NameDetail

    text = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=NAME)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=NameKind.choices, initial=NameKind.LEGAL, required=False
    )
    language = forms.CharField(required=False, max_length=35, widget=forms.HiddenInput)


class BirthForm(DetailForm):
    main, detail_class = "on", BirthDetail

    on = forms.CharField(
        label=gettext_lazy("Date of birth"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("As much as is known: 1993, 1993-05 or 1993-05-17."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr"}),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Known from"),
        choices=BirthSource.choices,
        initial=BirthSource.SAID,
        required=False,
    )
    is_approximate = forms.BooleanField(label=gettext_lazy("Only roughly known"), required=False)


class DocumentForm(DetailForm):
    main, detail_class = "number", DocumentDetail

    number = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=LINE)
    kind = forms.ChoiceField(
        label=gettext_lazy("Document"),
        choices=DocumentKind.choices,
        initial=DocumentKind.PASSPORT,
        required=False,
    )
    country = forms.ChoiceField(label=gettext_lazy("Issued by"), required=False, widget=LongSelect)
    expires = forms.CharField(
        label=gettext_lazy("Valid until"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr", "placeholder": "2031-05"}),
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=NOTE)


class ContactForm(DetailForm):
    main, detail_class = "value", ContactDetail

    value = forms.CharField(label=gettext_lazy("Number or address"), required=False, max_length=LINE)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=ContactKind.choices, initial=ContactKind.PHONE, required=False
    )
    safety = forms.ChoiceField(
        label=gettext_lazy("Is it safe?"), choices=Safety.choices, initial=Safety.UNKNOWN, required=False
    )
    ask_for = forms.CharField(
        label=gettext_lazy("Whom to ask for, what to say"), required=False, max_length=LINE
    )
    safe_times = forms.CharField(
        label=gettext_lazy("When"),
        required=False,
        max_length=LINE,
        help_text=gettext_lazy("For example: not after 18:00."),
    )


class AddressForm(DetailForm):
    main, detail_class = "text", AddressDetail
    # Of an address often no more than the town is known.
    instead = ("place",)

    text = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=NOTE)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=AddressKind.choices,
        initial=AddressKind.CURRENT,
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("Town or village"), required=False, max_length=LINE)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, widget=LongSelect)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=NOTE)


class FamilyForm(DetailForm):
    main, detail_class = "name", FamilyDetail
    # A relative who is an individual of Palermo is named there.
    instead = ("linked",)

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=NAME)
    relation = forms.ChoiceField(
        label=gettext_lazy("Relation to the person"), choices=FamilyRelation.choices, required=False
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=NOTE)
    linked = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class PartOfForm:
    """A group of rows: its name in IdentityDraft, its words, its row, and how many empty rows a new form shows."""

    name: str
    title: Promise
    more: Promise
    form: type[DetailForm]
    hint: Promise | str = ""


PARTS = (
    PartOfForm(
        "names", pgettext_lazy("of a person", "Names"), gettext_lazy("Another name"), NameForm,
        gettext_lazy("In any script, in the order the person says them. The first one is used on pages."),
    ),
    PartOfForm("births", gettext_lazy("Date of birth"), gettext_lazy("Another date of birth"), BirthForm),
    PartOfForm(
        "contacts", gettext_lazy("How to reach the person"), gettext_lazy("Another contact"), ContactForm,
        gettext_lazy("Ask who else sees the telephone. A call at the wrong moment can harm."),
    ),
    PartOfForm("documents", gettext_lazy("Documents"), gettext_lazy("Another document"), DocumentForm),
    PartOfForm("addresses", gettext_lazy("Addresses"), gettext_lazy("Another address"), AddressForm),
    PartOfForm("family", gettext_lazy("Family"), gettext_lazy("Another relative"), FamilyForm),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """One group of the form as the page shows it. ``is_open``: something stands in it."""

    part: PartOfForm
    rows: Sequence[DetailForm]
    is_open: bool

    @property
    def count_field(self) -> str:
        return f"{self.part.name}-rows"


class IdentityForm:
    """All rows together. ``data`` is what was sent (None: nothing yet), ``stored`` what the rows begin with."""

    def __init__(
        self, data: QueryDict | None = None, stored: IdentityDraft | None = None, more: str = ""
    ) -> None:
        self._data = data
        self.groups = [self._group(part, stored, more) for part in PARTS]

    def _group(self, part: PartOfForm, stored: IdentityDraft | None, more: str) -> Rows:
        initial: list[Mapping[str, Any]] = []
        if stored is not None:
            initial = [
                {**detail.content(), "opaque_id": detail.opaque_id} for detail in getattr(stored, part.name)
            ]
        count = max(len(initial), 1) if self._data is None else _asked_rows(self._data, part.name)
        is_more = more == part.name
        rows = [
            self._row(part, number, initial[number] if number < len(initial) else None)
            for number in range(min(count + is_more, MOST))
        ]
        is_filled = bool(initial) or any(row.has_words or (row.is_bound and row.errors) for row in rows)
        return Rows(part, rows, is_filled or is_more)

    def _row(self, part: PartOfForm, number: int, initial: Mapping[str, Any] | None) -> DetailForm:
        return part.form(self._data, prefix=f"{part.name}-{number}", initial=initial)

    @property
    def rows(self) -> list[DetailForm]:
        return [row for group in self.groups for row in group.rows]

    def is_valid(self) -> bool:
        """Whether every row can be taken."""
        return not [row for row in self.rows if not row.is_valid()]

    def forgive(self) -> None:
        """Forget what is wrong: somebody asked for one more row and is not done."""
        for row in self.rows:
            forgive(row)

    def draft(self) -> IdentityDraft:
        """What was said. The first name and the first date are the preferred ones. Call after ``is_valid``."""
        found: dict[str, tuple[Detail, ...]] = {}
        for group in self.groups:
            details = [row.cleaned_data["detail"] for row in group.rows if "detail" in row.cleaned_data]
            if details and hasattr(details[0], "is_preferred"):
                details = [replace(one, is_preferred=place == 0) for place, one in enumerate(details)]
            found[group.part.name] = tuple(details)
        return IdentityDraft(**found)  # type: ignore[arg-type]


def forgive(form: forms.Form) -> None:
    """Let a form that is not finished be shown without what is wrong with it."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}


def _asked_rows(data: QueryDict, name: str) -> int:
    """How many rows the page had. What is no number, or too high, is nothing a page of ours has sent."""
    text = data.get(f"{name}-rows", "1")
    return min(max(int(text), 1), MOST) if text.isascii() and text.isdigit() and len(text) < 4 else 1
