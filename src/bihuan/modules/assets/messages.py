"""Documents of devices. Devices themselves are masters, saved by `SaveRecord` (kernel/masters)."""

from bihuan.core.late import dataclass

DEVICE = "device"


@dataclass(frozen=True, slots=True)
class AttachDocument:
    """Put an uploaded file among a device's documents."""

    device: str
    file: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class RemoveDocument:
    """Take a document off a device; the file itself stays."""

    device: str
    file: str


@dataclass(frozen=True, slots=True)
class DocumentAttached:
    """The file is one of the device's documents."""

    file: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRemoved:
    """The file is none of the device's documents any more."""

    file: str


EVENTS: tuple[type, ...] = (DocumentAttached, DocumentRemoved)
PERSONAL: dict[type, tuple[str, ...]] = {}


def device_stream(device: str) -> str:
    """The stream of one device."""
    return f"{DEVICE}:{device}"
