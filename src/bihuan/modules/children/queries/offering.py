"""What a new child may take over from its parent."""

from collections.abc import Mapping

from bihuan.core.access import FieldAccess, visible_fields
from bihuan.core.forms import FormDefinition
from bihuan.core.values import JsonObject, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.tickets import interface as tickets

CORE = ("description", "priority", "customer", "contact", "site", "device", "contract", "region")
_LABELS = {item.key: dict(item.label) for item in tickets.CORE_FIELDS}
_LABELS["description"] = {"zh": "描述", "en": "Description"}


def offer(tx: Tx, caller: Caller, key: str, kind: str) -> list[JsonObject]:
    """{key, label, value} of what a child of type `kind` may take over, as far as the caller reads it."""
    row, _ = tickets.readable_row(tx, caller, key)
    core, data = _values(tx, caller, row, kind)
    form = forms.form_definition(tx, row["form"], row["form_version"])
    found = [{"key": name, "label": _LABELS.get(name, {}), "value": value} for name, value in core.items()]
    return [*found, *({"key": k, "label": dict(form.fields[k].label), "value": v} for k, v in data.items())]


def passed_on(tx: Tx, caller: Caller, row: Row, kind: str, take: tuple[str, ...] | None) -> JsonObject:
    """The parts of `CreateTicket` that are taken over: `take` names them, None takes all. Refuses
    `family.not_to_take`."""
    core, data = _values(tx, caller, row, kind)
    unknown = [name for name in take or () if name not in core and name not in data]
    if unknown:
        raise Refusal("family.not_to_take", path="take", fields=unknown)
    chosen = {*core, *data} if take is None else set(take)
    return {
        **{name: value for name, value in core.items() if name in chosen},
        "data": {name: value for name, value in data.items() if name in chosen},
    }


def offered(tx: Tx, caller: Caller, row: Row, kind: str) -> frozenset[str]:
    """The names of what a child of this type may take over."""
    core, data = _values(tx, caller, row, kind)
    return frozenset({*core, *data})


def fields_to_fill(tx: Tx, kind: str) -> frozenset[str]:
    """The fields that whoever reports a ticket of this type fills in."""
    form, start = _form_of(tx, kind)
    return frozenset(key for key in form.fields if _is_open(start, key))


def _form_of(tx: Tx, kind: str) -> tuple[FormDefinition, Mapping[str, str]]:
    """The form of a type, and the rights to it of whoever hands in."""
    target = flows.ticket_type(tx, kind)
    form = forms.form_definition(tx, target.form, forms.current_version(tx, target.form))
    flow = flows.flow_definition(tx, target.flow, flows.current_version(tx, target.flow))
    return form, flow.start.offers["submit"].form


def _is_open(start: Mapping[str, str], key: str) -> bool:
    return start.get(key, start.get("*", "edit")) in ("edit", "required")


def _values(tx: Tx, caller: Caller, row: Row, kind: str) -> tuple[JsonObject, JsonObject]:
    """Core values, and values of form fields that both types have and whose files and uniqueness do not forbid it."""
    form, start = _form_of(tx, kind)
    rights = visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row))
    core = {name: row[name] for name in CORE if row[name] and rights[name] >= FieldAccess.READ}
    own = forms.form_definition(tx, row["form"], row["form_version"]).fields
    data = {
        key: value
        for key, value in (row["data"] or {}).items()
        if key in form.fields
        and key in own
        and own[key].kind == form.fields[key].kind
        and _is_open(start, key)
        and rights[key] >= FieldAccess.READ
        and not form.fields[key].unique
        and not form.fields[key].kind.files_in(value)
    }
    return core, data
