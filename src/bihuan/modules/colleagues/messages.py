"""What can be asked about colleagues, and what then has happened."""

from bihuan.core.late import dataclass


@dataclass(frozen=True, slots=True)
class StarPerson:
    """Keep a colleague at the top of one's lists of people, or let him go (`starred` False)."""

    person: str
    starred: bool = True


@dataclass(frozen=True, slots=True)
class PersonStarred:
    """The person of this stream starred somebody, or took the star away."""

    person: str
    starred: bool = True


def star_stream(person: str) -> str:
    """The stream of the stars that somebody gave."""
    return f"colleagues:{person}"


EVENTS: tuple[type, ...] = (PersonStarred,)
