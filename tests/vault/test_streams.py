"""Attachments: any size, constant memory, no tampering."""

from __future__ import annotations

import io
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.vault.clearance import Clearance, clearance
from palermo.vault.errors import CannotOpen, NoClearance, NoKey
from palermo.vault.individual_keys import create_individual_keys
from palermo.vault.opened import Vault
from palermo.vault.place import Place
from palermo.vault.streams import (
    CHUNK_BYTES,
    CONTENT_BYTES,
    HEADER_BYTES,
    SealedReader,
    SealedWriter,
    empty_chunks,
)

PLACE = Place("attachment", "content", "row1")


@pytest.fixture
def seen(vault: Vault) -> Iterator[Clearance]:
    create_individual_keys(vault, ["anna", "bela"], mission="UKR")
    heard: list[str] = []
    with clearance("test", individuals=["anna", "bela"], vault=vault, witness=heard.append) as opened:
        yield opened


def seal(content: bytes, place: Place = PLACE) -> bytes:
    target = io.BytesIO()
    with SealedWriter(target, "anna", place) as writer:
        writer.write(content)
    return target.getvalue()


def open_all(sealed: bytes, place: Place = PLACE, individual: str = "anna") -> bytes:
    return b"".join(SealedReader(io.BytesIO(sealed), individual, place).chunks())


def chunked(sealed: bytes) -> tuple[bytes, list[bytes]]:
    body = sealed[HEADER_BYTES:]
    return sealed[:HEADER_BYTES], [body[at : at + CHUNK_BYTES] for at in range(0, len(body), CHUNK_BYTES)]


@pytest.mark.parametrize(
    "size", [0, 1, 4096, CONTENT_BYTES - 1, CONTENT_BYTES, CONTENT_BYTES + 1, 3 * CONTENT_BYTES, 2_000_000]
)
def test_every_size_comes_back_and_hides_itself(seen: Clearance, size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    sealed = seal(content[:size])
    assert open_all(sealed) == content[:size]
    assert (len(sealed) - HEADER_BYTES) % CHUNK_BYTES == 0
    assert content[:64] not in sealed or size < 64


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pieces=st.lists(st.integers(0, 150_000), max_size=6), reads=st.integers(1, 200_000))
def test_pieces_in_and_out_do_not_matter(seen: Clearance, pieces: list[int], reads: int) -> None:
    target = io.BytesIO()
    with SealedWriter(target, "anna", PLACE) as writer:
        for number, size in enumerate(pieces):
            assert writer.write(bytes([number]) * size) == size
        assert writer.size == sum(pieces)
    reader = SealedReader(io.BytesIO(target.getvalue()), "anna", PLACE)
    found = b"".join(iter(lambda: reader.read(reads), b""))
    assert found == b"".join(bytes([number]) * size for number, size in enumerate(pieces))


def test_two_sealings_share_nothing(seen: Clearance) -> None:
    one, other = seal(b"x" * 100), seal(b"x" * 100)
    assert one[1:9] == other[1:9]
    assert one[9:] != other[9:]
    assert open_all(one) == open_all(other)


def test_cut_reordered_repeated_extended_and_mixed_files_refuse(seen: Clearance) -> None:
    content = bytes(5 * CONTENT_BYTES)
    head, chunks = chunked(seal(content))
    assert open_all(head + b"".join(chunks)) == content
    other_head, other = chunked(seal(content))
    tampered = [
        chunks[:-1],  # cut at a chunk
        chunks[1:],
        [chunks[1], chunks[0], *chunks[2:]],
        [chunks[0], chunks[0], *chunks[2:]],
        [*chunks[:2], *chunks[3:]],
        [*chunks, chunks[-1]],
        [*chunks, b"\x00"],
        [*chunks[:-1], chunks[-1][:-1]],
        [other[0], *chunks[1:]],
        [],
    ]
    for parts in tampered:
        with pytest.raises(CannotOpen):
            open_all(head + b"".join(parts))
    with pytest.raises(CannotOpen):
        open_all(other_head + b"".join(chunks))
    for length in (0, 1, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 20):
        with pytest.raises(CannotOpen):
            open_all((head + chunks[0])[:length])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_flipped_bit_refuses(seen: Clearance, data: st.DataObject) -> None:
    sealed = bytearray(seal(bytes(CONTENT_BYTES + 10)))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((CannotOpen, NoKey)):
        open_all(bytes(sealed))


def test_it_opens_at_its_place_for_its_individual(seen: Clearance) -> None:
    sealed = seal(b"content")
    with pytest.raises(CannotOpen):
        open_all(sealed, Place("attachment", "content", "row2"))
    with pytest.raises(NoKey):
        open_all(sealed, individual="bela")
    with pytest.raises(NoClearance):
        open_all(sealed, individual="cleo")


def test_opening_is_witnessed_and_outlives_the_clearance(vault: Vault, seen: Clearance) -> None:
    sealed = seal(b"content" * 20_000)
    heard: list[str] = []
    with clearance("download", individuals=["anna"], vault=vault, witness=heard.append):
        reader = SealedReader(io.BytesIO(sealed), "anna", PLACE)
    assert heard == ["anna"]
    assert len(b"".join(reader.chunks())) == 140_000


def test_a_writer_that_failed_leaves_a_file_that_does_not_open(seen: Clearance) -> None:
    target = io.BytesIO()

    def fail() -> None:
        with SealedWriter(target, "anna", PLACE) as writer:
            writer.write(bytes(3 * CONTENT_BYTES))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with pytest.raises(CannotOpen):
        open_all(target.getvalue())
    forgotten = io.BytesIO()
    SealedWriter(forgotten, "anna", PLACE).write(b"x")
    with pytest.raises(CannotOpen):
        open_all(forgotten.getvalue())
    closed = SealedWriter(io.BytesIO(), "anna", PLACE)
    closed.close()
    closed.close()
    with pytest.raises(ValueError, match="closed"):
        closed.write(b"x")


def test_sizes_are_rounded_up_by_an_eighth_at_most() -> None:
    for count in range(1, 5000):
        assert empty_chunks(count) <= count / 8
    assert len({count + empty_chunks(count) for count in range(1000, 1100)}) <= 4


def test_memory_does_not_grow_with_the_file(seen: Clearance, tmp_path: Path) -> None:
    path, block = tmp_path / "large", bytes(1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("wb") as target, SealedWriter(target, "anna", PLACE) as writer:
        for _ in range(100):
            writer.write(block)
    with path.open("rb") as source:
        total = sum(len(piece) for piece in SealedReader(source, "anna", PLACE).chunks())
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert total == 100_000_000
    assert after - before < 20_000  # kibibytes
