"""Events of notices into rows. Pure in the stream: replay gives the same rows and timers."""

from collections.abc import Callable
from typing import Any

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.ids import derived_id
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Tx
from bihuan.modules.notifications import messages as m
from bihuan.modules.notifications.tables import (
    delivery_attempt,
    notice,
    notice_channel,
    notice_delivery,
    notice_preference,
    notice_template,
)

_RELEASE, _DIGEST = "release", "digest"
_AS_THEY_ARE = (
    *("person", "group", "kind", "template_version", "ticket", "number", "cause", "source", "language", "title"),
    *("text", "shows", "bare", "urgent", "listed", "channels", "unreachable", "visible_at", "digest_at"),
)


def apply_notice(tx: Tx, notice_id: str, events: list[StoredEvent]) -> None:
    """Bring one notice up to its stream's last event."""
    for stored in events:
        _NOTICE[type(stored.event)](tx, notice_id, stored)
    tx.update(notice, {"id": notice_id}, {"version": events[-1].no})


def _made(tx: Tx, notice_id: str, stored: StoredEvent) -> None:
    event = stored.event
    row = {name: thaw_json(getattr(event, name)) for name in _AS_THEY_ARE}
    later = event.visible_at > stored.at
    state = {"made_at": stored.at, "released": not later, "digest": None, "erased": False, "version": stored.no}
    tx.insert(notice, {"id": notice_id, **row, **state})
    if later:
        set_timer(tx, stored.stream, _RELEASE, event.visible_at, {"type": "ReleaseNotice", "notice": notice_id})
    if event.digest_at is not None:
        set_timer(tx, stored.stream, _DIGEST, event.digest_at, {"type": "SendDigest", "person": event.person})


def _released(tx: Tx, notice_id: str, stored: StoredEvent) -> None:
    tx.update(notice, {"id": notice_id}, {"released": True})
    clear_timer(tx, stored.stream, _RELEASE)


def _digested(tx: Tx, notice_id: str, stored: StoredEvent) -> None:
    tx.update(notice, {"id": notice_id}, {"digest": stored.event.digest, "digest_at": None})
    clear_timer(tx, stored.stream, _DIGEST)


def _asked(tx: Tx, notice_id: str, stored: StoredEvent) -> None:
    row = {"notice": notice_id, "channel": stored.event.channels[0], "asked_at": stored.at}
    tx.insert(notice_delivery, {"id": derived_id(stored.ref, m.DELIVER), **row})


def _erased(tx: Tx, notice_id: str, stored: StoredEvent) -> None:
    tx.update(notice, {"id": notice_id}, {"erased": True, "title": None, "text": None, "digest_at": None})
    for delivery in tx.all(notice_delivery, notice=notice_id):
        # Providers like to say to whom they could not deliver.
        tx.execute(delivery_attempt.update().where(delivery_attempt.c.delivery == delivery["id"]).values(detail=None))
    for name in (_RELEASE, _DIGEST):
        clear_timer(tx, stored.stream, name)


_NOTICE: dict[type, Callable[[Tx, str, StoredEvent], None]] = {
    m.NoticeMade: _made,
    m.NoticeReleased: _released,
    m.NoticeDigested: _digested,
    m.DeliveryAsked: _asked,
    m.NoticeErased: _erased,
}


def apply_channel(tx: Tx, key: str, events: list[StoredEvent]) -> None:
    """Bring one channel up to its stream's last event."""
    for stored in events:
        event = stored.event
        if isinstance(event, m.NoticeChannelSaved):
            names = ("kind", "label", "settings", "secrets", "enabled", "role")
            row: dict[str, Any] = {name: thaw_json(getattr(event, name)) for name in names}
            tx.upsert(notice_channel, {"key": key, **row, "removed": False, "tested": None, "version": stored.no})
        elif isinstance(event, m.ChannelTestAsked):
            tx.update(notice_channel, {"key": key}, {"tested": derived_id(stored.ref, m.TEST), "version": stored.no})
        else:
            gone = {"removed": True, "secrets": None, "enabled": False, "version": stored.no}
            tx.update(notice_channel, {"key": key}, gone)


def apply_template(tx: Tx, kind: str, events: list[StoredEvent]) -> None:
    """Each published version is a row of its own."""
    for stored in events:
        event = stored.event
        row = {"number": event.number, "texts": thaw_json(event.texts), "enabled": event.enabled, "by": list(event.by)}
        tx.insert(notice_template, {"kind": kind, **row})


def apply_preference(tx: Tx, person: str, events: list[StoredEvent]) -> None:
    """A person's choice, as last made."""
    last = events[-1]
    row = {"person": person, "preferences": thaw_json(last.event.preferences), "version": last.no}
    tx.upsert(notice_preference, row)
