"""Sends each line of the log to another machine as well (``PALERMO_LOG_TO``): syslog over TLS, RFC 5424 and 5425.

Threat: whoever takes over the server takes its logs along, and the audit's anchors with them. What has left cannot be
changed here any more; the newest link of the audit's chain goes the same way, once a minute while there are acts.

    PALERMO_LOG_TO=tls://logs.example.org:6514
    PALERMO_LOG_TO=unix:/dev/log          the machine's own syslog, which sends it on

Nobody waits for it: lines wait in memory, and when the other machine is away for long the oldest are lost and counted.
"""

from __future__ import annotations

import logging
import os
import queue
import socket
import ssl
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

#: Lines that wait at most, and seconds between two tries to connect (the first, the last).
MOST_WAITING = 10_000
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
PATIENCE = 10
#: Seconds that the end of the process waits for what is left.
FAREWELL = 2.0
FACILITY = 13  # log audit
SEVERITIES = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}


class SendingHandler(logging.Handler):
    """Hands lines to a thread of its own, which begins with the first line (so also after a fork)."""

    def __init__(self, target: str, context: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self._target = target
        self._context = context
        self._waiting: queue.Queue[bytes] = queue.Queue(MOST_WAITING)
        self._lost = 0
        self._process = 0
        self._begin = threading.Lock()
        self._ends = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self._message(record)
        except Exception:  # noqa: BLE001 - a line that cannot be written must not stop the work
            self.handleError(record)
            return
        while True:
            try:
                self._waiting.put_nowait(line)
                break
            except queue.Full:
                self._drop_oldest()
        self._ensure_thread()

    def close(self) -> None:
        """Give what waits a moment to leave."""
        until = time.monotonic() + FAREWELL
        while self._process == os.getpid() and not self._waiting.empty() and time.monotonic() < until:
            time.sleep(0.02)
        self._ends.set()
        super().close()

    def _message(self, record: logging.LogRecord) -> bytes:
        """One message of RFC 5424."""
        severity = next((code for level, code in SEVERITIES.items() if record.levelno >= level), 7)
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        when = moment.replace("+00:00", "Z")
        head = f"<{FACILITY * 8 + severity}>1 {when} {socket.gethostname()} palermo {os.getpid()} - - "
        return (head + self.format(record)).encode("utf-8", "backslashreplace")

    def _drop_oldest(self) -> None:
        try:
            self._waiting.get_nowait()
            self._lost += 1
        except queue.Empty:
            pass

    def _ensure_thread(self) -> None:
        if self._process == os.getpid():
            return
        with self._begin:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._send_all, name="log sending", daemon=True).start()

    def _send_all(self) -> None:
        pause, line, connection = FIRST_PAUSE, b"", None
        while not self._ends.is_set():
            try:
                line = line or self._waiting.get(timeout=1)
            except queue.Empty:
                continue
            try:
                connection = connection or self._connect()
                if self._lost:
                    self._send(connection, f"{self._lost} lines were lost.".encode())
                    self._lost = 0
                self._send(connection, line)
                line, pause = b"", FIRST_PAUSE
            except OSError:
                if connection is not None:
                    connection.close()
                connection = None
                self._ends.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _connect(self) -> socket.socket:
        parts = urlsplit(self._target)
        if parts.scheme == "unix":
            plain = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            plain.connect(parts.path)
            return plain
        plain = socket.create_connection((parts.hostname or "", parts.port or 6514), timeout=PATIENCE)
        context = self._context or ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            return context.wrap_socket(plain, server_hostname=parts.hostname)
        except OSError:
            plain.close()
            raise

    @staticmethod
    def _send(connection: socket.socket, message: bytes) -> None:
        """With its length before it on a stream (RFC 5425)."""
        is_stream = connection.type == socket.SOCK_STREAM
        connection.sendall(b"%d %s" % (len(message), message) if is_stream else message)
