"""The list of breached passwords: what is on it is found, what is not is not, in any order and size."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.home import Home
from palermo.vault import breached
from palermo.vault.breached import (
    breached_path,
    build_breached,
    digest_lines,
    is_breached,
    number_breached,
)
from palermo.vault.errors import UnreadableList


@pytest.fixture
def home(tmp_path: Path) -> Home:
    found = Home(tmp_path / "home")
    found.create()
    return found


def line(password: str, count: int | None = None) -> bytes:
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    return f"{digest}{'' if count is None else f':{count}'}\r\n".encode()


def test_without_a_list_nothing_is_on_it(home: Home) -> None:
    assert not is_breached(home, "password")
    assert number_breached(home) is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=st.sets(st.text(min_size=1), min_size=1, max_size=40), others=st.sets(st.text(min_size=1)))
def test_exactly_what_is_on_it_is_found(home: Home, known: set[str], others: set[str]) -> None:
    digests = [hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest().encode() for one in known]
    assert build_breached(home, digests) == len(known)
    assert all(is_breached(home, one) for one in known)
    assert not any(is_breached(home, one) for one in others - known)


def test_more_than_is_sorted_at_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small runs are merged into one sorted file, without the doubles."""
    monkeypatch.setattr(breached, "PORTION", 7)
    words = [f"word {number % 90}" for number in range(200)]
    told: list[int] = []
    assert build_breached(home, map(line, words), tell=told.append) == 90
    content = breached_path(home).read_bytes().removeprefix(breached.HEAD)
    pieces = [content[start : start + 8] for start in range(0, len(content), 8)]
    assert pieces == sorted(set(pieces))
    assert all(is_breached(home, word) for word in words)
    assert not is_breached(home, "word 90")
    assert told == sorted(told) != []
    assert [path.name for path in breached_path(home).parent.iterdir()] == ["breached_passwords"]


def test_what_was_seen_seldom_can_be_left_out(home: Home) -> None:
    build_breached(home, [line("often", 900), line("seldom", 3)], at_least=10)
    assert is_breached(home, "often")
    assert not is_breached(home, "seldom")


def test_a_plain_list_is_taken_as_well(home: Home) -> None:
    build_breached(home, digest_lines([b"swordfish swordfish\n", b"\n", b" with spaces \r\n"]))
    assert is_breached(home, "swordfish swordfish")
    assert is_breached(home, " with spaces ")
    assert not is_breached(home, "")


@pytest.mark.parametrize(
    ("lines", "number"),
    [([line("a"), b"password\n"], 2), ([b"0123\n"], 1), ([line("a", 5).replace(b":", b" ")], 1)],
)
def test_anything_else_is_refused_and_the_list_before_stays(
    home: Home, lines: list[bytes], number: int
) -> None:
    build_breached(home, [line("kept")])
    with pytest.raises(UnreadableList) as refused:
        build_breached(home, lines)
    assert refused.value.details == {"line": number}
    assert "password" not in refused.value.message
    assert is_breached(home, "kept")
    assert len(list(breached_path(home).parent.iterdir())) == 1


@pytest.mark.parametrize("make", [list, lambda: [b"\n"], lambda: [line("a", 1)]])
def test_a_list_of_nothing_is_refused(home: Home, make: Callable[[], list[bytes]]) -> None:
    with pytest.raises(UnreadableList):
        build_breached(home, make(), at_least=2)
    assert number_breached(home) is None


def test_the_file_is_its_owners(home: Home) -> None:
    build_breached(home, [line("a")])
    assert breached_path(home).stat().st_mode & 0o777 == 0o600
    assert breached_path(home).parent.stat().st_mode & 0o777 == 0o700
