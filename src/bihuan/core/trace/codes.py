"""Serial numbers and ticket numbers as people type them."""

import re

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_NOISE = re.compile(r"[\s\-_./#]")
# The form that `tickets` gives its numbers: up to four letters, a day, six characters.
_NUMBER = re.compile(r"([A-Z]{1,4}[0-9]{6})-?([0-9A-Z]{6})")
# Shorter ones are too near to everything.
MIN_NEAR = 4
_MAX_NEAR = 24


def code_of(run: str) -> str:
    """A serial number's key: without blanks, hyphens and the like, as devices keep it."""
    return _NOISE.sub("", run)


def number_of(run: str) -> str | None:
    """The usual form of a ticket's number; None when it is none."""
    found = _NUMBER.fullmatch(run)
    return f"{found[1]}-{found[2]}" if found else None


def may_be_near(code: str) -> bool:
    """Whether a mistyped serial number may be meant: long enough, and with a digit, which plain words have not."""
    return MIN_NEAR <= len(code) <= _MAX_NEAR and code.isascii() and any(char.isdigit() for char in code)


def one_edit(code: str) -> tuple[str, ...]:
    """All that differ from `code` by one letter or digit put in, left out, replaced, or swapped with its neighbour."""
    cuts = [(code[:place], code[place:]) for place in range(len(code) + 1)]
    found = dict.fromkeys(head + tail[1:] for head, tail in cuts if tail)
    found.update(dict.fromkeys(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1))
    found.update(dict.fromkeys(head + char + tail[1:] for head, tail in cuts if tail for char in _LETTERS))
    found.update(dict.fromkeys(head + char + tail for head, tail in cuts for char in _LETTERS))
    found.pop(code, None)
    return tuple(found)
