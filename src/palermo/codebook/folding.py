"""Folds text so that two spellings of the same word compare equal, in any script.

Folding is for looking words up, never for storing them: what a person typed is kept as typed.
It ignores case, accents, width (full-width Latin), invisible direction marks, spaces, underscores, hyphens and
other punctuation, and reads ``&`` as *and*. It keeps the vowel signs of scripts that would lose words without
them (Devanagari, Thai and others), and keeps ``+`` because *48+* and *48* differ.
"""

import re
import unicodedata

# Marks that are ornaments of a letter in Latin, Greek, Cyrillic, Hebrew and Arabic writing. Marks of other scripts
# stay: in Thai or Hindi they are vowels.
_ORNAMENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_SEPARATORS = re.compile(r"[^\w+]|_")
_ASCII_SEPARATORS = re.compile(r"[^a-z0-9+]+")

# Letters that Unicode does not take apart although readers take them for a plain letter with an ornament, and the
# Arabic letters that keyboards and habits interchange. Tatweel only stretches a word.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ى": "ي",
        "ة": "ه",
        "ـ": "",
    }
)


def visible(text: str) -> str:
    """Return *text* trimmed and without invisible format characters such as right-to-left marks."""
    if text.isascii():
        return text.strip()
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()


def plain(text: str) -> str:
    """Like :func:`visible`, in compatibility form: full-width letters and digits become ordinary ones. Case and
    accents stay."""
    return text.strip() if text.isascii() else visible(unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """Return the form of *text* under which spellings are compared; empty when nothing but punctuation is left."""
    if text.isascii():
        return _ASCII_SEPARATORS.sub("", text.lower().replace("&", "and"))
    apart = unicodedata.normalize("NFKD", plain(text)).casefold()
    letters = unicodedata.normalize("NFC", _ORNAMENTS.sub("", apart)).translate(_LETTERS)
    return _SEPARATORS.sub(_keep_vowel_signs, letters.replace("&", "and"))


def _keep_vowel_signs(match: re.Match[str]) -> str:
    """Marks are not word characters for ``re``; those left at this point carry meaning and stay."""
    sign = match.group()
    return sign if unicodedata.category(sign).startswith("M") else ""
