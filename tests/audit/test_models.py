"""Time as a whole number of microseconds, exactly."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from palermo.audit.models import AuditEntry, AuditHead, microseconds, moment


@given(when=st.datetimes(timezones=st.just(UTC)))
def test_a_moment_comes_back_as_it_was(when: datetime) -> None:
    assert moment(microseconds(when)) == when


def test_the_epoch_is_that_of_everybody() -> None:
    assert moment(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert microseconds(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)) == 1_000_005


def test_entries_name_themselves() -> None:
    assert str(AuditEntry(sequence=7, act="case.read")) == "7 case.read"
    assert str(AuditHead(sequence=7)) == "7"
