"""English labels from the data files, and the same labels in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Labelled:
    """Something with a label and a definition. Both are English, as in the data files, and serve as message ids."""

    label: str
    definition: str

    @property
    def display(self) -> str:
        """The label in the active language."""
        return gettext(self.label)

    @property
    def explanation(self) -> str:
        """The definition in the active language."""
        return gettext(self.definition)
