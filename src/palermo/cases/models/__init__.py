"""Cases and what hangs on them."""

from palermo.cases.models.cases import Case, CaseStatus, EventKind, Precision, TraffickingEvent
from palermo.cases.models.consents import (
    QUESTIONS,
    Consent,
    ConsentException,
    ConsentForm,
    Decision,
    ExceptionKind,
    ExceptionReason,
    Purpose,
    RecipientClass,
    WithdrawalReason,
)
from palermo.cases.models.erased import ErasedReference
from palermo.cases.models.registrations import Registration

__all__ = [
    "QUESTIONS",
    "Case",
    "CaseStatus",
    "Consent",
    "ConsentException",
    "ConsentForm",
    "Decision",
    "ErasedReference",
    "EventKind",
    "ExceptionKind",
    "ExceptionReason",
    "Precision",
    "Purpose",
    "RecipientClass",
    "Registration",
    "TraffickingEvent",
    "WithdrawalReason",
]
