"""What is kept of interviews, opened for a test to look at."""

from __future__ import annotations

from django.conf import settings

from palermo.access.models import CaseGrant
from palermo.individuals.models import Individual
from palermo.interviews.models import AnswerPart, Attachment, Difference, Interview, Submission
from palermo.vault.clearance import clearance
from tests.access.people import acts


def on_disk() -> list[str]:
    """The names of all files of interviews, drafts included."""
    return [path.name for path in settings.HOME.attachments.glob("interviews/*/*")]


def parts_of(interview: Interview) -> dict[str, dict[str, str]]:
    """The sealed answers by part."""
    with clearance("test", individuals=[interview.individual_id]):
        return {row.part: row.content for row in AnswerPart.unscoped.filter(interview=interview)}


def says(interview: Interview) -> dict[str, str]:
    """All answers, by the last name of their path; entries of repeats with their position."""
    interview.refresh_from_db()
    answers = dict(interview.facts)
    for content in parts_of(interview).values():
        answers |= content
    return {path.removeprefix("/data/"): value for path, value in answers.items()}


def differences(
    interview: Interview, *, decided: bool = False
) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    """Path, kept and other of each, by path."""
    rows = Difference.unscoped.filter(interview=interview, decided_at__isnull=not decided)
    with clearance("test", individuals=[interview.individual_id]):
        found = [(row.content["path"], row.content["kept"], row.content["other"]) for row in rows]
    return sorted(found)


def remarks_of(interview: Interview) -> set[tuple[str, str]]:
    """Path and kind of each."""
    interview.refresh_from_db()
    with clearance("test", individuals=[interview.individual_id]):
        return {(one["path"], one["kind"]) for one in interview.remarks or ()}


def nothing_stored() -> bool:
    """Neither a row nor a file nor an entry of the audit."""
    return not (
        Interview.unscoped.exists()
        or Submission.unscoped.exists()
        or AnswerPart.unscoped.exists()
        or Attachment.unscoped.exists()
        or Individual.objects.exists()
        or CaseGrant.objects.exists()
        or on_disk()
        or any(act.startswith(("interview.", "attachment.")) for act in acts())
    )
