"""What browsers would warn of is said; what they take is not."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest

from palermo.config import certificate
from palermo.config.certificate import certificate_problems
from tests.config.tls import listening, make_certificate


def trusting(path: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(path))


def test_a_trusted_one_is_no_problem(tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    with listening(made) as port:
        assert certificate_problems(f"https://localhost:{port}", context=trusting(made[0])) == []


def test_one_that_nobody_vouches_for(tmp_path: Path) -> None:
    with listening(make_certificate(tmp_path)) as port:
        (found,) = certificate_problems(f"https://localhost:{port}")
    assert "not trusted" in found


def test_one_of_another_host(tmp_path: Path) -> None:
    made = make_certificate(tmp_path, host="other.example.org")
    with listening(made) as port:
        (found,) = certificate_problems(f"https://localhost:{port}", context=trusting(made[0]))
    assert "not trusted" in found


@pytest.mark.parametrize(
    ("days", "word"), [(13.5, "ends in 13 days"), (0.5, "ends in 0 days"), (-1, "trusted")]
)
def test_one_that_ends(tmp_path: Path, days: float, word: str) -> None:
    made = make_certificate(tmp_path, days=days)
    with listening(made) as port:
        (found,) = certificate_problems(f"https://localhost:{port}", context=trusting(made[0]))
    assert word in found


def test_nobody_there_and_no_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        (found,) = certificate_problems(f"https://127.0.0.1:{silent.getsockname()[1]}")
        assert "could not be asked" in found
        port = silent.getsockname()[1]
    (found,) = certificate_problems(f"https://127.0.0.1:{port}")
    assert "could not be asked" in found
