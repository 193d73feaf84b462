"""What erasing a person takes from the interviews: everything that was sealed, rows and files.

The coded facts stay, and so does every count. The row of a submission stays too, without what was sent: its keyed
digest recognises the same interview when a forgotten device hands it in again, so the person does not come back.
"""

from __future__ import annotations

from palermo.interviews.intake import files
from palermo.interviews.models import AnswerPart, Attachment, Difference, Interview, Submission


def erase_from_interviews(individual: str) -> None:
    """Within the erasure's last transaction. Safe to call again."""
    attachments = Attachment.unscoped.filter(individual_id=individual)
    # The keys are gone already: a file without a row would be noise, and so is a row whose file is gone.
    files.delete(list(attachments.values_list("opaque_id", flat=True)))
    attachments.delete()
    Difference.unscoped.filter(individual_id=individual).delete()
    AnswerPart.unscoped.filter(individual_id=individual).delete()
    Submission.unscoped.filter(individual_id=individual).update(raw=None)
    Interview.unscoped.filter(individual_id=individual).update(remarks=None, has_remarks=False)
