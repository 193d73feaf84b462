"""Letters of scripts whose general romanisation does not fit names, and words that are no part of a name.

``anyascii`` reads every script there is; these tables override it where a general table loses what the
spellings of one name have in common (Serbian Ј is a vowel, Greek Χ is breathed, Arabic writes no short
vowels). Sources: BGN/PCGN and ICAO 9303 for Cyrillic, ISO 233 and the spellings of passports for Arabic; the
reading is coarse on purpose.
"""

from __future__ import annotations

#: Latin letters whose mark changes the sound; the marks of all others are simply dropped.
LATIN = str.maketrans(
    {
        "č": "ch", "ć": "ch", "ç": "ch", "š": "sh", "ś": "sh", "ş": "sh", "ș": "sh", "ž": "zh", "ź": "zh", "ż": "zh",
        "ğ": "g", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ñ": "n", "ț": "ts", "ţ": "ts", "ə": "a",
        "ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "ŋ": "ng",
    }
)  # fmt: skip

CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ye", "ж": "zh", "з": "z",
        "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
        "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ђ": "dj", "ћ": "ch", "џ": "dj", "љ": "ly",
        "њ": "ny", "ј": "y", "ѓ": "g", "ќ": "k", "ѕ": "dz", "қ": "q", "ғ": "gh", "ҳ": "h", "ҷ": "j", "ң": "ng",
        "ө": "o", "ү": "u", "ұ": "u", "һ": "h", "җ": "j", "ә": "a", "ӯ": "u", "ӣ": "i",
    }
)  # fmt: skip

#: Consonants, one Latin letter for each, so that no two of them run together; vowel letters are read in
#: ``romanise``. Hamza, ayn, and the signs that nobody writes in a name are silent.
ARABIC = str.maketrans(
    {
        "ب": "b", "پ": "b", "ت": "t", "ٹ": "t", "ث": "t", "ج": "j", "چ": "s", "ح": "h", "خ": "h", "د": "d", "ڈ": "d",
        "ذ": "d", "ر": "r", "ڑ": "r", "ړ": "r", "ڕ": "r", "ز": "z", "ژ": "z", "ږ": "z", "س": "s", "ش": "s", "ښ": "s",
        "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f", "ڤ": "v", "ق": "q", "ك": "k", "ک": "k", "گ": "g",
        "ګ": "g", "ل": "l", "ڵ": "l", "م": "m", "ن": "n", "ں": "n", "ڼ": "n", "ه": "h", "ہ": "h", "ھ": "", "څ": "s",
        "ځ": "z", "ڭ": "n", "ة": "", "ع": "", "ء": "", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ؤ": "u", "ئ": "i",
        "ا": "a", "ى": "a", "ە": "a", "ێ": "i", "ې": "i", "ۍ": "i", "ۆ": "o", "ۇ": "u", "ے": "i", "ـ": "",
    }
)  # fmt: skip
ARABIC_WAW, ARABIC_YA, ARABIC_HA = "و", "يی", "هہ"

HEBREW = str.maketrans(
    {
        "א": "", "ב": "v", "ג": "g", "ד": "d", "ה": "h", "ז": "z", "ח": "h", "ט": "t", "כ": "h", "ך": "h", "ל": "l",
        "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "", "פ": "f", "ף": "f", "צ": "s", "ץ": "s", "ק": "k",
        "ר": "r", "ש": "s", "ת": "t",
    }
)  # fmt: skip
#: Hebrew letters that are hard at the beginning of a word and soft within it.
HEBREW_HARD = {"ב": "b", "כ": "k", "פ": "p"}

GREEK_BEGINNINGS = {"μπ": "b", "ντ": "d", "γκ": "g"}
GREEK_PAIRS = {"ου": "u", "αυ": "av", "ευ": "ev", "γγ": "ng"}
GREEK = str.maketrans({"χ": "kh", "υ": "i", "η": "i", "ψ": "ps", "ξ": "ks", "θ": "th", "φ": "f", "β": "v"})

#: Surnames that are read otherwise than the same sign in a word (the general table has the word's reading).
CHINESE_SURNAMES = {
    "单": "shan", "單": "shan", "曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "区": "ou", "區": "ou", "盖": "ge",
    "翟": "zhai", "覃": "qin", "尉": "yu", "黑": "he", "缪": "miao", "繆": "miao", "乐": "yue", "樂": "yue",
    "员": "yun", "宓": "fu", "召": "shao", "郇": "xun", "朴": "piao",
}  # fmt: skip
_DOUBLE_SURNAMES = (
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 长孙 宇文 轩辕 端木 独孤 南宫"
)
CHINESE_DOUBLE_SURNAMES = frozenset(_DOUBLE_SURNAMES.split())
#: Surnames as their bearers spell them, where that differs from the sound of the sign.
KOREAN_SURNAMES = {
    "이": "lee", "박": "park", "최": "choi", "임": "lim", "유": "yoo", "노": "roh", "류": "ryu", "정": "jung"
}  # fmt: skip

_ARTICLES = "al el ul as ash ad ar az at"
_PARTICLES = (
    "an bn bin ben ibn bint abu abou umm oum ould bou de del della di da dos das des la las los van von der den ter"
    " y e bani aal ud uddin"
)
#: The Arabic article and its forms before a letter of the sun, in Latin letters: never a name.
ARTICLES = frozenset(_ARTICLES.split())
#: Words between names that some write and others leave out. Some of them are names elsewhere (Van, Ben, Das).
PARTICLES = frozenset(_PARTICLES.split())
#: "Servant of": the first half of names that some write in one word and others in two or three.
SERVANT = frozenset({"abd", "abdul", "abdel", "abdal", "abdu", "abdou", "abdil"})
#: Scripts of India, whose general romanisation writes c for ch.
INDIAN = frozenset(
    {"DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM"}
)
