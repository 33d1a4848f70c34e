"""Adding, changing, letting go and erasing people."""

from typing import Any

from bihuan.core.access import Allowed, check_access, check_edited_fields, decide_access, visible_fields
from bihuan.core.values import JsonObject, Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.audit.messages import access_stream
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.handlers import profiles

MAX_DEPUTIES = 10
MAX_NAMES = 50


# --- who may ------------------------------------------------------------------------------------------------------


def may_create(command: m.CreateUser, context: Context) -> None:
    """Who may create people; giving roles takes the right to manage roles besides."""
    anchors = {"department": command.departments, "area": command.areas, "team": command.teams}
    check_access(context.caller.subject, "create", "user", anchors)
    if command.roles:
        check_may_give_roles(context)


def may_change(command: m.ChangeUser, context: Context) -> None:
    """Everybody their own phone, e-mail and language; other fields by the right to edit them in this row."""
    changed = frozenset(command.changes)
    caller = context.caller
    if caller.kind == "user" and caller.id == command.user and changed <= profiles.OWN_FIELDS:
        return
    anchors = interface.anchors_of(context.tx, command.user)
    check_access(caller.subject, "update", "user", anchors)
    check_edited_fields(visible_fields(caller.subject, "user", anchors), sorted(changed), profiles.FIELDS)
    # Nobody moves a person (themselves, say) to where their own right to edit does not reach.
    moved = {kind: command.changes[f"{kind}s"] for kind in anchors if f"{kind}s" in changed}
    check_access(caller.subject, "update", "user", {**anchors, **moved})
    if "roles" in changed:
        check_may_give_roles(context)
    _check_not_above(context, command.user)


def may_manage(command: Any, context: Context) -> None:
    """Only who may manage people in this row."""
    check_access(context.caller.subject, "manage", "user", interface.anchors_of(context.tx, command.user))
    _check_not_above(context, command.user)


def may_appoint(command: m.AppointDeputies, context: Context) -> None:
    """Everybody their own deputies; others' by those who may appoint them in this row, as leads do."""
    caller = context.caller
    if caller.kind == "user" and caller.id == command.user:
        return
    interface.check_may_appoint(context.tx, caller.subject, command.user)
    _check_not_above(context, command.user)


def _check_not_above(context: Context, user_id: str) -> None:
    # Who gives an administrator a new password could else become one.
    if any(grant.covers("manage", "role") for grant in interface.subject_of(context.tx, user_id).grants):
        check_may_give_roles(context)


def check_may_give_roles(context: Context) -> None:
    """Refuse `access.denied` unless the caller manages roles: who edits people could else make themselves anything."""
    if not isinstance(decide_access(context.caller.subject, "manage", "role", {}), Allowed):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="manage", object="role")


# --- what then happens ----------------------------------------------------------------------------------------------


def create(command: m.CreateUser, context: Context) -> Outcome:
    """A new person, with a password if one was given."""
    user_id = command.user or context.new_id()
    if queries.user(context.tx, user_id) is not None:
        raise Refusal("user.exists", Kind.CONFLICT)
    profile = profiles.clean_profile({name: getattr(command, name) for name in profiles.FIELDS})
    profiles.check_profile(context, None, profile)
    changed = tuple(name for name in profiles.FIELDS if profile[name])
    events: list[tuple[str, Any]] = [(m.user_stream(user_id), _saved(profile, changed))]
    if command.password is not None:
        events.append((access_stream(user_id), m.PasswordSet(command.password, command.password_expires)))
    return Outcome(m.user_stream(user_id), tuple(events))


def change(command: m.ChangeUser, context: Context) -> Outcome:
    """The profile with the named fields replaced; no event when nothing changes."""
    row = _not_erased(context, command.user)
    unknown = sorted(command.changes.keys() - set(profiles.FIELDS))
    if unknown:
        raise Refusal("user.invalid", problems=[Problem(name, "field.unknown") for name in unknown])
    before = profiles.profile_of(context, row["id"])
    after = {**before, **profiles.clean_profile(command.changes)}
    profiles.check_profile(context, command.user, after)
    changed = tuple(name for name in profiles.FIELDS if after[name] != before[name])
    if "roles" in changed and not _keeps_management(context, after["roles"]):
        profiles.check_administrators_left(context, command.user)
    stream = m.user_stream(command.user)
    return Outcome(stream, ((stream, _saved(after, changed)),) if changed else ())


def _keeps_management(context: Context, roles: list[str]) -> bool:
    found = (queries.role(context.tx, key) for key in roles)
    return any(
        interface.read_grant(grant).covers("manage", "role") for role in found if role for grant in role["grants"]
    )


def _saved(profile: JsonObject, changed: tuple[str, ...]) -> m.UserSaved:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in profile.items()
    }
    return m.UserSaved(**values, changed=changed)


def deactivate(command: m.DeactivateUser, context: Context) -> Outcome:
    """The person has left: sessions and tokens end in the same unit."""
    row = _not_erased(context, command.user)
    stream = m.user_stream(command.user)
    if row["state"] != "active":
        return Outcome(stream)
    profiles.check_administrators_left(context, command.user)
    return Outcome(stream, ((stream, m.UserLeft()), *_all_credentials_end(context, command.user, "left")))


def reactivate(command: m.ReactivateUser, context: Context) -> Outcome:
    """The person is back."""
    row = _not_erased(context, command.user)
    stream = m.user_stream(command.user)
    return Outcome(stream, ((stream, m.UserReturned()),) if row["state"] == "left" else ())


def erase(command: m.EraseUser, context: Context) -> Outcome:
    """The last event of the person's streams; what was personal in them goes with this unit."""
    row = queries.user(context.tx, command.user)
    stream = m.user_stream(command.user)
    if row is None:
        raise Refusal("user.not_found", Kind.NOT_FOUND)
    if row["state"] == "erased":
        return Outcome(stream)
    if not command.reason.strip() or len(command.reason) > 500:
        raise Refusal("user.reason_required", path="reason", most=500)
    if row["state"] == "active":
        profiles.check_administrators_left(context, command.user)
    ended = _all_credentials_end(context, command.user, "erased")
    return Outcome(stream, ((stream, m.UserErased(command.reason.strip())), *ended))


def _all_credentials_end(context: Context, user_id: str, why: str) -> tuple[tuple[str, Any], ...]:
    sessions = tuple(row["id"] for row in queries.sessions(context.tx, user_id))
    tokens = tuple(row["id"] for row in queries.tokens(context.tx, user_id))
    stream = access_stream(user_id)
    # Also with nothing open: an erased person's stream of sign-ins has to be visited.
    return ((stream, m.SessionsClosed(sessions, why)), *(((stream, m.TokensRevoked(tokens)),) if tokens else ()))


def appoint(command: m.AppointDeputies, context: Context) -> Outcome:
    """The whole list of deputies anew. Refuses `deputy.invalid`, naming each fault."""
    _not_erased(context, command.user)
    problems = [
        Problem(f"deputies.{index}", code)
        for index, deputy in enumerate(command.deputies)
        if (code := _deputy_fault(context, command.user, deputy)) is not None
    ]
    if problems or len(command.deputies) > MAX_DEPUTIES:
        raise Refusal("deputy.invalid", problems=problems, most=MAX_DEPUTIES)
    stream = m.user_stream(command.user)
    return Outcome(stream, ((stream, m.DeputiesAppointed(command.deputies)),))


def _deputy_fault(context: Context, user_id: str, deputy: JsonObject) -> str | None:
    if not _is_whole(deputy):
        return "deputy.malformed"
    if not 0 <= deputy["from"] < deputy["until"] < 1 << 53:
        return "deputy.dates_invalid"
    if deputy["deputy"] == user_id or not queries.existing(context.tx, "user", [deputy["deputy"]]):
        return "deputy.person_invalid"
    if not _are_of_one_house(context, user_id, deputy["deputy"]):
        return "deputy.person_invalid"
    roles = deputy.get("roles") or ()
    return None if queries.existing(context.tx, "role", roles) >= set(roles) else "deputy.role_unknown"


def _are_of_one_house(context: Context, user_id: str, deputy: str) -> bool:
    """Who stands in reads the tickets, and acts: colleagues for colleagues, a customer's people for each other."""
    outside = [interface.is_customers(context.tx, one) for one in (user_id, deputy)]
    if not any(outside):
        return True
    theirs = [(queries.user(context.tx, one) or {}).get("customer") for one in (user_id, deputy)]
    return all(outside) and theirs[0] is not None and theirs[0] == theirs[1]


def _is_whole(deputy: JsonObject) -> bool:
    known = {"deputy": str, "from": int, "until": int, "types": list, "roles": list, "away": bool}
    if not {"deputy", "from", "until"} <= deputy.keys() <= known.keys():
        return False
    if any(type(value) is not known[key] for key, value in deputy.items()):
        return False
    listed = [deputy[key] for key in ("types", "roles") if key in deputy]
    return all(0 < len(names) <= MAX_NAMES and all(isinstance(name, str) for name in names) for names in listed)


def _not_erased(context: Context, user_id: str) -> Row:
    row = queries.user(context.tx, user_id)
    if row is None or row["state"] == "erased":
        raise Refusal(
            "user.not_found" if row is None else "user.erased", Kind.NOT_FOUND if row is None else Kind.CONFLICT
        )
    return row
