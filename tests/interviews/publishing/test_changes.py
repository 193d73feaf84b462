"""What differs between two versions, as people are told it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.interviews.publishing.changes import compare
from palermo.interviews.publishing.presenting import changes_in_words
from tests.interviews.conftest import ready_form


def sheets(*survey: dict[str, str], choices: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    return {"survey": list(survey), "choices": list(choices), "settings": {}}


def row(name: str, kind: str = "text", **cells: str) -> dict[str, str]:
    return {"type": kind, "name": name, "label::English (en)": f"About {name}"} | cells


def kinds(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    return [(change["kind"], change["name"]) for change in compare(before, after)]


A, B, C = row("a"), row("b"), row("c")


def test_added_removed_moved() -> None:
    assert kinds(sheets(A, B), sheets(A, C, B)) == [("added", "c")]
    assert kinds(sheets(A, B), sheets(B)) == [("removed", "a")]
    assert kinds(sheets(A, B, C), sheets(B, C, A)) == [("moved", "a")]
    assert kinds(sheets(A, B, C), sheets(A, B, C)) == []


def test_what_a_row_says() -> None:
    other = row(
        "a",
        "integer",
        relevant="${b} = '1'",
        constraint=". > 0",
        **{"label::English (en)": "Other", "bind::palermo:local": "coded"},
    )
    assert kinds(sheets(A), sheets(other)) == [
        ("type", "a"), ("relevance", "a"), ("constraint", "a"), ("field_class", "a"), ("label", "a"),
    ]  # fmt: skip


def test_words_by_language() -> None:
    french = A | {"label::Français (fr)": "Au sujet de a"}
    found = list(compare(sheets(A), sheets(french)))
    assert [(c["kind"], c.get("language"), c.get("after")) for c in found] == [
        ("languages", None, "English (en), Français (fr)"),
        ("label", "Français (fr)", "Au sujet de a"),
    ]


def test_choices() -> None:
    one = {"list_name": "l", "name": "1", "label::English (en)": "One"}
    two = {"list_name": "l", "name": "2", "label::English (en)": "Two"}
    before, after = sheets(A, choices=(one,)), sheets(A, choices=(one | {"label::English (en)": "I"}, two))
    assert kinds(before, after) == [("choice_label", "1"), ("choice_added", "2")]
    assert kinds(after, before) == [("choice_label", "1"), ("choice_removed", "2")]
    # A whole list that comes with its question is told by the question.
    assert kinds(sheets(A), sheets(A, choices=(one,))) == []


def test_in_sentences() -> None:
    before = sheets(A, B)
    after = sheets(A, B | {"relevant": "${a} = '1'"}, C)
    lines = changes_in_words(list(compare(before, after)), after, "en")
    assert [line.sentence for line in lines] == [
        "“About b” (b) is asked under other conditions",
        "New: “About c” (c)",
    ]
    assert lines[0].before == "always"
    assert "“About a” is “1”" in lines[0].after
    assert [line.sign for line in lines] == ["~", "+"]


def test_what_cannot_be_put_into_words_stands_as_written() -> None:
    after = sheets(A, B | {"relevant": "count(${a}) mod 2 = 1"})
    (line,) = changes_in_words(list(compare(sheets(A, B), after)), after, "en")
    assert line.after == "count(${a}) mod 2 = 1"


def test_every_kind_has_a_sentence() -> None:
    screening, vulnerability = ready_form("screening").sheets, ready_form("vulnerability").sheets
    lines = changes_in_words(list(compare(screening, vulnerability)), vulnerability, "ar")
    assert len(lines) > 100
    assert all(line.sentence for line in lines)


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True)


@settings(deadline=None)
@given(NAMES, NAMES)
def test_the_changes_explain_the_whole_difference(before: list[str], after: list[str]) -> None:
    """Take away what went, add what came, move what moved: then nothing else is in another order."""
    found = kinds(sheets(*map(row, before)), sheets(*map(row, after)))
    added = {name for kind, name in found if kind == "added"}
    removed = {name for kind, name in found if kind == "removed"}
    moved = {name for kind, name in found if kind == "moved"}
    assert added == set(after) - set(before)
    assert removed == set(before) - set(after)
    stay = [name for name in after if name in before and name not in moved]
    assert stay == [name for name in before if name in after and name not in moved]
    assert (not found) == (before == after)
