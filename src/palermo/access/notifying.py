"""Writes notices, inside the act that causes them."""

from __future__ import annotations

from palermo.access.models import Account, Audience, Mission, Notice, NoticeKind


def notify(
    kind: NoticeKind,
    *,
    mission: Mission | None,
    about: Account | None = None,
    case: str = "",
    grant: str = "",
) -> None:
    """Tell the focal point and, where there is a mission, its supervisors: one notice each."""
    audiences = [Audience.FOCAL_POINT, *([Audience.MISSION] if mission is not None else [])]
    Notice.objects.bulk_create(
        Notice(kind=kind, audience=audience, mission=mission, about=about, case=case, grant=grant)
        for audience in audiences
    )
