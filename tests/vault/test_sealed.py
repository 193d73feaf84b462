"""What instances hold."""

from __future__ import annotations

import copy
import pickle

import pytest

from palermo.vault.sealed import Sealed, Unsealed


def test_a_sealed_value_is_its_envelope() -> None:
    one, same, other = Sealed(b"x"), Sealed(b"x"), Sealed(b"y")
    assert (one == same, one == other, one == b"x") == (True, False, False)
    assert len({one, same, other}) == 2
    assert bytes(pickle.loads(pickle.dumps(one))) == b"x"  # noqa: S301
    assert f"{one} {one!r}" == "<sealed> <sealed>"


def test_an_unsealed_value_shows_itself_to_nobody() -> None:
    held = Unsealed("Oksana")
    assert "Oksana" not in f"{held} {held!r} {[held]} {held.__dir__()}"
    assert (copy.copy(held), copy.deepcopy(held)) == (held, held)
    assert held != Unsealed("Oksana")
    assert held.reveal() == "Oksana"
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not yet sealed"):
            pickle.dumps(held, protocol)
