"""Moments in the form that the audit takes."""

from __future__ import annotations

from datetime import UTC, datetime


def audit_moment(moment: datetime) -> str:
    """An aware moment in UTC to the second: ``2026-05-17T08:30:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
