"""Lengths say things: ``yes`` and ``no`` have different ones. So what is sealed is padded first.

Threat: the stolen database shows the length of every ciphertext, and an answer with few possible values would
be read from it. Short values take one step; long ones grow in steps of at most an eighth, so the length of a
story is known only roughly. The padding itself is the one of ISO/IEC 7816-4: one byte 0x80, then zeros.
"""

from __future__ import annotations

#: Bytes of the shortest padded value; most names, dates and numbers fit.
SMALLEST_STEP = 32


def padded_length(length: int, step: int = SMALLEST_STEP) -> int:
    """The padded length of ``length`` bytes: at least one more, a multiple of ``step`` or of a coarser power
    of two."""
    needed = length + 1
    step = max(step, 1 << max(needed.bit_length() - 4, 0))
    return -(-needed // step) * step


def pad(content: bytes, step: int = SMALLEST_STEP) -> bytes:
    return (content + b"\x80").ljust(padded_length(len(content), step), b"\x00")


def unpad(padded: bytes) -> bytes:
    """Undo ``pad``. Only called on authenticated bytes; ValueError means a bug, not an attack."""
    content, mark, _zeros = padded.rpartition(b"\x80")
    if not mark:
        raise ValueError("There is no padding.")
    return content
