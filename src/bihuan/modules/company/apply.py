"""Events of the company's profile into rows."""

from typing import Any

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.company.messages import LogoRemoved, LogoSet, ProfileSaved
from bihuan.modules.company.tables import company_logo, company_profile

_WORDS = ("name", "full_name", "phone", "address")
_NOTHING: dict[str, Any] = {**dict.fromkeys(_WORDS, ""), "logo": None, "logo_width": None, "logo_height": None}


def apply_profile(tx: Tx, key: str, events: list[StoredEvent]) -> None:
    """Bring the profile up to its last event."""
    row = {**_NOTHING, **(tx.get(company_profile, key=key) or {}), "key": key}
    for stored in events:
        event = stored.event
        row["version"] = stored.no
        if isinstance(event, ProfileSaved):
            row |= {name: getattr(event, name) for name in _WORDS}
        elif isinstance(event, LogoSet):
            row |= {"logo": event.digest, "logo_width": event.width, "logo_height": event.height}
            tx.upsert(company_logo, {"key": key, "content": event.content})
        elif isinstance(event, LogoRemoved):
            row |= {"logo": None, "logo_width": None, "logo_height": None}
            tx.delete(company_logo, key=key)
    tx.upsert(company_profile, row)
