"""Routes of rules: publishing, order, templates, trying, and what each of them did."""

from dataclasses import asdict
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Query

from bihuan.core.access import READ, check_access, scope_of
from bihuan.core.automation import TEMPLATES, RuleTemplate, rule_from_template
from bihuan.core.rules import Field as RuleField
from bihuan.core.values import JsonObject, Kind, Refusal, thaw_json
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.context import Context
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.ids import new_id
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.automations import messages as m
from bihuan.modules.automations import queries
from bihuan.modules.automations.api import shapes as s
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["automations"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
_SHOWN = 50


def check_manages(desk: Desk) -> None:
    """Rules name what triggers them and whom they tell: they are for those who manage them."""
    check_access(desk.caller.subject, READ, "automation", {})


def _reader(desk: Desk, tx: Tx) -> queries.LogReader:
    return queries.LogReader(tx, desk.caller, EventLog(desk.hooks), desk.info.zone)


def _out(desk: Desk, tx: Tx, row: Row) -> s.RuleOut:
    rule = queries.parsed_somehow(tx, row)
    label = row["body"].get("label")
    return s.RuleOut(
        key=row["key"],
        version=row["version"],
        label=label if isinstance(label, dict) else {"zh": str(label or row["key"])},
        position=row["position"],
        active=bool(row["active"]),
        deleted_at=row["deleted_at"],
        due=row["due"],
        said=_reader(desk, tx).teller().rule(rule) if rule is not None else None,
        body=row["body"],
        advice=row["advice"],
        etag=row["no"],
    )


async def _one(desk: Desk, key: str) -> s.RuleOut:
    def read(tx: Tx) -> s.RuleOut:
        check_manages(desk)
        return _out(desk, tx, queries.the_rule(tx, key))

    return await desk.read(read)


@router.get("/rules")
async def list_rules(desk: DeskDep, deleted: Annotated[bool, Query()] = False) -> list[s.RuleOut]:
    """The rules in the order in which they run; or those that were deleted."""

    def read(tx: Tx) -> list[s.RuleOut]:
        check_manages(desk)
        return [_out(desk, tx, row) for row in queries.rule_rows(tx, deleted=deleted)]

    return await desk.read(read)


@router.post("/rules", status_code=201)
async def publish_rule(body: s.PublishRuleIn, desk: DeskDep) -> s.RuleOut:
    """Publish a rule's next version, live at once. Errors refuse it; advice comes with the answer."""
    accepted = await desk.submit(m.PublishRule(body.body, body.base_version))
    return await _one(desk, accepted.ref.removeprefix("definition:rule."))


@router.get("/rules/{key}")
async def get_rule(key: str, desk: DeskDep) -> s.RuleOut:
    """One rule, deleted or not."""
    return await _one(desk, key)


@router.get("/rules/{key}/versions")
async def list_versions(key: str, desk: DeskDep) -> list[s.VersionOut]:
    """Every version, newest first."""

    def read(tx: Tx) -> list[s.VersionOut]:
        check_manages(desk)
        queries.the_rule(tx, key)
        names = s.VersionOut.model_fields
        return [s.VersionOut(**{name: row[name] for name in names}) for row in queries.versions(tx, key)]

    return await desk.read(read)


@router.post("/rules/{key}/switch")
async def switch_rule(key: str, body: s.SwitchIn, desk: DeskDep) -> s.RuleOut:
    """Turn a rule on or off."""
    await desk.submit(m.SwitchRule(key, body.active))
    return await _one(desk, key)


@router.post("/rules/{key}/move")
async def move_rule(key: str, body: s.MoveIn, desk: DeskDep) -> s.RuleOut:
    """Give a rule another place in the order."""
    await desk.submit(m.MoveRule(key, body.position))
    return await _one(desk, key)


@router.delete("/rules/{key}")
async def delete_rule(key: str, desk: DeskDep) -> s.RuleOut:
    """Take a rule out of use; what it did stays readable."""
    await desk.submit(m.DeleteRule(key))
    return await _one(desk, key)


@router.post("/rules/{key}/restore")
async def restore_rule(key: str, desk: DeskDep) -> s.RuleOut:
    """Bring a deleted rule back."""
    await desk.submit(m.RestoreRule(key))
    return await _one(desk, key)


@router.get("/rules/{key}/runs")
async def list_runs(key: str, desk: DeskDep, limit: Annotated[int, Query(ge=1, le=200)] = _SHOWN) -> list[s.RunOut]:
    """What a rule did lately, and why it did not, about the tickets that the caller may read."""

    def read(tx: Tx) -> list[s.RunOut]:
        check_manages(desk)
        queries.the_rule(tx, key)
        reader = _reader(desk, tx)
        found = []
        for run in queries.runs_of_rule(tx, reader.log, key, _readable(desk), limit):
            ticket = tickets.ticket_row(tx, run["ticket"])
            line = reader.line(run, ticket) if ticket is not None else None
            if ticket is not None and line is not None and (run["recent"] or line["fired"] is not None):
                found.append(s.RunOut(**line, ticket=ticket["id"], number=ticket["number"]))
        return found

    return await desk.read(read)


def _readable(desk: Desk) -> sa.Select[Any]:
    listing = tickets.TICKETS
    scope = scope_of(desk.caller.subject, READ, "ticket")
    return sa.select(listing.id).where(scope_condition(scope, listing.anchors, listing.id))


# --- to start from ------------------------------------------------------------------------------------------------


@router.get("/templates")
async def list_templates(desk: DeskDep) -> list[s.TemplateOut]:
    """Rules to start from."""
    check_manages(desk)
    return [
        s.TemplateOut(
            key=template.key, label=dict(template.label), parameters=[thaw_json(asdict(p)) for p in template.parameters]
        )
        for template in TEMPLATES
    ]


@router.post("/templates/{key}")
async def fill_template(key: str, body: s.TemplateIn, desk: DeskDep) -> dict[str, Any]:
    """The template's rule with these values, ready to look at and to publish. Nothing is stored."""
    check_manages(desk)
    return rule_from_template(_template(key), body.values)


def _template(key: str) -> RuleTemplate:
    found = next((template for template in TEMPLATES if template.key == key), None)
    if found is None:
        raise Refusal("automation.template_unknown", Kind.NOT_FOUND, known=[template.key for template in TEMPLATES])
    return found


@router.get("/vocabulary")
async def get_vocabulary(desk: DeskDep) -> s.VocabularyOut:
    """Fields, events and actions that rules may name."""

    def read(tx: Tx) -> s.VocabularyOut:
        check_manages(desk)
        events = [
            {"key": key, "label": dict(queries.EVENT_NAMES[key]), "tells": [_field(item) for item in told]}
            for key, told in queries.EVENTS.items()
        ]
        actions = [
            {"key": spec.name, "kind": spec.kind, "label": dict(spec.say)} for spec in queries.CATALOGUE.values()
        ]
        fields = [_field(item) for item in tickets.shared_schema(tx).fields.values()]
        return s.VocabularyOut(fields=fields, events=events, actions=actions)

    return await desk.read(read)


def _field(item: RuleField) -> JsonObject:
    found: JsonObject = {"key": item.key, "type": item.type, "label": dict(item.label)}
    if item.options:
        found["options"] = [{"value": option.value, "label": dict(option.label)} for option in item.options]
    if item.fields:
        found["fields"] = [_field(part) for part in item.fields]
    return found


# --- trying -------------------------------------------------------------------------------------------------------


@router.post("/dry-run")
async def dry_run(body: s.DryRunIn, desk: DeskDep) -> s.DryRunOut:
    """What a rule would have done about the last tickets. Nothing is written, nobody is told."""

    def read(tx: Tx) -> s.DryRunOut:
        check_manages(desk)
        context = Context(tx, desk.info, desk.caller, desk.now(), new_id(desk.now()), desk.channel)
        rule = queries.checked(tx, desk.caller.subject, body.body, 0)
        tried = queries.try_rule(context, EventLog(desk.hooks).read, body.body, body.last)
        found, rows = tried.run, tried.tickets
        advice = [thaw_json(asdict(item)) for item in queries.advice(tx, rule)]
        teller = _reader(desk, tx).teller()
        return s.DryRunOut(
            said=teller.rule(rule),
            comparisons=teller.comparisons(rule),
            tickets=len(rows),
            hidden=tried.hidden,
            changes=found.looked_at,
            concerned=found.concerned,
            fired=found.fired,
            examples=[_example(desk, tx, item, rows) for item in found.examples],
            unmet=dict(found.unmet),
            contests=[thaw_json(asdict(item)) for item in found.contests],
            advice=advice,
        )

    return await desk.read(read)


def _example(desk: Desk, tx: Tx, item: Any, rows: dict[str, Row]) -> s.WouldFireOut:
    stream, _, no = item.change.rpartition("#")
    ticket = tickets.ticket_row(tx, stream.partition(":")[2])
    assert ticket is not None  # it is one of `rows`
    patch = _reader(desk, tx).visible(item.patch, ticket)
    number = rows[ticket["id"]]["number"]
    return s.WouldFireOut(ticket=ticket["id"], number=number, event=int(no), patch=patch, actions=list(item.actions))
