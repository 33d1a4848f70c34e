"""What can be asked of channels, and what then has happened."""

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True)
class SaveChannel:
    """Make or change a channel; an inactive one takes no new tickets."""

    key: str
    label: JsonObject
    active: bool = True


@dataclass(frozen=True, slots=True)
class ChannelSaved:
    """A channel as it is from now on."""

    key: str
    label: JsonObject
    active: bool = True


def channel_stream(key: str) -> str:
    """The stream of one channel."""
    return f"channel:{key}"


EVENTS: tuple[type, ...] = (ChannelSaved,)
PERSONAL: dict[type, tuple[str, ...]] = {}
