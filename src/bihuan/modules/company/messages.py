"""What can be asked of the company's profile, and what then has happened. One stream: `company:profile`."""

from bihuan.core.late import dataclass

STREAM = "company:profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveProfile:
    """What the company calls itself and where it is reached. Empty names: those that it was founded with."""

    name: str = ""
    full_name: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class SetLogo:
    """A logo that `logo.redrawn` has made: base64 of a PNG, its size in pixels."""

    content: str
    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class RemoveLogo:
    """The name alone again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSaved:
    """From now on it is called so."""

    name: str
    full_name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class LogoSet:
    """From now on this is the logo. The picture stands in the event: a logo is small, and a replay draws it again."""

    content: str
    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LogoRemoved:
    """There is no logo."""


EVENTS: tuple[type, ...] = (ProfileSaved, LogoSet, LogoRemoved)


def profile_stream(_command: SaveProfile | SetLogo | RemoveLogo) -> str:
    """A company has one profile."""
    return STREAM
