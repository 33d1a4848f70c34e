"""Routes of policies."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field

from bihuan.core.access import check_access
from bihuan.core.sla import Fact, SlaEvent, event_to_json, try_out
from bihuan.core.values import JsonObject, Kind, Refusal, thaw_json
from bihuan.kernel.errors import say
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.identity import interface as identity
from bihuan.modules.sla import interface, messages, queries
from bihuan.modules.sla.api.shapes import (
    Base,
    ChangeOut,
    ClockStory,
    DeskDep,
    In,
    Key,
    PreviewOut,
    Version,
    effects_out,
)

policies = Router(tags=["clocks"], responses=PROBLEMS)
Types = Annotated[Sequence[Key], Query(max_length=100, description="Ticket types; none: all")]
Instant = Annotated[int, Field(ge=0, le=7_258_118_400_000)]
_YEAR_MS = 366 * 86_400_000


class SlaSummary(BaseModel):
    """A set of policies and its newest version; `types` empty: for all types that no other set names."""

    key: str
    version: int
    label: dict[str, str]
    types: list[str]
    active: bool
    at: int = Field(description="Published at, ms since 1970-01-01 UTC")


class SlaOut(SlaSummary):
    """One version of a set, complete (docs/sla.md), with what the check advised."""

    body: dict[str, Any]
    findings: list[dict[str, Any]]
    said: dict[str, str] = Field(description="Conditions as sentences, by their place in the body")


class SlaDraft(In):
    """A set of policies that is not published."""

    body: dict[str, Any]
    types: Annotated[list[Key], Field(default_factory=list, max_length=100)]
    active: bool = True


class SlaIn(SlaDraft):
    """A set of policies to publish."""

    base_version: Base = None


class SlaVersionOut(SlaSummary):
    """One version of a set, and who published it; null: nobody whose name is known."""

    by: str | None


class AskedOptionOut(BaseModel):
    """Something to choose from."""

    value: str
    label: dict[str, str]


class AskableOut(BaseModel):
    """A field that a condition may ask about. `kind` as in docs/rules.md."""

    key: str
    kind: str
    label: dict[str, str]
    options: list[AskedOptionOut]
    of: str | None


class ClockKindOut(BaseModel):
    """What a kind of clock does where nothing else is written; `said`: its conditions as sentences."""

    key: str
    again: str
    alarm: bool
    conditions: dict[str, Any]
    said: dict[str, str]


class SlaVocabularyOut(BaseModel):
    """What a set of policies is put together from."""

    fields: list[AskableOut]
    kinds: list[ClockKindOut]


class FactIn(In):
    """Something that is to have happened: the record as it is since `at`, `work` included."""

    at: Instant
    received: Instant | None = None
    record: dict[str, Any]


class TrialIn(SlaDraft):
    """Facts to try a set on, and until when; at most a year."""

    facts: Annotated[list[FactIn], Field(max_length=100)]
    until: Instant


@policies.get("")
async def list_policies(desk: DeskDep) -> list[SlaSummary]:
    """Every set of policies."""

    def read(tx: Tx) -> list[SlaSummary]:
        check_access(desk.caller.subject, "read", "sla", {})
        return [SlaSummary(**_sla_values(row)) for row in queries.sla_summaries(tx)]

    return await desk.read(read)


@policies.get("/vocabulary")
async def get_sla_vocabulary(desk: DeskDep, types: Types = ()) -> SlaVocabularyOut:
    """What conditions of a set for these types may ask, and what each kind of clock does by itself."""

    def read(tx: Tx) -> SlaVocabularyOut:
        check_access(desk.caller.subject, "publish", "sla", {})
        schema = interface.schema_for(tx, tuple(types))
        kinds = queries.kinds_in_words(schema, "en" if desk.language == "en" else "zh", desk.info.zone)
        fields = [AskableOut(**one) for one in queries.fields_to_ask(tx, schema)]
        return SlaVocabularyOut(fields=fields, kinds=[ClockKindOut(**one) for one in kinds])

    return await desk.read(read)


@policies.get("/{key}/versions")
async def list_sla_versions(key: str, desk: DeskDep) -> list[SlaVersionOut]:
    """Every version of a set, newest first; one is restored by publishing it again."""

    def read(tx: Tx) -> list[SlaVersionOut]:
        check_access(desk.caller.subject, "publish", "sla", {})
        rows = queries.sla_versions(tx, key)
        if not rows:
            raise Refusal("sla.not_found", Kind.NOT_FOUND)
        names = identity.person_briefs(tx, [row["published_by"] for row in rows if row["published_by"]])
        return [_version_out(row, names) for row in rows]

    return await desk.read(read)


def _version_out(row: Row, people: Mapping[str, Any]) -> SlaVersionOut:
    by = people.get(row["published_by"])
    return SlaVersionOut(**_sla_values(row), by=None if by is None else by.name)


@policies.get("/{key}")
async def get_policies(key: str, desk: DeskDep, version: Version = None) -> SlaOut:
    """One version of a set; the newest when none is named."""

    def read(tx: Tx) -> SlaOut:
        check_access(desk.caller.subject, "read", "sla", {})
        row = queries.newest_sla(tx, key) if version is None else queries.sla_row(tx, key, version)
        return _sla_out(tx, desk, row)

    return await desk.read(read)


@policies.post("", status_code=201)
async def publish_policies(body: SlaIn, desk: DeskDep) -> SlaOut:
    """Publish the next version. Contradictions are refused; open tickets are judged anew within moments."""
    command = messages.PublishSla(body.body, tuple(body.types), body.base_version, body.active)
    accepted = await desk.submit(command)
    key = accepted.ref.removeprefix(messages.sla_stream(""))
    return await desk.read(lambda tx: _sla_out(tx, desk, queries.newest_sla(tx, key)))


@policies.post("/preview")
async def preview_policies(body: SlaDraft, desk: DeskDep) -> PreviewOut:
    """What publishing this set would change for tickets that are open now, and what is wrong with it."""

    def read(tx: Tx) -> PreviewOut:
        check_access(desk.caller.subject, "publish", "sla", {})
        checked = interface.check_set(tx, body.body, tuple(body.types), active=body.active)
        known = queries.newest_sla(tx, checked.applied.key)
        changes = queries.changes_between(known["body"] if known else {}, body.body)
        in_force = queries.present(tx)
        effects = effects_out(tx, desk, queries.with_set(in_force, checked.applied) if body.active else in_force)
        names = _names(body.body, desk.language)
        findings = [
            {**thaw_json(_finding(one)), "detail": say(one.code, _told(one.data, names), desk.language)}
            for one in checked.findings
        ]
        return PreviewOut(changes=[ChangeOut(**one) for one in changes], findings=findings, **effects)

    return await desk.read(read)


@policies.post("/try")
async def try_policies(body: TrialIn, desk: DeskDep) -> list[dict[str, Any]]:
    """Tell a ticket's story to a set, every timer going off in time: which events its clocks would have."""

    def read(tx: Tx) -> list[dict[str, Any]]:
        return [event_to_json(event) for event in _tried(tx, body, desk)]

    return await desk.read(read)


@policies.post("/try/{clock}")
async def try_clock(clock: str, body: TrialIn, desk: DeskDep) -> ClockStory:
    """Why one clock of a story that is tried out would be due when it is."""

    def read(tx: Tx) -> ClockStory:
        events, shelf = _tried(tx, body, desk), queries.present(tx).shelf
        return ClockStory(**queries.told_trial(events, clock, shelf, (desk.info, desk.language)))

    return await desk.read(read)


def _tried(tx: Tx, body: TrialIn, desk: Desk) -> tuple[SlaEvent, ...]:
    check_access(desk.caller.subject, "publish", "sla", {})
    checked = interface.check_set(tx, body.body, tuple(body.types), active=False)
    in_force = queries.present(tx)
    facts = sorted(((one.received or one.at, Fact(one.at, one.record)) for one in body.facts), key=lambda f: f[0])
    if facts and body.until - facts[0][0] > _YEAR_MS:
        raise Refusal("sla.trial_too_long", path="until")
    env = queries.env_for(tx, desk.info, desk.now(), in_force)
    return try_out(checked.applied.definition, facts, in_force.shelf, env, body.until)[1]


def _finding(one: Any) -> JsonObject:
    return {"code": one.code, "level": one.level, "path": one.path, "data": one.data}


def _names(body: JsonObject, language: str) -> dict[tuple[str, str], str]:
    """What the set's policies and clocks are called: people who make them by choosing never see a key."""
    found = {}
    for what, part in (("policy", "policies"), ("clock", "clocks")):
        for one in body.get(part) or ():
            label = one.get("label") or one["key"]
            known = label if isinstance(label, str) else label.get(language) or label.get("zh")
            found[what, one["key"]] = str(known or one["key"])
    return found


def _told(data: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> JsonObject:
    return {name: names.get((name, str(value)), value) for name, value in data.items()}


def _sla_values(row: Row) -> JsonObject:
    names = ("key", "version", "types", "active")
    label = row["body"].get("label") or row["key"]
    label = label if isinstance(label, dict) else {"zh": label, "en": label}
    return {**{name: row[name] for name in names}, "label": label, "at": row["published_at"]}


def _sla_out(tx: Tx, desk: Desk, row: Row | None) -> SlaOut:
    if row is None:
        raise Refusal("sla.not_found", Kind.NOT_FOUND)
    said = queries.conditions_in_words(tx, row, "en" if desk.language == "en" else "zh", desk.info.zone)
    names = _names(row["body"], desk.language)
    findings = [
        {**one, "detail": say(one["code"], _told(one["data"], names), desk.language)} for one in row["findings"]
    ]
    return SlaOut(**_sla_values(row), body=row["body"], findings=findings, said=said)
