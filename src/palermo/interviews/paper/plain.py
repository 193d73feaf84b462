"""Labels as plain text. XLSForm allows a little Markdown and HTML in them; paper shows the words."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<[A-Za-z/][^<>]*>")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_STRESSED = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])")
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)


def plain(text: str) -> str:
    """The words of a label without marks; references to other answers (``${x}``, compiled) are not in it."""
    words = html.unescape(_TAG.sub("", text))
    for pattern, kept in ((_LINK, r"\1"), (_STRONG, r"\2"), (_STRESSED, r"\2"), (_HEADING, "")):
        words = pattern.sub(kept, words)
    return words.strip()
