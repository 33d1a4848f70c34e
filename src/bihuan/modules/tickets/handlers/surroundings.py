"""What the pure engines need to know of the world around a ticket, loaded once per command."""

from collections.abc import Mapping
from typing import Any

from bihuan.core.flow import Actor, EvidenceFile, FlowRun
from bihuan.core.forms import EvaluationContext, FileFacts, FormDefinition, check_submission, needs
from bihuan.core.rules import Env, History
from bihuan.core.values import Json, JsonObject, Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.named import is_named, named_facts
from bihuan.kernel.tx import Row
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers
from bihuan.modules.files import interface as files
from bihuan.modules.identity import interface as identity
from bihuan.modules.records import interface as records
from bihuan.modules.tickets import queries

_DAY_MS = 86_400_000


def directory(context: Context, type_: str | None = None) -> identity.TxDirectory:
    """People, roles and departments, as they are now; with a ticket type, deputies for such tickets too."""

    def load() -> identity.TxDirectory:
        tx = context.tx
        return identity.TxDirectory(tx, identity.env_of(tx, context.tenant, context.now), type_)

    return context.once(("directory", type_), load)


def actor(context: Context, run: FlowRun | None = None, type_: str | None = None) -> Actor:
    """The caller as the flow sees him; with a run of a ticket of `type_`, also as the deputy of those whose turn it
    is."""
    subject = context.caller.subject
    if context.caller.is_system:
        return Actor("", system=True)
    if subject.person is None:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_person")
    return queries.actor_in(directory(context, type_), run, subject.person, subject.roles)


def file_facts(context: Context, ids: tuple[str, ...] | frozenset[str]) -> Mapping[str, FileFacts]:
    """The files among `ids` that the caller may attach."""
    return files.attachable(context.tx, context.caller, ids) if ids else {}


def evidence(context: Context, ids: tuple[str, ...]) -> tuple[EvidenceFile, ...]:
    """Files handed in with an action. Refuses `file.unknown` for one that the caller may not attach."""
    facts = file_facts(context, ids)
    for index, file_id in enumerate(ids):
        if file_id not in facts:
            raise Refusal("file.unknown", path=f"files.{index}", file=file_id)
    return tuple(EvidenceFile(file_id, facts[file_id].media or "document") for file_id in ids)


def relations(context: Context, core: Row) -> JsonObject:
    """The records beside the form that rules may read: customer, contract, submitter, and the core record's own."""
    return dict(context.once(("relations", core.get("id")), lambda: _relations(context, core)))


def _relations(context: Context, core: Row) -> JsonObject:
    found: JsonObject = {"priority": core["priority"], "source_channel": core["channel"]}
    if core.get("customer"):
        found["customer"] = customers.company_facts(context.tx, core["customer"])
    if core.get("contract"):
        found["contract"] = customers.contract_facts(context.tx, core["contract"])
    if core.get("submitter"):
        found["submitter"] = {"department": directory(context).department_of(core["submitter"])}
    return {key: value for key, value in found.items() if value is not None}


def checked_data(
    context: Context, form: FormDefinition, core: Row, new: JsonObject, rights: Mapping[str, Any]
) -> JsonObject:
    """The form's record after laying `new` over what the ticket has. Refuses `form.rejected` with every fault."""
    old = core.get("data") or {}
    required = needs(form, old, new)
    related = relations(context, core)
    for key, (kind, value) in required.references.items():
        if kind == "record":
            related[key] = _record_named(context, form.fields[key].setting("table"), value, old.get(key))
        elif is_named(context.tx, kind):
            of = required.references.get(str(form.fields[key].settings.get("of")), ("", ""))[1]
            stands = value == old.get(key)
            related[key] = named_facts(context.tx, context.caller, (kind, value), stands=stands, of=of)
        else:
            related[key] = _referenced(context, kind, value)
    for history in required.histories:
        related[history.key] = _count_history(context, core, {**old, **new}, history)
    known = {key: right for key, right in rights.items() if key != "*"}
    around = EvaluationContext(
        env=env(context),
        rights=known,
        default_right=rights.get("*", "edit"),
        related=related,
        files=_attached(context, core, required.files),
        taken=_taken(context, core, required.unique),
    )
    return check_submission(form, old, new, around)


def env(context: Context) -> Env:
    """What conditions may know besides the record."""
    return directory(context).env


def _referenced(context: Context, kind: str, value: str) -> Json:
    """The record that a reference field names; None when there is none."""
    tx = context.tx
    if kind == "device":
        known = device_named(context, value) == value
        return assets.device_facts(tx, value, context.now, context.tenant.zone) if known else None
    if kind == "person":
        return {"id": value} if directory(context).is_active(value) else None
    if kind == "department":
        return {"id": value} if unit_exists(context, "department", value) else None
    if kind == "region":
        return {"id": value} if unit_exists(context, "area", value) else None
    return None


def _record_named(context: Context, table: Json, value: str, before: Json) -> Json:
    """The record of a custom table that a field names. What stood there before may be archived by now, or not the
    writer's to see: it stays."""
    if value == before:
        return records.record_facts(context.tx, value) or {"id": value}
    return records.named_record(context.tx, context.caller, str(table), value)


_MASTERS = {"customer": customers.CUSTOMERS, "contact": customers.CONTACTS, "site": customers.SITES}


def may_name(context: Context, kind: str, record_id: str | None) -> bool:
    """Whether the caller may point at this customer, contact or site: reporting is no way to look around."""
    return not record_id or customers.may_name(context.tx, context.caller, _MASTERS[kind], record_id)


def device_named(context: Context, text: str) -> str | None:
    """The device that `text` names by id, serial number or QR code."""
    return context.once(("device", text), lambda: assets.named_device(context.tx, context.caller, text))


def contract_named(context: Context, text: str | None) -> str | None:
    """The contract that `text` names by id or number; "none" and nothing said stay what they are."""
    if text is None or text == "none":
        return "none"
    return context.once(("contract", text), lambda: customers.named_contract(context.tx, context.caller, text))


def places_of(context: Context, person: str) -> dict[str, str | None]:
    """The main department and team of somebody: the first they were given."""
    if not identity.person_exists(context.tx, person):
        return {"department": None, "team": None}
    anchors = identity.anchors_of(context.tx, person)
    return {kind: next(iter(anchors.get(kind, ())), None) for kind in ("department", "team")}


def unit_exists(context: Context, kind: str, unit: str) -> bool:
    """Whether there is such a department or area."""
    row = identity.organisation(context.tx).units.get(unit)
    return row is not None and row["kind"] == kind


def _attached(context: Context, core: Row, ids: frozenset[str]) -> Mapping[str, FileFacts]:
    mine = dict(file_facts(context, ids))
    if core.get("id"):
        # What hangs on the ticket already stays attached, whoever edits the record.
        mine.update(files.bound_to(context.tx, "ticket", core["id"], ids - mine.keys()))
    return mine


def _taken(context: Context, core: Row, unique: JsonObject) -> frozenset[str]:
    mine = core.get("id", "")
    return frozenset(key for key, value in unique.items() if queries.value_is_taken(context.tx, key, str(value), mine))


def _count_history(context: Context, core: Row, data: JsonObject, history: History) -> int:
    """How many other tickets had the same value lately (semantics §3: same device, 30 days)."""
    name = history.same.path[0]
    value = core.get(name) or data.get(name)
    since = context.now - history.days * _DAY_MS
    return queries.count_same(context.tx, name, value, since, core.get("id", ""))
