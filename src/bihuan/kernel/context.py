"""What a handler, guard or reaction is given: a view of the state, the caller and the present instant."""

from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Any, TypeVar

from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.kernel.command import Caller, StoredEvent
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tx import Tx

T = TypeVar("T")
ReadStream = Callable[[Tx, str, int], list[StoredEvent]]


@dataclass(frozen=True, slots=True)
class TenantInfo:
    """What everyone may know of a tenant. `zone` is an IANA name; `language` is zh or en."""

    slug: str
    id: str
    name: str
    zone: str = "Asia/Shanghai"
    language: str = "zh"


@dataclass(slots=True)
class Context:
    """State and circumstances of one command. Handlers read through `tx` and never write.

    `claimed` and `skew` are the envelope's. `events`: what the whole unit has brought about so far, in order; it
    grows while the unit goes on. `log`: how streams are read; None where no command is decided.
    """

    tx: Tx
    tenant: TenantInfo
    caller: Caller
    now: Instant
    command_id: str
    channel: str
    claimed: Instant | None = None
    cause: str | None = None
    events: Sequence[StoredEvent] = ()
    skew: int | None = None
    log: ReadStream | None = None
    _drawn: int = 0
    _once: dict[Any, Any] = field(default_factory=dict)

    def new_id(self) -> str:
        """The next id of this command: decided again at the same instant, it draws the same ids."""
        self._drawn += 1
        drawn = derived_id(self.command_id, str(self._drawn)).replace("-", "")
        # Version 8 of RFC 9562: the instant in front, so that new rows stand together in every index.
        text = f"{self.now & 0xFFFFFFFFFFFF:012x}8{drawn[13:16]}{drawn[16:]}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def since(self, stream: str, no: int) -> list[StoredEvent]:
        """What happened in `stream` after its event number `no`, in order."""
        if self.log is None:
            raise LookupError("no command is being decided here")
        return self.log(self.tx, stream, no)

    def once(self, key: Any, load: Callable[[], T]) -> T:
        """The value under `key`, loaded once per command: check, guard and handler share it."""
        if key not in self._once:
            self._once[key] = load()
        return self._once[key]  # type: ignore[no-any-return]
