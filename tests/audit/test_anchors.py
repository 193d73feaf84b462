"""Notes outside the database: ours, sealed, at most once a minute."""

from __future__ import annotations

import json
import logging
import os
import stat
import time
from pathlib import Path

import pytest
from django.conf import settings

from palermo.audit.anchors import (
    Anchor,
    BadLine,
    Notes,
    anchors_path,
    drop_anchor,
    read_anchors,
    standing_anchors,
)
from palermo.home import Home
from palermo.vault.chain import ChainKeys, chain_keys
from tests.audit.chains import Chain


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.create()
    return home


@pytest.fixture
def keys(home: Home) -> ChainKeys:
    return chain_keys(home, create=True)


def anchor(sequence: int, *, resumed: bool = False) -> Anchor:
    return Anchor(sequence, bytes([sequence % 256]) * 32, 1_000 * sequence, resumed)


def standing(home: Home, keys: ChainKeys) -> list[int]:
    return [one.sequence for one in standing_anchors(Notes.now(anchors_path(home)), keys, [])]


def test_an_anchor_is_dropped_once_a_minute(home: Home, keys: ChainKeys) -> None:
    path = anchors_path(home)
    assert drop_anchor(home, keys, anchor(1))
    assert not drop_anchor(home, keys, anchor(2))
    assert drop_anchor(home, keys, anchor(3), always=True)
    os.utime(path, (time.time() - 61, time.time() - 61))
    assert drop_anchor(home, keys, anchor(4))
    os.utime(path, (time.time() + 3600, time.time() + 3600))
    assert drop_anchor(home, keys, anchor(5)), "a clock that was set back stops no anchor"
    assert list(read_anchors(Notes.now(path), keys)) == [anchor(1), anchor(3), anchor(4), anchor(5)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b'{"sequence": 1, "hash": "00',
        b"\xff\xfe",
    ],
)
def test_a_torn_line_is_told_from_a_forged_one(home: Home, keys: ChainKeys, line: bytes) -> None:
    anchors_path(home).write_bytes(line)
    assert list(read_anchors(Notes.now(anchors_path(home)), keys)) == [BadLine(torn=True)]


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"hash": "00" * 32},
        {"at": 7},
        {"resumed": True},
        {"seal": "00" * 32},
        {"seal": "x"},
        {"sequence": "1"},
        {"sequence": 2**70},
        {"hash": None},
    ],
)
def test_an_altered_line_is_not_ours(home: Home, keys: ChainKeys, change: dict[str, object]) -> None:
    path = anchors_path(home)
    drop_anchor(home, keys, anchor(1))
    path.write_text(json.dumps(json.loads(path.read_text()) | change) + "\n[]\n{}\n7\n")
    assert list(read_anchors(Notes.now(path), keys)) == [BadLine(torn=False)] * 4


def test_what_is_noted_later_than_the_look_is_not_read(home: Home, keys: ChainKeys) -> None:
    path = anchors_path(home)
    assert list(read_anchors(Notes.now(path), keys)) == []
    drop_anchor(home, keys, anchor(1))
    look = Notes.now(path)
    drop_anchor(home, keys, anchor(2), always=True)
    assert list(read_anchors(look, keys)) == [anchor(1)]


def test_anchors_come_by_number_whatever_their_order(home: Home, keys: ChainKeys) -> None:
    for sequence in (3, 1, 2, 7, 5):
        drop_anchor(home, keys, anchor(sequence), always=True)
    assert standing(home, keys) == [1, 2, 3, 5, 7]


def test_a_resumption_makes_void_what_was_lost(home: Home, keys: ChainKeys) -> None:
    for one in (
        anchor(3),
        anchor(6),
        anchor(9),
        anchor(5, resumed=True),
        anchor(8),
        anchor(8, resumed=True),
        anchor(9),
    ):
        drop_anchor(home, keys, one, always=True)
    assert standing(home, keys) == [3, 5, 8, 9]


def test_a_committed_act_drops_an_anchor_and_a_failed_one_does_not(chain: Chain) -> None:
    path = anchors_path(settings.HOME)
    with pytest.raises(Exception, match="Nobody has defined"):
        chain.act(act="case.red")
    assert not path.exists()
    chain.act(3)
    (only,) = read_anchors(Notes.now(path), chain.keys())
    assert isinstance(only, Anchor)
    assert (only.sequence, only.hash) == chain.heads[0][:2]


def test_an_anchor_that_cannot_be_written_stops_no_act(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr("palermo.audit.anchors.os.write", full)
    chain.act()
    assert chain.verdict().entries == 1


def test_the_head_goes_where_the_log_goes(
    home: Home, keys: ChainKeys, caplog: pytest.LogCaptureFixture
) -> None:
    """Once for each anchor: number and hash, from which nobody learns anything of the entries."""
    with caplog.at_level(logging.INFO, logger="palermo.audit.anchors"):
        assert drop_anchor(home, keys, Anchor(7, b"\x17" * 32, 1))
        assert not drop_anchor(home, keys, Anchor(8, b"\x18" * 32, 2))
    assert [record.getMessage() for record in caplog.records] == [f"Head of the audit: 7 {'17' * 32}"]
