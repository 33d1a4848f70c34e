"""What can be asked of the switches, and what then has happened. One stream: `features:switches`."""

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject

STREAM = "features:switches"


@dataclass(frozen=True, slots=True)
class SwitchFeature:
    """Switch one on or off. `even_so`: also while something of it is under way, which then ends as it began."""

    feature: str
    on: bool
    even_so: bool = False


@dataclass(frozen=True, slots=True)
class FeatureSwitched:
    """From now on it is on or off. `running`: how much of it was under way at that moment, by what it is."""

    feature: str
    on: bool
    running: JsonObject


EVENTS: tuple[type, ...] = (FeatureSwitched,)


def stream_of(_command: SwitchFeature) -> str:
    """A company has one set of switches."""
    return STREAM
