"""Events of people, organisation, rights and credentials into rows."""

import hashlib
from collections.abc import Callable
from typing import Any

from bihuan.core.values import JsonObject, thaw_json
from bihuan.db.sort_key import sort_key
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.replay import erase_payloads
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import messages as m
from bihuan.modules.identity import tables as t

Applier = Callable[[Tx, str, StoredEvent], None]


def apply_user(tx: Tx, user_id: str, events: list[StoredEvent]) -> None:
    """A profile, its memberships, its deputies."""
    for stored in events:
        if isinstance(stored.event, m.UserSaved):
            _save_user(tx, user_id, stored, stored.event)
        elif isinstance(stored.event, m.DeputiesAppointed):
            _save_deputies(tx, user_id, stored.event)
        elif type(stored.event) in _STATES:
            tx.update(t.user, {"id": user_id}, {"state": _STATES[type(stored.event)]})
        tx.update(t.user, {"id": user_id}, {"version": stored.no, "changed_at": stored.at})
        if isinstance(stored.event, m.UserErased):
            _forget_person(tx, user_id)
    _turn_epoch(tx, events)


_STATES: dict[type, str] = {m.UserLeft: "left", m.UserReturned: "active", m.UserErased: "erased"}


def _save_user(tx: Tx, user_id: str, stored: StoredEvent, event: m.UserSaved) -> None:
    row: JsonObject = {
        "name": event.name,
        "name_key": sort_key(event.name),
        "login": event.login,
        "phone": event.phone,
        "email": event.email,
        "language": event.language,
        "customer": event.customer,
        "manager": event.manager,
    }
    if not tx.update(t.user, {"id": user_id}, row):
        times = {"created_at": stored.at, "changed_at": stored.at, "version": stored.no}
        tx.insert(t.user, {"id": user_id, "state": "active", **row, **times})
    tx.delete(t.member, user=user_id)
    tx.insert(t.member, *_memberships(user_id, event))


def _memberships(user_id: str, event: m.UserSaved) -> list[JsonObject]:
    named = {"department": event.departments, "role": event.roles, "area": event.areas, "team": event.teams}
    rows: list[JsonObject] = [
        {"user": user_id, "kind": kind, "target": target, "place": place, "level": None}
        for kind, targets in named.items()
        for place, target in enumerate(targets)
    ]
    for place, (skill, level) in enumerate(sorted(event.skills.items())):
        rows.append({"user": user_id, "kind": "skill", "target": skill, "place": place, "level": level})
    return rows


def _save_deputies(tx: Tx, user_id: str, event: m.DeputiesAppointed) -> None:
    tx.delete(t.deputy, user=user_id)
    rows = [
        {
            "user": user_id,
            "place": place,
            "deputy": d["deputy"],
            "from_at": d["from"],
            "until_at": d["until"],
            "types": thaw_json(d.get("types")),
            "roles": thaw_json(d.get("roles")),
            "away": d.get("away") or None,
        }
        for place, d in enumerate(event.deputies)
    ]
    tx.insert(t.deputy, *rows)


def _forget_person(tx: Tx, user_id: str) -> None:
    personal = dict.fromkeys(("name", "name_key", "login", "phone", "email", "customer"))
    tx.update(t.user, {"id": user_id}, personal)
    tx.delete(t.member, user=user_id)
    tx.delete(t.deputy, user=user_id)


def apply_org_unit(tx: Tx, unit_id: str, events: list[StoredEvent]) -> None:
    """A department, area, skill or team."""
    for stored in events:
        if isinstance(stored.event, m.OrgUnitSaved):
            event = stored.event
            row = {
                "id": unit_id,
                "kind": stored.stream.partition(":")[0],
                "name": event.name,
                "name_key": sort_key(event.name),
                "parent": event.parent,
                "head": event.head,
                "removed": False,
                "version": stored.no,
            }
            tx.upsert(t.org_unit, row)
        elif isinstance(stored.event, m.OrgUnitRemoved):
            tx.update(t.org_unit, {"id": unit_id}, {"removed": True, "version": stored.no})
    _turn_epoch(tx, events)


def apply_role(tx: Tx, key: str, events: list[StoredEvent]) -> None:
    """A role with its grants."""
    for stored in events:
        if isinstance(stored.event, m.RoleSaved):
            row = {
                "key": key,
                "label": dict(stored.event.label),
                "grants": thaw_json(stored.event.grants),
                "ready": stored.event.ready,
                "removed": False,
                "version": stored.no,
                "second_factor": stored.event.second_factor or None,
            }
            tx.upsert(t.role, row)
        elif isinstance(stored.event, m.RoleRemoved):
            tx.update(t.role, {"key": key}, {"removed": True, "version": stored.no})
    _turn_epoch(tx, events)


def apply_confidential(tx: Tx, type_key: str, events: list[StoredEvent]) -> None:
    """Whether a ticket type is confidential."""
    for stored in events:
        if isinstance(stored.event, m.TypeConfidentialitySet):
            tx.upsert(t.confidential_type, {"type": type_key, "confidential": stored.event.confidential})
    _turn_epoch(tx, events)


def _turn_epoch(tx: Tx, events: list[StoredEvent]) -> None:
    # A fingerprint and no counter: after a rolled-back unit the next one must not meet caches filled under the number
    # it takes. Every change of rights writes this row, so two on PostgreSQL never decide on each other's old state.
    row = tx.get(t.epoch, id=1)
    text = (row["value"] if row else "") + repr([(stored.ref, stored.at, stored.event) for stored in events])
    tx.upsert(t.epoch, {"id": 1, "value": hashlib.sha256(text.encode()).hexdigest()})


# --- credentials ----------------------------------------------------------------------------------------------------


def apply_access(tx: Tx, user_id: str, events: list[StoredEvent]) -> None:
    """Password, second factor, sessions and tokens of one person; other facts of the stream make no rows."""
    for stored in events:
        applier = _ACCESS.get(type(stored.event))
        if applier is not None:
            applier(tx, user_id, stored)


def _credential(tx: Tx, user_id: str, stored: StoredEvent, values: JsonObject) -> None:
    values = {**values, "version": stored.no}
    if not tx.update(t.credential, {"user": user_id}, values):
        blank = {"password": None, "password_expires": False, "totp_secret": None, "totp_state": "off", "totp_step": 0}
        tx.insert(t.credential, {"user": user_id, **blank, **values})


def _password_set(tx: Tx, user_id: str, stored: StoredEvent) -> None:
    event = stored.event
    _credential(tx, user_id, stored, {"password": event.password, "password_expires": event.expires})


def _invited(tx: Tx, user_id: str, stored: StoredEvent) -> None:
    _credential(tx, user_id, stored, {})


def _totp_enrolled(tx: Tx, user_id: str, stored: StoredEvent) -> None:
    _credential(tx, user_id, stored, {"totp_secret": stored.event.secret, "totp_state": "enrolled"})


def _totp_confirmed(tx: Tx, user_id: str, stored: StoredEvent) -> None:
    _credential(tx, user_id, stored, {"totp_state": "on", "totp_step": stored.event.step})


def _totp_disabled(tx: Tx, user_id: str, stored: StoredEvent) -> None:
    _credential(tx, user_id, stored, {"totp_secret": None, "totp_state": "off", "recovery": None})


def _recovery_codes_made(tx: Tx, user_id: str, stored: StoredEvent) -> None:
    _credential(tx, user_id, stored, {"recovery": list(stored.event.codes)})


def _recovery_code_used(tx: Tx, user_id: str, stored: StoredEvent) -> None:
    row = tx.get(t.credential, user=user_id)
    left = [code for code in (row["recovery"] if row else None) or () if code != stored.event.recovery]
    _credential(tx, user_id, stored, {"recovery": left})


def _session_opened(tx: Tx, user_id: str, stored: StoredEvent) -> None:
    event = stored.event
    for ended in event.ended:
        tx.delete(t.session, id=ended)
    if event.totp_step is not None:
        _credential(tx, user_id, stored, {"totp_step": event.totp_step})
    if event.recovery is not None:
        _recovery_code_used(tx, user_id, stored)
    row: dict[str, Any] = {
        "id": event.session,
        "user": user_id,
        "token_hash": event.token_hash,
        "created_at": stored.at,
        "expires_at": event.expires,
        "idle_ms": event.idle_ms,
        "ip": stored.origin.get("ip"),
        "device": stored.origin.get("device"),
        "must_enrol": event.must_enrol or None,
    }
    tx.insert(t.session, row)


def _sessions_closed(tx: Tx, _: str, stored: StoredEvent) -> None:
    for session in stored.event.sessions:
        tx.delete(t.session, id=session)


def _token_created(tx: Tx, user_id: str, stored: StoredEvent) -> None:
    event = stored.event
    row = {
        "id": event.token,
        "user": user_id,
        "name": event.name,
        "token_hash": event.token_hash,
        "scopes": list(event.scopes),
        "created_at": stored.at,
        "expires_at": event.expires,
        "revoked": False,
    }
    tx.insert(t.token, row)


def _tokens_revoked(tx: Tx, _: str, stored: StoredEvent) -> None:
    for token in stored.event.tokens:
        tx.update(t.token, {"id": token}, {"revoked": True})


_ACCESS: dict[type, Applier] = {
    m.PasswordSet: _password_set,
    m.UserInvited: _invited,
    m.TotpEnrolled: _totp_enrolled,
    m.TotpConfirmed: _totp_confirmed,
    m.RecoveryCodesMade: _recovery_codes_made,
    m.TotpDisabled: _totp_disabled,
    m.SessionOpened: _session_opened,
    m.SessionsClosed: _sessions_closed,
    m.TokenCreated: _token_created,
    m.TokensRevoked: _tokens_revoked,
}


# --- erasure --------------------------------------------------------------------------------------------------------


def erase_if_asked(tx: Tx, hooks: Hooks, kind: str, user_id: str) -> None:
    """After a unit: an erased person's payloads go in the same commit, from `user:` and from `access:`.

    Also after a restore of an older backup and whatever rebuilds the stream, so what was erased stays erased.
    """
    row = tx.get(t.user, id=user_id)
    if row is not None and row["state"] == "erased":
        # Who erased, and from where, stays: that event is the last of the profile's stream.
        erase_payloads(tx, hooks, f"{kind}:{user_id}", before=row["version"] if kind == "user" else None)
