"""How answers of an interview are laid beside what its case knows."""

from __future__ import annotations

from palermo.cases.filling import Manner
from palermo.codebook import load_codebook
from palermo.interviews.mapping.events import kind_of_variable

#: About the talk itself, not about the person: another talk was another time, in another language. Each interview keeps
#: its own; of consents the records of the case tell what holds.
_OF_THE_TALK = frozenset(
    {
        "data_collection_mode", "interviewing_body", "interview_language", "interpreter_used", "screening_date",
        "consent_interview", "consent_informed_purpose", "consent_informed_use", "consent_informed_research",
        "consent_informed_access", "consent_informed_storage", "consent_informed_withdrawal", "consent_purposes",
        "consent_recipients", "consent_form", "consent_language", "consent_date", "consent_expiry", "monitored_on",
        "risk_assessed_on", "risk_moment",
    }
)  # fmt: skip
MANNER = Manner(passing=_OF_THE_TALK, gathered=frozenset({"interview_type"}))


def kind_variables() -> dict[str, frozenset[str]]:
    """Kind of event -> the variables of the codebook that are about it."""
    found: dict[str, set[str]] = {}
    for variable in load_codebook().variables.values():
        if variable.unit == "event":
            found.setdefault(str(kind_of_variable(variable)), set()).add(variable.name)
    return {kind: frozenset(names) for kind, names in found.items()}
