"""Missing answers, in the mix of states that field data have.

A blank is never "no": an answer may be unknown, refused or never asked for, and a demo without them would flatter
every table. Most missing answers are unknown, some were not asked, few were refused.
"""

from random import Random

UNKNOWN = "unknown"
REFUSED = "refused"
NOT_ASKED = ""

CORE_ONLY = ("BEL", "CHE", "DEU", "DNK", "IND", "LBN", "MAR", "NLD")
"""Missions that, in this fiction, send the core variables and not the longer interview."""


def missing(dice: Random, refused: float = 0.06) -> str:
    """Draw the state of an answer that is missing. ``refused`` is the share of refusals."""
    roll = dice.random()
    if roll < refused:
        return REFUSED
    return NOT_ASKED if roll > 0.82 else UNKNOWN


def perhaps(dice: Random, share: float, answer: str) -> str:
    """Lose the answer with the probability ``share``."""
    return missing(dice) if dice.random() < share else answer
