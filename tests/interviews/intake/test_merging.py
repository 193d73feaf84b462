"""Two edits of one interview: nothing that anybody said gets lost, and nobody's turn decides what is true."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.interviews.intake.merging import Disagreement, Merged, merge, under

Answers = dict[str, str]


@st.composite
def interviews(draw: st.DrawFn) -> Answers:
    """A few questions, a repeat with entries, and a repeat within those."""
    values = st.sampled_from(["", "a", "b", "c"])
    found = {f"/data/{name}": draw(values) for name in ("sex", "group/age", "notes")}
    for entry in range(1, draw(st.integers(0, 3)) + 1):
        for name in ("country", "when"):
            found[f"/data/journey[{entry}]/{name}"] = draw(values)
        for inner in range(1, draw(st.integers(0, 2)) + 1):
            found[f"/data/journey[{entry}]/leg[{inner}]/by"] = draw(values)
    return {path: value for path, value in found.items() if value}


three = st.tuples(interviews(), interviews(), interviews())


def sides(merged: Merged, name: str) -> Iterator[tuple[str, str]]:
    for one in merged.differences:
        yield from getattr(one, name).items()


@given(three)
def test_nothing_is_lost(given_: tuple[Answers, Answers, Answers]) -> None:
    base, current, incoming = given_
    merged = merge(base, current, incoming)
    result = set(merged.answers.items())
    for side, name in ((current, "kept"), (incoming, "other")):
        put = set(sides(merged, name))
        for path, value in side.items():
            if base.get(path) != value:
                assert (path, value) in result | put
        # What one side took away is away, or is put to a person.
        for path in base.keys() - side.keys():
            assert path not in merged.answers or any(
                under(one.path, {path: ""}) for one in merged.differences
            )


@given(three)
def test_nothing_is_made_up(given_: tuple[Answers, Answers, Answers]) -> None:
    base, current, incoming = given_
    merged = merge(base, current, incoming)
    assert set(merged.answers.items()) <= set(current.items()) | set(incoming.items())
    for one in merged.differences:
        assert one.kept == under(one.path, current)
        assert one.other == under(one.path, incoming)
        assert one.started_from == under(one.path, base)
        assert one.kept != one.other
        # The present answer counts until somebody decides.
        assert under(one.path, merged.answers) == one.kept


@given(interviews(), interviews())
def test_one_edit_alone_is_that_edit(base: Answers, edit: Answers) -> None:
    for merged in (merge(base, base, edit), merge(base, edit, base), merge(base, edit, edit)):
        assert merged.answers == edit
        assert merged.differences == []


@given(three)
def test_it_does_not_matter_who_came_first(given_: tuple[Answers, Answers, Answers]) -> None:
    base, current, incoming = given_
    one, other = merge(base, current, incoming), merge(base, incoming, current)

    def turned(found: Disagreement) -> Disagreement:
        return Disagreement(found.path, found.started_from, found.other, found.kept)

    by_path = {found.path: found for found in one.differences}
    assert by_path == {found.path: turned(found) for found in other.differences}
    disputed = [found.path for found in one.differences]

    def settled(answers: Answers) -> Answers:
        return {
            path: value
            for path, value in answers.items()
            if not any(under(place, {path: value}) for place in disputed)
        }

    assert settled(one.answers) == settled(other.answers)


@given(three)
def test_again_with_the_result_changes_nothing(given_: tuple[Answers, Answers, Answers]) -> None:
    base, current, incoming = given_
    first = merge(base, current, incoming)
    if not first.differences:
        assert merge(base, first.answers, incoming).answers == first.answers


BASE = {"/d/a": "1", "/d/b": "1", "/d/r[1]/x": "1", "/d/r[1]/y": "1", "/d/r[2]/x": "2"}


@pytest.mark.parametrize(
    ("mine", "theirs", "expected", "disputed"),
    [
        # Different questions merge, also in one entry of a repeat.
        ({"/d/a": "2"}, {"/d/b": "2"}, {"/d/a": "2", "/d/b": "2"}, []),
        ({"/d/r[1]/x": "9"}, {"/d/r[1]/y": "9"}, {"/d/r[1]/x": "9", "/d/r[1]/y": "9"}, []),
        # The same question with different answers: the present one stays. With the same answer: no question.
        ({"/d/a": "2"}, {"/d/a": "3"}, {"/d/a": "2"}, ["/d/a"]),
        ({"/d/a": "2"}, {"/d/a": "2"}, {"/d/a": "2"}, []),
        # Taking away is an answer too.
        ({"/d/a": None}, {"/d/a": "3"}, {"/d/a": None}, ["/d/a"]),
        ({"/d/a": None}, {"/d/b": None}, {"/d/a": None, "/d/b": None}, []),
        ({"/d/c": "new"}, {"/d/c": "other"}, {"/d/c": "new"}, ["/d/c"]),
        # One adds an entry while the other corrects an earlier one.
        ({"/d/r[3]/x": "3"}, {"/d/r[1]/y": "9"}, {"/d/r[3]/x": "3", "/d/r[1]/y": "9"}, []),
        # Both add one, or one takes an entry out of the middle while the other changes what moved: which is meant?
        ({"/d/r[3]/x": "3"}, {"/d/r[3]/x": "4"}, {"/d/r[3]/x": "3"}, ["/d/r"]),
        ({"/d/r[3]/x": "3"}, {"/d/r[3]/x": "3"}, {"/d/r[3]/x": "3"}, []),
        ({"/d/r[2]/x": "9"}, {"/d/r[2]/x": None}, {"/d/r[2]/x": "9"}, ["/d/r"]),
        (
            {"/d/r[1]/y": "9"},
            {"/d/r[1]/x": "2", "/d/r[1]/y": None, "/d/r[2]/x": None},
            {"/d/r[1]/y": "9"},
            ["/d/r"],
        ),
    ],
)
def test_cases(
    mine: dict[str, str | None],
    theirs: dict[str, str | None],
    expected: dict[str, str | None],
    disputed: list[str],
) -> None:
    def changed(changes: dict[str, str | None]) -> Answers:
        return {path: value for path, value in (BASE | changes).items() if value is not None}

    merged = merge(BASE, changed(mine), changed(theirs))
    assert merged.answers == changed(expected)
    assert [one.path for one in merged.differences] == disputed


def test_entries_are_told_by_number_not_by_letter() -> None:
    base = {f"/d/r[{place}]/x": "1" for place in range(1, 12)}
    merged = merge(base, base | {"/d/r[11]/x": "2"}, base | {"/d/r[1]/x": "3"})
    assert (merged.answers["/d/r[11]/x"], merged.answers["/d/r[1]/x"], merged.differences) == ("2", "3", [])


def test_a_name_that_begins_like_another_is_another() -> None:
    assert under("/d/r", {"/d/r[1]/x": "1", "/d/ra": "2", "/d/r": "3"}) == {"/d/r[1]/x": "1", "/d/r": "3"}
