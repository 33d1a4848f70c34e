"""What a profile may hold; every fault is named at once."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bihuan.core.values import Json, JsonObject, Problem, Refusal
from bihuan.kernel.context import Context
from bihuan.modules.identity import interface, queries

FIELDS = (
    *("name", "login", "phone", "email", "language"),
    *("departments", "roles", "skills", "areas", "teams", "customer", "manager"),
)
OWN_FIELDS = frozenset({"phone", "email", "language"})
_LISTS = {"departments": "department", "roles": "role", "areas": "area", "teams": "team"}
_LOGIN = re.compile(r"[\w.@+-]{2,64}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{2,30}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_MAX_NAME = 100
_MAX_LIST = 50
_MAX_ID = 64


def clean_profile(profile: Mapping[str, Json]) -> JsonObject:
    """The profile with its texts trimmed and empty ones None; what has the wrong type is left to `check_profile`."""
    cleaned: JsonObject = dict(profile)
    for name in ("name", "login", "phone", "email", "customer", "manager"):
        value = cleaned.get(name)
        if isinstance(value, str):
            value = unicodedata.normalize("NFC", value).strip()
            cleaned[name] = (interface.folded_login(value) if name == "login" else value) or None
    for name in _LISTS:
        if isinstance(cleaned.get(name), tuple):
            cleaned[name] = list(cleaned[name])
    return cleaned


def check_profile(context: Context, user_id: str | None, profile: JsonObject) -> None:
    """Refuse `user.invalid`, naming every fault of a cleaned profile. `user_id` None: of a new person."""
    problems = [*_own_faults(profile), *_reference_faults(context, user_id, profile)]
    problems += _login_faults(context, user_id, profile.get("login"))
    if problems:
        raise Refusal("user.invalid", problems=problems)


def _own_faults(profile: JsonObject) -> Iterator[Problem]:
    for name, (fits, code) in _CHECKS.items():
        if not fits(profile[name]):
            yield Problem(name, code)
    skills = profile["skills"]
    if not isinstance(skills, Mapping) or not all(type(level) is int and 1 <= level <= 5 for level in skills.values()):
        yield Problem("skills", "user.skills_invalid")


def _text(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: value is None or (isinstance(value, str) and pattern.fullmatch(value) is not None)


_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "name": (lambda value: isinstance(value, str) and 0 < len(value) <= _MAX_NAME, "user.name_invalid"),
    "login": (_text(_LOGIN), "user.login_invalid"),
    "phone": (_text(_PHONE), "user.phone_invalid"),
    "email": (_text(_EMAIL), "user.email_invalid"),
    "language": (lambda value: value in ("zh", "en"), "user.language_invalid"),
    "customer": (lambda value: value is None or (isinstance(value, str) and len(value) <= _MAX_ID), "user.id_invalid"),
}


def _reference_faults(context: Context, user_id: str | None, profile: JsonObject) -> Iterator[Problem]:
    for name, kind in _LISTS.items():
        yield from _list_faults(context, name, kind, profile[name])
    skills = profile["skills"]
    if isinstance(skills, Mapping):
        yield from _list_faults(context, "skills", "skill", list(skills))
    manager = profile["manager"]
    if manager is not None and (
        manager == user_id or not isinstance(manager, str) or not queries.existing(context.tx, "user", [manager])
    ):
        yield Problem("manager", "user.manager_invalid")


def _list_faults(context: Context, name: str, kind: str, ids: Json) -> Iterator[Problem]:
    if not isinstance(ids, list) or len(ids) > _MAX_LIST or not all(isinstance(each, str) for each in ids):
        yield Problem(name, "user.list_invalid", {"most": _MAX_LIST})
        return
    if len(set(ids)) != len(ids):
        yield Problem(name, "user.listed_twice")
    for missing in sorted(set(ids) - queries.existing(context.tx, kind, ids)):
        yield Problem(name, "user.reference_unknown", {"id": missing})


def _login_faults(context: Context, user_id: str | None, login: Json) -> Iterator[Problem]:
    holder = queries.user_by_login(context.tx, login) if isinstance(login, str) else None
    if holder is not None and holder["id"] != user_id:
        yield Problem("login", "user.login_taken", {"login": login})


def profile_of(context: Context, user_id: str) -> JsonObject:
    """The profile of a person who exists, as it stands."""
    row = queries.user(context.tx, user_id) or {}
    has = queries.memberships(context.tx, [user_id])[user_id]
    profile: JsonObject = {name: row.get(name) for name in FIELDS if name in row}
    return {**profile, **queries.named_targets(has)}


def check_administrators_left(context: Context, user_id: str) -> None:
    """Refuse `user.last_administrator` when without this person nobody could manage roles any more."""
    subject = interface.subject_of(context.tx, user_id)
    if not _manages_roles(context, user_id):
        return
    candidates = {
        member
        for role in queries.roles(context.tx)
        if any(_gives_management(grant) for grant in role["grants"])
        for member in queries.active_members(context.tx, "role", role["key"])
    }
    if not candidates - {subject.person}:
        raise Refusal("user.last_administrator")


def _manages_roles(context: Context, user_id: str) -> bool:
    return any(grant.covers("manage", "role") for grant in interface.subject_of(context.tx, user_id).grants)


def _gives_management(grant: JsonObject) -> bool:
    return interface.read_grant(grant).covers("manage", "role")
