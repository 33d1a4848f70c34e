"""What counts as a blank. Spelled out, because `str.strip()` and JavaScript's `trim()` disagree on two of them."""

BLANKS = (
    "\t\n\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_NONE = str.maketrans("", "", BLANKS)


def trimmed(text: str) -> str:
    """Without blanks around it."""
    return text.strip(BLANKS)


def unspaced(text: str) -> str:
    """Without any blank."""
    return text.translate(_NONE)
