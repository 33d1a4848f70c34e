"""Reads of people, organisation, rights and credentials."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import NOTHING, Allowed, FieldAccess, decide_access, field_scope
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import Instant, JsonObject
from bihuan.db.scope_sql import Link, scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Circumstances, ListAsk, Listing, Page, list_page, plain_column, text_column
from bihuan.kernel.named import Nameable, Thing
from bihuan.kernel.statements import Compiled, compile_statement
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import tables as t

MEMBER_KINDS = ("department", "role", "skill", "area", "team")
_ACTIVE = "active"


# --- people ---------------------------------------------------------------------------------------------------------


def user(tx: Tx, user_id: str) -> Row | None:
    """The row of one person, whatever their state."""
    return tx.get(t.user, id=user_id)


def user_by_login(tx: Tx, login: str) -> Row | None:
    """The person with this login (already folded)."""
    return tx.get(t.user, login=login)


def memberships(tx: Tx, user_ids: Iterable[str]) -> dict[str, dict[str, list[Row]]]:
    """What each person belongs to or has, by kind, in the order given."""
    wanted = list(user_ids)
    found: dict[str, dict[str, list[Row]]] = {user_id: {kind: [] for kind in MEMBER_KINDS} for user_id in wanted}
    statement = sa.select(t.member).where(t.member.c.user.in_(wanted))
    for row in tx.rows(statement.order_by(t.member.c.kind, t.member.c.place)):
        found[row["user"]][row["kind"]].append(row)
    return found


def targets(tx: Tx, user_id: str) -> dict[str, tuple[str, ...]]:
    """The ids of what one person belongs to or has, by kind, in the order given."""
    found: dict[str, list[str]] = {kind: [] for kind in MEMBER_KINDS}
    for row in tx.all(t.member, ("kind", "place"), user=user_id):
        found[row["kind"]].append(row["target"])
    return {kind: tuple(ids) for kind, ids in found.items()}


def named_targets(has: dict[str, list[Row]]) -> dict[str, Any]:
    """One person's memberships as pages and profiles name them; skills with their levels."""
    lists = {f"{kind}s": [row["target"] for row in rows] for kind, rows in has.items() if kind != "skill"}
    return {**lists, "skills": {row["target"]: row["level"] for row in has["skill"]}}


def active_members(tx: Tx, kind: str, target: str) -> tuple[str, ...]:
    """The active people who belong to or have `target`, oldest account first."""
    joined = t.member.join(t.user, t.member.c.user == t.user.c.id)
    statement = (
        sa.select(t.user.c.id)
        .select_from(joined)
        .where(t.member.c.kind == kind, t.member.c.target == target, t.user.c.state == _ACTIVE)
        .order_by(t.user.c.created_at, t.user.c.id)
    )
    return tuple(row["id"] for row in tx.rows(statement))


def has_members(tx: Tx, kind: str, target: str) -> bool:
    """Whether anybody who was not erased belongs to or has `target`."""
    return (
        tx.scalar(sa.select(t.member.c.user).where(t.member.c.kind == kind, t.member.c.target == target).limit(1))
        is not None
    )


def names(tx: Tx, user_ids: Iterable[str]) -> dict[str, Row]:
    """Id, name and state of several people."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    columns = (t.user.c.id, t.user.c.name, t.user.c.state)
    rows = tx.rows(sa.select(*columns).where(t.user.c.id.in_(wanted)))
    return {row["id"]: row for row in rows}


def deputies(tx: Tx, user_id: str) -> list[Row]:
    """Every deputy that was appointed, first choice first, past ones too."""
    return tx.all(t.deputy, ("place",), user=user_id)


def all_deputies(tx: Tx) -> list[Row]:
    """Everybody's deputies, first choice first."""
    return tx.all(t.deputy, ("user", "place"))


def existing(tx: Tx, kind: str, ids: Iterable[str]) -> frozenset[str]:
    """Those of `ids` that can be given to people: active users, units and roles that were not removed."""
    wanted = list(ids)
    if not wanted:
        return frozenset()
    if kind == "user":
        statement = sa.select(t.user.c.id).where(t.user.c.id.in_(wanted), t.user.c.state == _ACTIVE)
    elif kind == "role":
        statement = sa.select(t.role.c.key.label("id")).where(t.role.c.key.in_(wanted), ~t.role.c.removed)
    else:
        unit = t.org_unit.c
        statement = sa.select(unit.id).where(unit.id.in_(wanted), unit.kind == kind, ~unit.removed)
    return frozenset(row["id"] for row in tx.rows(statement))


# The role of people without an account. No list of people names them: there may be more of them than of all others.
GUEST = "guest"
_MOST_GUESTS = 20


def _guests() -> sa.Select[tuple[str]]:
    return sa.select(t.member.c.user).where(t.member.c.kind == "role", t.member.c.target == GUEST)


def guests_by_phone(tx: Tx, phone: str) -> tuple[str, ...]:
    """Active people without an account who gave this number, the newest first."""
    wanted = (
        sa.select(t.user.c.id)
        .where(t.user.c.phone == phone, t.user.c.state == "active", t.user.c.id.in_(_guests()))
        .order_by(t.user.c.created_at.desc(), t.user.c.id)
        .limit(_MOST_GUESTS)
    )
    return tuple(row["id"] for row in tx.rows(wanted))


def _linked(kind: str) -> Link:
    members = sa.select(t.member.c.user, t.member.c.target).where(t.member.c.kind == kind).subquery(f"of_{kind}")
    return Link(members.c.user, members.c.target)


ANCHORS = {kind: _linked(kind) for kind in ("department", "area", "team")}
USERS = Listing(
    kind="user",
    source=t.user,
    id=t.user.c.id,
    columns=(
        text_column("name", t.user.c.name, t.user.c.name_key, label={"zh": "姓名", "en": "Name"}),
        text_column("login", t.user.c.login, t.user.c.login, label={"zh": "登录名", "en": "Login"}),
        text_column("phone", t.user.c.phone, None, label={"zh": "手机", "en": "Phone"}),
        text_column("email", t.user.c.email, None, label={"zh": "邮箱", "en": "E-mail"}),
        plain_column("state", "text", t.user.c.state, clean=True, label={"zh": "状态", "en": "State"}),
        text_column("customer", t.user.c.customer, None, label={"zh": "客户", "en": "Customer"}),
        plain_column("created_at", "instant", t.user.c.created_at, label={"zh": "创建时间", "en": "Created"}),
    ),
    selected=tuple(t.user.c),
    anchors=ANCHORS,
    default_sort="name",
)


@dataclass(frozen=True, slots=True)
class WhoIsAsked:
    """What narrows the list of people besides the filter: `text` in a name or login that the caller may read; these
    `ids` only, where there are some."""

    text: str = ""
    ids: tuple[str, ...] = ()


def list_users(tx: Tx, caller: Caller, ask: ListAsk, env: Env, who: WhoIsAsked) -> Page:
    """The people whom `caller` may see, narrowed to those asked for."""
    text = who.text.strip()
    where: tuple[sa.ColumnElement[bool], ...] = (t.user.c.id.not_in(_guests()),)
    where += (_search(caller, text),) if text else ()
    where += (t.user.c.id.in_(who.ids),) if who.ids else ()
    return list_page(tx, USERS, caller, ask, Circumstances(env, where, f"q={text} {','.join(who.ids)}"))


def known_people(tx: Tx, caller: Caller) -> list[Row]:
    """Id, name and state of all whose names `caller` may read, leavers among them, visitors of the portal apart."""
    readable = field_scope(caller.subject, "user", "name", FieldAccess.READ)
    if readable == NOTHING:
        return []
    where = (t.user.c.id.not_in(_guests()), t.user.c.name.is_not(None), scope_condition(readable, ANCHORS, t.user.c.id))
    return tx.rows(
        sa.select(t.user.c.id, t.user.c.name, t.user.c.state).where(*where).order_by(t.user.c.name_key, t.user.c.id)
    )


def known_colleagues(tx: Tx, caller: Caller) -> list[Row]:
    """Id, name and its key of everybody active in the company itself whose name `caller` may read, by name."""
    readable = field_scope(caller.subject, "user", "name", FieldAccess.READ)
    if readable == NOTHING:
        return []
    ours = (t.user.c.state == _ACTIVE, t.user.c.customer.is_(None), t.user.c.id.not_in(_guests()))
    where = (*ours, t.user.c.name.is_not(None), scope_condition(readable, ANCHORS, t.user.c.id))
    columns = (t.user.c.id, t.user.c.name, t.user.c.name_key)
    return tx.rows(sa.select(*columns).where(*where).order_by(t.user.c.name_key, t.user.c.id))


def _search(caller: Caller, text: str) -> sa.ColumnElement[bool]:
    wanted = text.strip()
    found: sa.ColumnElement[bool] = sa.false()
    for column in (t.user.c.name, t.user.c.login):
        readable = field_scope(caller.subject, "user", column.name, FieldAccess.READ)
        matches = sa.func.lower(column).contains(wanted.lower(), autoescape=True)
        found = sa.or_(found, sa.and_(scope_condition(readable, ANCHORS, t.user.c.id), matches))
    return found


# --- organisation and rights ----------------------------------------------------------------------------------------


def epoch(tx: Tx) -> str:
    """The fingerprint of everything that rights and trees depend on: the key of their caches."""
    row = tx.get(t.epoch, id=1)
    return row["value"] if row else ""


def org_unit(tx: Tx, kind: str, unit_id: str) -> Row | None:
    """A department, area, skill or team that was not removed."""
    row = tx.get(t.org_unit, id=unit_id)
    return row if row is not None and row["kind"] == kind and not row["removed"] else None


def org_units(tx: Tx, kind: str | None = None) -> list[Row]:
    """Every unit (of one kind) that was not removed, by name."""
    unit = t.org_unit.c
    statement = sa.select(t.org_unit).where(~unit.removed).order_by(unit.name_key, unit.id)
    return tx.rows(statement if kind is None else statement.where(unit.kind == kind))


def all_memberships(tx: Tx, kind: str) -> list[Row]:
    """Who belongs to which unit of `kind`: user and target."""
    member = t.member.c
    return tx.rows(sa.select(member.user, member.target).where(member.kind == kind).order_by(member.user, member.place))


def roles(tx: Tx) -> list[Row]:
    """Every role that was not removed, by key."""
    return tx.rows(sa.select(t.role).where(~t.role.c.removed).order_by(t.role.c.key))


def all_roles(tx: Tx) -> list[Row]:
    """Every role there ever was, by key."""
    return tx.all(t.role, ("key",))


def role(tx: Tx, key: str) -> Row | None:
    """A role that was not removed."""
    row = tx.get(t.role, key=key)
    return row if row is not None and not row["removed"] else None


def confidential_types(tx: Tx) -> frozenset[str]:
    """The ticket types that a role must name."""
    return frozenset(row["type"] for row in tx.all(t.confidential_type, confidential=True))


# --- credentials ----------------------------------------------------------------------------------------------------


def credential(tx: Tx, user_id: str) -> Row | None:
    """Password and second factor of one person, sealed."""
    return tx.get(t.credential, user=user_id)


def sessions(tx: Tx, user_id: str) -> list[Row]:
    """The sessions of one person with their last use, newest first; over ones may be among them."""
    joined = t.session.outerjoin(t.last_use, t.session.c.id == t.last_use.c.id)
    statement = sa.select(t.session, t.last_use.c.at.label("seen_at")).select_from(joined)
    return tx.rows(statement.where(t.session.c.user == user_id).order_by(t.session.c.created_at.desc(), t.session.c.id))


def tokens(tx: Tx, user_id: str | None = None) -> list[Row]:
    """The API tokens (of one person) that were not revoked, with their last use, newest first."""
    joined = t.token.outerjoin(t.last_use, t.token.c.id == t.last_use.c.id)
    statement = sa.select(t.token, t.last_use.c.at.label("seen_at")).select_from(joined).where(~t.token.c.revoked)
    if user_id is not None:
        statement = statement.where(t.token.c.user == user_id)
    return tx.rows(statement.order_by(t.token.c.created_at.desc(), t.token.c.id))


def token(tx: Tx, token_id: str) -> Row | None:
    """One API token, revoked or not."""
    return tx.get(t.token, id=token_id)


def session_ends(row: Row) -> Instant:
    """When a session of `sessions` or `session_by_hash` is over, as things stand."""
    last = max(row["created_at"], row["seen_at"] or 0)
    return int(min(row["expires_at"], last + row["idle_ms"]))


def session_by_hash(tx: Tx, token_hash: str) -> Row | None:
    """The session with this token hash and what its user's account says, in one read: it precedes every request."""
    statement = _session_statement(tx.kind)
    row: Any = tx.run(statement.sql, statement.bind({"token_hash": token_hash})).fetchone()
    return dict(zip(_SESSION_FIELDS, row, strict=True)) if row is not None else None


_SESSION_FIELDS = (
    *("id", "user", "created_at", "expires_at", "idle_ms", "seen_at"),
    *("state", "language", "password_expires", "totp_state", "must_enrol"),
)


@lru_cache(maxsize=2)
def _session_statement(kind: str) -> Compiled:
    session = t.session.c
    joined = (
        t.session.join(t.user, session.user == t.user.c.id)
        .outerjoin(t.last_use, session.id == t.last_use.c.id)
        .outerjoin(t.credential, session.user == t.credential.c.user)
    )
    columns = (session.id, session.user, session.created_at, session.expires_at, session.idle_ms, t.last_use.c.at)
    account = (t.user.c.state, t.user.c.language, t.credential.c.password_expires, t.credential.c.totp_state)
    statement = sa.select(*columns, *account, session.must_enrol).select_from(joined)
    return compile_statement(statement.where(session.token_hash == sa.bindparam("token_hash")), kind)


def token_by_hash(tx: Tx, token_hash: str) -> Row | None:
    """The API token with this hash and what its user's account says."""
    row = tx.get(t.token, token_hash=token_hash)
    account = tx.get(t.user, id=row["user"]) if row is not None else None
    if row is None or account is None:
        return None
    seen = tx.get(t.last_use, id=row["id"])
    account_says = {"state": account["state"], "language": account["language"]}
    return {**row, **account_says, "seen_at": seen["at"] if seen else None}


# --- roles as fields of forms name them -----------------------------------------------------------------------------


def _role_thing(row: Row) -> Thing:
    label = row["label"]
    title = label.get("zh") or row["key"] if isinstance(label, dict) else str(label)
    return Thing(row["key"], title, "", {"id": row["key"], "name": title})


def _may_read_roles(caller: Caller) -> bool:
    return isinstance(decide_access(caller.subject, "read", "role", {}), Allowed)


def _find_roles(tx: Tx, caller: Caller, text: str, _of: str) -> list[Thing]:
    """Roles are few: all whose name has the text."""
    found = [_role_thing(row) for row in roles(tx)] if _may_read_roles(caller) else []
    return [one for one in found if text.casefold() in one.title.casefold()]


def _one_role(tx: Tx, caller: Caller, key: str) -> Thing | None:
    row = role(tx, key)
    return _role_thing(row) if row is not None and _may_read_roles(caller) else None


def _whole_role(tx: Tx, key: str) -> JsonObject | None:
    row = role(tx, key)
    return None if row is None else _role_thing(row).facts


NAMEABLE_ROLES = Nameable(_find_roles, _one_role, _whole_role)
