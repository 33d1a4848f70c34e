"""Grants as roles store them: JSON that an administrator's page writes, and the objects that decide."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import product

from bihuan.core.access import ANY, FieldAccess, FieldSet, Grant, Subject, register_row_rule, row_rule_names
from bihuan.core.values import Json, JsonObject, Problem, Refusal
from bihuan.modules.identity.messages import SaveRole

MAX_GRANTS = 500
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ACCESS = {access.name.lower(): access for access in FieldAccess}
_KEYS = frozenset({"action", "kind", "rows", "fields", "types"})

# A customer's contact sees what belongs to their company.
if "own_customer" not in row_rule_names():
    register_row_rule("own_customer", lambda subject: [("customer", subject.sets.get("customers", frozenset()))])


def read_grant(data: JsonObject) -> Grant:
    """A checked grant as the object that decides."""
    types = data.get("types")
    return Grant(
        data["action"],
        data["kind"],
        data["rows"],
        _field_set(data["fields"]) if data.get("fields") is not None else None,
        frozenset(types) if types is not None else None,
    )


def _field_set(data: JsonObject) -> FieldSet:
    named = {name: _ACCESS[access] for name, access in data.get("named", {}).items()}
    return FieldSet(named, _ACCESS[data.get("others", "read")])


def check_grants(grants: Iterable[Json]) -> None:
    """Refuse `role.invalid`, naming every fault by its path."""
    given = list(grants)
    problems = [problem for index, grant in enumerate(given) for problem in _faults(f"grants.{index}", grant)]
    if len(given) > MAX_GRANTS:
        problems.append(Problem("grants", "role.too_many_grants", {"most": MAX_GRANTS}))
    if problems:
        raise Refusal("role.invalid", problems=problems)


def _faults(path: str, grant: Json) -> Iterator[Problem]:
    if not isinstance(grant, dict):
        yield Problem(path, "role.grant_malformed")
        return
    for key in sorted(grant.keys() - _KEYS, key=str):
        yield Problem(f"{path}.{key}", "role.grant_key_unknown")
    for key in ("action", "kind"):
        if grant.get(key) != ANY and not _is_name(grant.get(key)):
            yield Problem(f"{path}.{key}", "role.grant_name_invalid")
    if grant.get("rows") not in row_rule_names():
        yield Problem(f"{path}.rows", "role.grant_rows_unknown", {"known": list(row_rule_names())})
    yield from _field_faults(f"{path}.fields", grant.get("fields"))
    types = grant.get("types")
    if types is not None and not (isinstance(types, list) and all(_is_name(name) for name in types)):
        yield Problem(f"{path}.types", "role.grant_types_invalid")


def _field_faults(path: str, fields: Json) -> Iterator[Problem]:
    if fields is None:
        return
    named = fields.get("named", {}) if isinstance(fields, dict) else None
    if not isinstance(fields, dict) or fields.keys() - {"named", "others"} or not isinstance(named, dict):
        yield Problem(path, "role.grant_fields_malformed")
        return
    levels = {**{f"named.{name}": access for name, access in named.items()}, "others": fields.get("others", "read")}
    for name, access in levels.items():
        if not isinstance(access, str) or access not in _ACCESS:
            yield Problem(f"{path}.{name}", "role.grant_field_access_unknown", {"known": list(_ACCESS)})


def _is_name(value: Json) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


@lru_cache(maxsize=1)
def ready_roles() -> tuple[SaveRole, ...]:
    """The roles that every tenant starts with (`identity/ready_roles.yaml`)."""
    import yaml  # needed when a tenant is made: a start need not wait for it

    text = (files("bihuan.modules.identity") / "ready_roles.yaml").read_text(encoding="utf-8")
    return tuple(
        SaveRole(role["key"], role["label"], tuple(_spelled_out(role["grants"]))) for role in yaml.safe_load(text)
    )


def _spelled_out(grants: Iterable[JsonObject]) -> Iterator[JsonObject]:
    for grant in grants:
        for action, kind in product(_listed(grant["action"]), _listed(grant["kind"])):
            yield {**grant, "action": action, "kind": kind}


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def customers_of(subject: Subject) -> frozenset[str]:
    """The companies whose contact this person is."""
    return subject.sets.get("customers", frozenset())
