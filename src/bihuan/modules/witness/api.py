"""Routes of outside witnesses: destinations, the daily plan, what left, receipts."""

from base64 import b64decode, b64encode
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel import outbox, sequencer
from bihuan.kernel.errors import say
from bihuan.kernel.ids import random_bytes
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.notifications import interface as notifications
from bihuan.modules.witness import messages as m
from bihuan.modules.witness import queries

router = Router(tags=["witness"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Id = Annotated[str, Path(max_length=100)]
State = Literal["waiting", "left", "failed"]
WitnessKind = Literal["mail", "webhook", "tsa"]
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_TOKEN: dict[int | str, dict[str, Any]] = {200: {"content": {"application/timestamp-reply": _BYTES}}}
_SHOWN = ("id", "kind", "label", "settings", "enabled", "version")
_GONE = ("id", "kind", "label", "size", "signed_at", "asked_at", "left_at", "receipt", "stamped_at")


class WitnessIn(BaseModel):
    """A destination. `settings`: {"address"} for mail, {"url"} for a webhook, {"url", "roots"} for a time-stamp
    authority. `secret` signs what is pushed to a webhook; left out, one is drawn at first and kept later."""

    model_config = ConfigDict(extra="forbid")
    kind: WitnessKind
    label: Annotated[str, Field(max_length=200)]
    settings: Annotated[dict[Annotated[str, Field(max_length=50)], Any], Field(max_length=5)]
    secret: Annotated[str | None, Field(max_length=500)] = None
    enabled: bool = True


class WitnessOut(BaseModel):
    """A destination; secrets are never read back."""

    id: str
    kind: WitnessKind
    label: str
    settings: dict[str, Any]
    enabled: bool
    version: int


class WitnessSavedOut(WitnessOut):
    """`secret`: shown once, when it was drawn."""

    secret: str | None = None


class WitnessPlanIn(BaseModel):
    """Every day at `hour` of the company's time; a warning when nothing left for so many days."""

    model_config = ConfigDict(extra="forbid")
    hour: int
    overdue_days: int


class WitnessPlanOut(BaseModel):
    """`next_at` null: nothing leaves by itself, for no destination was ever set up."""

    hour: int
    overdue_days: int
    next_at: int | None
    zone: str


class SendCheckpointIn(BaseModel):
    """To one destination, or to all in use."""

    model_config = ConfigDict(extra="forbid")
    only: Annotated[str | None, Field(max_length=100)] = None


class DepartureOut(BaseModel):
    """One checkpoint on its way to one destination. `state`: waiting, left, or failed (a person has to look)."""

    id: str
    kind: WitnessKind
    label: str
    size: int
    signed_at: int
    asked_at: int
    left_at: int | None
    state: State
    attempts: int
    next_try_at: int | None
    fault: str | None = Field(description="Why the last try failed, in words")
    receipt: str | None = Field(description="What the other side answered: a message id, a serial number")
    stamped_at: int | None = Field(description="The instant that the time stamp states, ms")


class NewestCheckpointOut(BaseModel):
    """The newest checkpoint of this log."""

    size: int
    at: int
    root: str
    note: str


class WitnessesOut(BaseModel):
    """How things stand. `overdue_since`: nothing has left since, and that is too long ago."""

    newest: NewestCheckpointOut | None
    last_left: DepartureOut | None
    overdue_since: int | None
    plan: WitnessPlanOut
    mail_ready: bool = Field(description="Whether there is a mail account to send by")
    destinations: list[WitnessOut]
    departures: list[DepartureOut]


@router.get("")
async def get_witnesses(desk: DeskDep) -> WitnessesOut:
    """Destinations, the plan, and what left when and for whom."""
    _check(desk, "read")
    return await desk.read(lambda tx: _standing(tx, desk))


@router.post("/destinations", status_code=201)
async def add_witness(body: WitnessIn, desk: DeskDep) -> WitnessSavedOut:
    """A new destination."""
    drawn = _drawn_secret() if body.kind == m.WEBHOOK and not body.secret else None
    return await _save(desk, body, None, drawn)


@router.put("/destinations/{witness}")
async def change_witness(witness: Id, body: WitnessIn, desk: DeskDep) -> WitnessSavedOut:
    """Change a destination as a whole; a secret that is left out stays."""
    return await _save(desk, body, witness, None)


@router.delete("/destinations/{witness}", status_code=204)
async def remove_witness(witness: Id, desk: DeskDep) -> None:
    """Send nothing there any more; its address is erased, what left stays on record."""
    await desk.submit(m.RemoveWitness(witness))


@router.put("/plan")
async def set_plan(body: WitnessPlanIn, desk: DeskDep) -> WitnessPlanOut:
    """When checkpoints leave by themselves, and when to warn."""
    await desk.submit(m.SetWitnessPlan(body.hour, body.overdue_days))
    return await desk.read(lambda tx: _plan(tx, desk))


@router.post("/send", status_code=202)
async def send_checkpoint(body: SendCheckpointIn, desk: DeskDep) -> WitnessesOut:
    """Sign what has happened and let it leave now; a moment later the departures say how it went."""
    _check(desk, "manage")
    while await desk.write(sequencer.number_events):
        pass
    now = desk.now()
    await desk.write(lambda tx: sequencer.sign_checkpoint(tx, desk.info, now))
    await desk.submit(m.SendCheckpoint(body.only))
    return await desk.read(lambda tx: _standing(tx, desk))


@router.post("/departures/{departure}/retry", status_code=202)
async def retry_departure(departure: Id, desk: DeskDep) -> None:
    """Try one that gave up again."""
    _check(desk, "manage")
    row = await desk.read(lambda tx: _departure_row(tx, departure))
    now = desk.now()
    await desk.write(lambda tx: outbox.replay(tx, row["outbox"], now))


@router.get("/departures/{departure}/note", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def get_note(departure: Id, desk: DeskDep) -> Response:
    """The signed note as it was handed over."""
    _check(desk, "read")
    row = await desk.read(lambda tx: _departure_row(tx, departure))
    return _file(row["note"].encode(), "text/plain; charset=utf-8", f"checkpoint-{row['size']}.note")


@router.get("/departures/{departure}/token", response_class=Response, responses=_TOKEN)
async def get_token(departure: Id, desk: DeskDep) -> Response:
    """The time stamp (RFC 3161 response, DER): `openssl ts -verify -in FILE -data NOTE -CAfile ROOTS`."""
    _check(desk, "read")
    row = await desk.read(lambda tx: _departure_row(tx, departure))
    if row["token"] is None:
        raise Refusal("witness.no_token", Kind.NOT_FOUND)
    return _file(b64decode(row["token"]), "application/timestamp-reply", f"checkpoint-{row['size']}.tsr")


def _check(desk: Desk, action: str) -> None:
    check_access(desk.caller.subject, action, "ledger", {})


async def _save(desk: Desk, body: WitnessIn, witness: str | None, drawn: str | None) -> WitnessSavedOut:
    secret = body.secret or drawn
    sealed = notifications.seal_secrets(desk.tenant.keys, {"secret": secret}) if secret else None
    command = m.SaveWitness(
        id=witness, kind=body.kind, label=body.label, settings=body.settings, secrets=sealed, enabled=body.enabled
    )
    accepted = await desk.submit(command)
    row = await desk.read(lambda tx: queries.witness_row(tx, accepted.ref.partition(":")[2]))
    if row is None:
        raise Refusal("witness.not_found", Kind.NOT_FOUND)
    return WitnessSavedOut(**{name: row[name] for name in _SHOWN}, secret=drawn)


def _drawn_secret() -> str:
    return f"whsec_{b64encode(random_bytes(32)).decode()}"


def _standing(tx: Tx, desk: Desk) -> WitnessesOut:
    newest, gone = sequencer.latest_checkpoint(tx), queries.last_left(tx)
    last = queries.departure_row(tx, gone["id"]) if gone else None
    return WitnessesOut(
        newest=NewestCheckpointOut(**{**newest, "root": bytes(newest["root"]).hex()}) if newest else None,
        last_left=_departure(last, desk.language) if last else None,
        overdue_since=queries.overdue_since(tx, desk.now()),
        plan=_plan(tx, desk),
        mail_ready=notifications.mail_account(tx) is not None,
        destinations=[WitnessOut(**{name: row[name] for name in _SHOWN}) for row in queries.witness_rows(tx)],
        departures=[_departure(row, desk.language) for row in queries.departure_rows(tx)],
    )


def _plan(tx: Tx, desk: Desk) -> WitnessPlanOut:
    row = queries.plan_row(tx)
    return WitnessPlanOut(**{name: row[name] for name in ("hour", "overdue_days", "next_at")}, zone=desk.info.zone)


def _departure(row: Row, language: str) -> DepartureOut:
    waits = row["left_at"] is None
    still: State = "failed" if row["state"] == "dead" else "waiting"
    state: State = still if waits else "left"
    return DepartureOut(
        **{name: row[name] for name in _GONE},
        state=state,
        attempts=row["attempts"] or 0,
        next_try_at=row["due"] if state == "waiting" else None,
        fault=_fault(row["last_error"], language) if waits and row["last_error"] else None,
    )


def _fault(error: str, language: str) -> str:
    """`RefusedForGoodError: delivery.rejected: HTTP 404` in words; the kind of an error that nobody foresaw."""
    code, *detail = [*error.split(": ", 2), ""][1:]
    if not code.startswith("delivery."):
        return say("delivery.fault", {}, language)
    return " · ".join(filter(None, (say(code, {}, language), *detail)))


def _departure_row(tx: Tx, departure: str) -> Row:
    row = queries.departure_row(tx, departure)
    if row is None:
        raise Refusal("witness.departure_not_found", Kind.NOT_FOUND)
    return row


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
