"""Why an expression has no value."""

from __future__ import annotations


class XPathProblem(Exception):
    """The expression cannot be read, or has no value here. Never shown to people."""


class NotKnown(XPathProblem):
    """It asks for what the server does not have: a function nobody wrote, a list in a file of its own."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


class TooLong(XPathProblem):
    """A regular expression did not come to an end in its time."""


class LimitReached(Exception):
    """The check takes more steps or time than any form needs, so it ends here."""
