"""Text that can be kept."""


def is_storable(text: str) -> bool:
    """Whether `text` has neither NUL, which PostgreSQL refuses, nor half a surrogate pair, which UTF-8 has not."""
    return "\x00" not in text and (text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text))
