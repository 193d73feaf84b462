"""The audited acts of this package, gathered from the modules that define them."""

from __future__ import annotations

import palermo.cases.consent_acts
import palermo.cases.register_acts  # noqa: F401
from palermo.audit.registry import define_words
from palermo.cases.models import (
    ConsentForm,
    Decision,
    ExceptionKind,
    ExceptionReason,
    Purpose,
    RecipientClass,
    WithdrawalReason,
)

for choices in (
    Decision, Purpose, RecipientClass, ConsentForm, ExceptionKind, ExceptionReason, WithdrawalReason,
):  # fmt: skip
    define_words(choices.choices)
