"""Lines leave for another machine: whole, over TLS, and without making anybody wait."""

from __future__ import annotations

import logging
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from palermo.config import log_sending
from palermo.config.log_lines import LineFormatter
from palermo.config.log_sending import SendingHandler
from tests.config.tls import listening, make_certificate

FORM = re.compile(r"<1\d\d>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \S+ palermo \d+ - - ")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_sending, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(log_sending, "LONGEST_PAUSE", 0.05)


@pytest.fixture
def logger() -> Iterator[Callable[[SendingHandler], logging.Logger]]:
    made = logging.getLogger("palermo.test.sending")
    made.propagate = False
    made.setLevel(logging.DEBUG)

    def use(handler: SendingHandler) -> logging.Logger:
        handler.setFormatter(LineFormatter())
        made.addHandler(handler)
        return made

    yield use
    for handler in list(made.handlers):
        made.removeHandler(handler)
        handler.close()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "waited ten seconds for nothing"
        time.sleep(0.01)


def messages(received: list[bytes]) -> list[str]:
    """Taken apart by the length before each (RFC 5425)."""
    left, found = b"".join(received), []
    while left:
        length, _space, rest = left.partition(b" ")
        found.append(rest[: int(length)].decode())
        left = rest[int(length) :]
    return found


def test_over_tls_each_line_is_one_message(
    tmp_path: Path, logger: Callable[[SendingHandler], logging.Logger]
) -> None:
    made = make_certificate(tmp_path)
    received: list[bytes] = []
    with listening(made, received) as port:
        handler = SendingHandler(f"tls://localhost:{port}", ssl.create_default_context(cafile=str(made[0])))
        log = logger(handler)
        for number in range(50):
            log.warning("line %d\nforged Київ", number)
        until(lambda: b"line 49" in b"".join(received))
    found = messages(received)
    assert len(found) == 50
    assert all(FORM.match(line) for line in found)
    assert [f"line {number}" in line for number, line in enumerate(found)] == [True] * 50
    assert found[0].startswith("<108>1 ")


def test_a_machine_that_nobody_vouches_for_gets_nothing(
    tmp_path: Path, logger: Callable[[SendingHandler], logging.Logger]
) -> None:
    received: list[bytes] = []
    with listening(make_certificate(tmp_path), received) as port:
        handler = SendingHandler(f"tls://localhost:{port}")
        logger(handler).error("secret of the trade")
        until(lambda: handler._waiting.empty())
        time.sleep(0.1)
    assert received == []


def test_what_waits_is_sent_when_the_machine_is_back(
    tmp_path: Path, logger: Callable[[SendingHandler], logging.Logger]
) -> None:
    made = make_certificate(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    handler = SendingHandler(f"tls://localhost:{port}", ssl.create_default_context(cafile=str(made[0])))
    log = logger(handler)
    log.info("while nobody listened")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*made)
    with socket.create_server(("127.0.0.1", port)) as server:
        server.settimeout(10)
        plain, _address = server.accept()
        with context.wrap_socket(plain, server_side=True) as talking:
            assert b"while nobody listened" in talking.recv(65_536)


def test_when_it_stays_away_the_oldest_are_lost_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_sending, "MOST_WAITING", 5)
    made = make_certificate(tmp_path)
    received: list[bytes] = []
    with listening(made, received) as port:
        handler = SendingHandler(f"tls://localhost:{port}", ssl.create_default_context(cafile=str(made[0])))
        handler.setFormatter(LineFormatter())
        monkeypatch.setattr(handler, "_ensure_thread", lambda: None)
        for number in range(12):
            handler.emit(logging.LogRecord("x", logging.INFO, "", 1, "line %d", (number,), None))
        monkeypatch.undo()
        handler._ensure_thread()
        until(lambda: b"line 11" in b"".join(received))
        handler.close()
    found = messages(received)
    assert "7 lines were lost" in found[0]
    assert [line.rsplit(" ", 1)[1] for line in found[1:]] == ["7", "8", "9", "10", "11"]


def test_the_machines_own_syslog(tmp_path: Path, logger: Callable[[SendingHandler], logging.Logger]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as daemon:
        daemon.bind(str(tmp_path / "log"))
        daemon.settimeout(10)
        logger(SendingHandler(f"unix:{tmp_path}/log")).error("a fault")
        said = daemon.recv(65_536).decode()
    assert FORM.match(said)
    assert said.startswith("<107>1 ")
    assert said.endswith("a fault")


def test_nobody_waits_for_a_machine_that_is_silent(
    logger: Callable[[SendingHandler], logging.Logger],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        log = logger(SendingHandler(f"tls://localhost:{silent.getsockname()[1]}"))
        began = time.monotonic()
        for _turn in range(2_000):
            log.info("line")
        assert time.monotonic() - began < 2


def test_the_setting_adds_it_to_everything_that_is_logged(tmp_path: Path) -> None:
    from tests.security.conftest import read_settings

    values = read_settings(
        tmp_path,
        PALERMO_ALLOWED_HOSTS="x.example.org",
        PALERMO_PUBLIC_URL="https://x.example.org",
        PALERMO_LOG_TO="tls://logs.example.org:6514",
    )
    log = values["LOGGING"]
    assert log["handlers"]["elsewhere"]["target"] == "tls://logs.example.org:6514"
    assert "elsewhere" in log["root"]["handlers"]
    assert "elsewhere" in log["loggers"]["palermo.decisions"]["handlers"]
