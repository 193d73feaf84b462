"""What happened, in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from palermo.audit.registry import WORDS
from palermo.audit.selectors import Entry
from palermo.audit.sentences import sentence

CASE = "abcdefghijklmnop"


def entry(act: str, kind: str = "case", **details: Any) -> Entry:
    return Entry(1, datetime(2026, 11, 22, tzinfo=UTC), "account:17", act, kind, CASE, "UKR", details)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (entry("case.read"), f"account:17 read case {CASE}."),
        (
            entry("identity.uncovered", "individual"),
            f"account:17 uncovered the identity of individual {CASE}.",
        ),
        (
            entry("export.made", "export", count=1, format="csv"),
            f"account:17 made export {CASE} with 1 case (csv).",
        ),
        (
            entry("export.made", "export", count=2, format="csv"),
            f"account:17 made export {CASE} with 2 cases (csv).",
        ),
        (entry("tea.made", "pot", sugar=["one", "two"]), f"account:17: tea.made, pot {CASE}."),
    ],
)
def test_an_entry_is_a_sentence(one: Entry, expected: str) -> None:
    assert sentence(one) == expected


def test_the_reader_may_know_the_colleague_by_name() -> None:
    assert (
        sentence(entry("case.read"), actor_name={"account:17": "Olena"}.__getitem__)
        == f"Olena read case {CASE}."
    )


def test_what_has_no_identifier_is_named_by_its_kind() -> None:
    read = Entry(1, datetime(2026, 11, 22, tzinfo=UTC), "anonymous", "audit.read", "audit", "", "", {})
    assert sentence(read) == "anonymous read the audit."


def test_codes_are_read_as_words_and_unknown_ones_as_they_are() -> None:
    said = entry("consent.recorded", consent="a" * 16, decision="given", purpose="sharing", recipient="none")
    text = sentence(said)
    assert str(WORDS["given"]) in text
    assert str(WORDS["sharing"]) in text
    unknown = entry("account.created", role="astronaut")
    assert "astronaut" in sentence(unknown)


def test_flags_are_words() -> None:
    text = sentence(entry("account.unlock_failed", tries=5, ended=True))
    assert "True" not in text
