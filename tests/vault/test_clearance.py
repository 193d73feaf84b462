"""The only door to plaintext."""

from __future__ import annotations

import asyncio
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from palermo.vault.clearance import Clearance, clearance, current_clearance
from palermo.vault.errors import NoClearance, NoKey
from palermo.vault.individual_keys import create_individual_keys
from palermo.vault.opened import Vault

PLACE = b"place"


@pytest.fixture
def people(vault: Vault) -> Vault:
    create_individual_keys(vault, ["anna", "bela"], mission="UKR")
    return vault


def test_closed_before_between_and_after(people: Vault) -> None:
    with pytest.raises(NoClearance):
        current_clearance()
    with clearance("case page", individuals=["anna"], vault=people) as seen:
        sealed = seen.seal("anna", b"x", PLACE)
        assert current_clearance() is seen
        assert seen.open("anna", sealed, PLACE) == b"x"
        with pytest.raises(NoClearance):
            seen.seal("bela", b"x", PLACE)
        with clearance("other page", individuals=["bela"], vault=people) as inner:
            assert current_clearance() is inner
            with pytest.raises(NoClearance):
                inner.open("anna", sealed, PLACE)
        assert current_clearance() is seen
    with pytest.raises(NoClearance):
        current_clearance()
    with pytest.raises(NoClearance):
        seen.open("anna", sealed, PLACE)


def test_it_ends_with_an_error_too(people: Vault) -> None:
    def fail() -> None:
        with clearance("case page", individuals=["anna"], vault=people):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with pytest.raises(NoClearance):
        current_clearance()


def test_missions_limit_whose_keys_are_used(people: Vault) -> None:
    with (
        clearance("case page", individuals=["anna"], missions=["MDA"], vault=people) as seen,
        pytest.raises(NoKey),
    ):
        seen.seal("anna", b"x", PLACE)


def test_the_witness_hears_of_each_individual_once_and_before(people: Vault) -> None:
    heard: list[str] = []
    with clearance("case page", individuals=["anna", "bela"], vault=people, witness=heard.append) as seen:
        sealed = {name: seen.seal(name, b"x", PLACE) for name in ("anna", "bela")}
        assert heard == []
        for _ in range(2):
            seen.open("anna", sealed["anna"], PLACE)
        assert (heard, seen.opened) == (["anna"], {"anna"})


def test_what_cannot_be_audited_is_not_opened(people: Vault) -> None:
    def full_disk(_individual: str) -> None:
        raise OSError("the audit cannot be written")

    with clearance("case page", individuals=["anna"], vault=people, witness=full_disk) as seen:
        sealed = seen.seal("anna", b"x", PLACE)
        for _ in range(2):
            with pytest.raises(OSError, match="audit"):
                seen.open("anna", sealed, PLACE)
        assert seen.opened == frozenset()


def test_other_threads_have_no_part_in_it(people: Vault) -> None:
    found: list[object] = []

    def look() -> None:
        try:
            found.append(current_clearance())
        except NoClearance as refused:
            found.append(refused)

    with clearance("case page", individuals=["anna"], vault=people):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert isinstance(found[0], NoClearance)


def test_concurrent_tasks_do_not_mix(people: Vault) -> None:
    async def one(name: str) -> frozenset[str]:
        with clearance("case page", individuals=[name], vault=people):
            await asyncio.sleep(0.01)
            return current_clearance().individuals

    async def both() -> list[frozenset[str]]:
        return list(await asyncio.gather(one("anna"), one("bela")))

    # In a thread of its own: this one may have an event loop already (a browser test's).
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, both()).result() == [{"anna"}, {"bela"}]


def test_it_says_nothing_and_cannot_be_kept(people: Vault) -> None:
    with clearance("case page", individuals=["anna"], vault=people) as seen:
        assert "anna" not in repr(seen)
        with pytest.raises(TypeError, match="cannot be stored"):
            pickle.dumps(seen)
    assert isinstance(seen, Clearance)


def test_mistakes_are_refused(people: Vault) -> None:
    with pytest.raises(ValueError, match="reason"), clearance("", individuals=["anna"], vault=people):
        pass
    with pytest.raises(TypeError, match="collection"), clearance("x", individuals="anna", vault=people):
        pass
