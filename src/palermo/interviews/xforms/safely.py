"""XML from outside, read without the traps of XML: no document type, no entities, nothing fetched, bounded in size.

Threats: entity bombs, entities that read files of the server, documents so deep or so full that reading them takes the
memory. A document type is refused before the parser sees it, because libxml2 expands entities in attributes.
"""

from __future__ import annotations

from typing import Any

from lxml import etree


class TooMuch(Exception):
    """Larger, deeper or fuller than allowed."""


class HasDocumentType(ValueError):
    """There is a DOCTYPE."""


def parse(text: str, *, largest: int, deepest: int, most: int) -> Any:
    """The root element, without comments and processing instructions.

    Raises TooMuch (characters, levels, elements), HasDocumentType, and ValueError for what is no XML.
    """
    if len(text) > largest:
        raise TooMuch
    body = text[_after_declaration(text) :]
    if _has_document_type(body):
        raise HasDocumentType
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(body.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        # What the parser says repeats what it read.
        raise ValueError("no XML") from None
    _measure(root, deepest, most)
    return root


def _after_declaration(text: str) -> int:
    """Where the text begins behind its XML declaration: the encoding that it names was for the bytes."""
    start = 1 if text.startswith("\ufeff") else 0
    if not text.startswith("<?xml", start) or text[start + 5 : start + 6] not in {" ", "\t", "\r", "\n"}:
        return start
    end = text.find("?>", start)
    return start if end < 0 else end + 2


def _has_document_type(text: str) -> bool:
    """Whether anything but comments, instructions and blanks comes before the root element."""
    place = 0
    while True:
        place = _skip_blanks(text, place)
        if text.startswith("<?", place):
            end = text.find("?>", place)
        elif text.startswith("<!--", place):
            end = text.find("-->", place + 4)
        else:
            return text.startswith("<!", place)
        if end < 0:
            return False
        place = end + (2 if text.startswith("?>", end) else 3)


def _skip_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _measure(root: Any, deepest: int, most: int) -> None:
    depth = 0
    count = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count += 1
        if depth > deepest or count > most:
            raise TooMuch
