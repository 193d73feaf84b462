"""Forms and their versions, the devices that fill them, and the interviews they send."""

from palermo.interviews.models.devices import Device, DeviceKind, SealingKey
from palermo.interviews.models.drafts import FormDraft
from palermo.interviews.models.forms import (
    Checked,
    Form,
    FormKind,
    FormMedia,
    FormVersion,
    VersionUnchangeable,
)
from palermo.interviews.models.interviews import (
    AnswerPart,
    Attachment,
    Channel,
    Difference,
    Interview,
    Submission,
)
from palermo.interviews.models.waiting import WaitingFile

__all__ = [
    "AnswerPart",
    "Attachment",
    "Channel",
    "Checked",
    "Device",
    "DeviceKind",
    "Difference",
    "Form",
    "FormDraft",
    "FormKind",
    "FormMedia",
    "FormVersion",
    "Interview",
    "SealingKey",
    "Submission",
    "VersionUnchangeable",
    "WaitingFile",
]
