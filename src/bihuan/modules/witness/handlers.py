"""Setting up destinations, and asking for checkpoints to leave."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from cryptography import x509

from bihuan.core.access import check_access
from bihuan.core.values import Instant, Json, JsonObject, Kind, Problem, Refusal, instant_of, local_time, thaw_json
from bihuan.kernel.addresses import AddressError, web_address
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.sequencer import latest_checkpoint
from bihuan.kernel.tx import Row
from bihuan.modules.notifications import interface as notifications
from bihuan.modules.witness import messages as m
from bihuan.modules.witness import queries

_MOST_LABEL, _MOST_ROOTS, _MOST_DAYS, _MOST_WITNESSES = 100, 40_000, 365, 50
_MAIL = re.compile(r"[^@\s<>\",;]+@[A-Za-z0-9.-]+")
_NAMES = {m.MAIL: {"address"}, m.WEBHOOK: {"url"}, m.TSA: {"url", "roots"}}


def may_manage(_command: object, context: Context) -> None:
    """Administrators; for others there is nothing to see."""
    check_access(context.caller.subject, "manage", "ledger", {})


def save(command: m.SaveWitness, context: Context) -> Outcome:
    """A destination as a whole. With the first one the daily plan begins, unless it was set up before."""
    tx = context.tx
    known = queries.witness_row(tx, command.id) if command.id is not None else None
    if command.id is not None and known is None:
        raise Refusal("witness.not_found", Kind.NOT_FOUND)
    settings: JsonObject = thaw_json(command.settings)
    sealed = command.secrets
    if sealed is None and known is not None and known["kind"] == command.kind:
        sealed = known["secrets"]
    problems = [*_faults(command, settings)]
    if command.kind == m.WEBHOOK and not notifications.account_of(tx.keys, {}, sealed).secrets.get("secret"):
        problems.append(Problem("secret", "witness.secret_missing"))
    if problems:
        raise Refusal("witness.invalid", problems=problems)
    if known is None and len(queries.witness_rows(tx)) >= _MOST_WITNESSES:
        raise Refusal("witness.too_many", Kind.CONFLICT, most=_MOST_WITNESSES)
    stream = m.witness_stream(command.id or context.new_id())
    event = m.WitnessSaved(command.kind, command.label.strip(), command.enabled, settings, sealed)
    return Outcome(stream, ((stream, event), *_first_plan(context)))


def _faults(command: m.SaveWitness, settings: JsonObject) -> Iterator[Problem]:
    if not 0 < len(command.label.strip()) <= _MOST_LABEL:
        yield Problem("label", "witness.label_invalid", {"most": _MOST_LABEL})
    if command.kind not in m.KINDS:
        yield Problem("kind", "witness.kind_unknown", {"known": list(m.KINDS)})
        return
    for name in settings.keys() - _NAMES[command.kind]:
        yield Problem(f"settings.{name}", "witness.setting_unknown", {"known": sorted(_NAMES[command.kind])})
    if command.kind == m.MAIL and not (isinstance(found := settings.get("address"), str) and _MAIL.fullmatch(found)):
        yield Problem("settings.address", "witness.address_invalid")
    if command.kind != m.MAIL and not _is_web_address(settings.get("url")):
        yield Problem("settings.url", "witness.url_invalid")
    if settings.get("roots") and not _are_certificates(settings["roots"]):
        yield Problem("settings.roots", "witness.roots_invalid")


def _is_web_address(value: Json) -> bool:
    try:
        return isinstance(value, str) and bool(web_address(value).host)
    except AddressError:
        return False


def _are_certificates(value: Json) -> bool:
    if not isinstance(value, str) or len(value) > _MOST_ROOTS:
        return False
    try:
        return bool(x509.load_pem_x509_certificates(value.encode()))
    except ValueError:
        return False


def remove(command: m.RemoveWitness, context: Context) -> Outcome:
    """Refuses `witness.not_found`."""
    if queries.witness_row(context.tx, command.id) is None:
        raise Refusal("witness.not_found", Kind.NOT_FOUND)
    stream = m.witness_stream(command.id)
    return Outcome(stream, ((stream, m.WitnessRemoved()),))


def set_plan(command: m.SetWitnessPlan, context: Context) -> Outcome:
    """The hour and how long may pass; the same again is no change."""
    problems = []
    if not 0 <= command.hour <= 23:
        problems.append(Problem("hour", "witness.hour_invalid"))
    if not 1 <= command.overdue_days <= _MOST_DAYS:
        problems.append(Problem("overdue_days", "witness.days_invalid", {"most": _MOST_DAYS}))
    if problems:
        raise Refusal("witness.invalid", problems=problems)
    known = queries.plan_row(context.tx)
    same = known["next_at"] is not None and (known["hour"], known["overdue_days"]) == (
        command.hour,
        command.overdue_days,
    )
    return Outcome(m.PLAN_STREAM, () if same else (_plan(context, command.hour, command.overdue_days),))


def _first_plan(context: Context) -> tuple[tuple[str, m.WitnessPlanSet], ...]:
    plan = queries.plan_row(context.tx)
    return (_plan(context, plan["hour"], plan["overdue_days"]),) if plan["next_at"] is None else ()


def _plan(context: Context, hour: int, overdue_days: int) -> tuple[str, m.WitnessPlanSet]:
    due = next_at(context.now, hour, context.tenant.zone)
    return m.PLAN_STREAM, m.WitnessPlanSet(hour, overdue_days, due)


def next_at(now: Instant, hour: int, zone: str) -> Instant:
    """The next time after `now` that the clocks of `zone` show this hour."""
    today = local_time(now, zone).replace(hour=hour, minute=0, second=0, microsecond=0, tzinfo=None)
    found = (instant_of(today + timedelta(days=days), zone) for days in range(3))
    return next(instant for instant in found if instant > now)


def send(command: m.SendCheckpoint, context: Context) -> Outcome:
    """Ask the newest checkpoint to leave. Refuses `witness.none` where there is nobody to send it to."""
    rows = [row for row in queries.witness_rows(context.tx) if row["enabled"]]
    if command.only is not None:
        rows = [row for row in rows if row["id"] == command.only]
    if not rows:
        raise Refusal("witness.none", Kind.CONFLICT)
    newest = latest_checkpoint(context.tx)
    if newest is None:
        raise Refusal("ledger.no_checkpoint", Kind.NOT_FOUND)
    asked = tuple(map(partial(_asked, context, newest), rows))
    return Outcome(asked[0][0], asked)


def send_daily(_command: m.SendDaily, context: Context) -> Outcome:
    """The newest checkpoint to everybody who has not been sent it; the next day is set in any case."""
    newest, sizes = latest_checkpoint(context.tx), queries.last_sizes(context.tx)
    rows = [row for row in queries.witness_rows(context.tx) if row["enabled"]]
    fresh = [row for row in rows if newest is not None and newest["size"] > sizes.get(row["id"], 0)]
    asked = tuple(_asked(context, newest or {}, row) for row in fresh)
    hour = queries.plan_row(context.tx)["hour"]
    done = m.WitnessDayDone(next_at(context.now, hour, context.tenant.zone))
    return Outcome(m.PLAN_STREAM, ((m.PLAN_STREAM, done), *asked))


def _asked(context: Context, newest: Row, row: Row) -> tuple[str, m.DepartureAsked]:
    event = m.DepartureAsked(
        witness=row["id"],
        kind=row["kind"],
        label=row["label"],
        size=newest["size"],
        signed_at=newest["at"],
        note=newest["note"],
    )
    return m.departure_stream(context.new_id()), event


def note_receipt(command: m.NoteReceipt, context: Context) -> Outcome:
    """It has left; noted once."""
    row, stream = queries.departure_row(context.tx, command.departure), m.departure_stream(command.departure)
    if row is None:
        raise Refusal("witness.departure_not_found", Kind.NOT_FOUND)
    done = m.DepartureDone(command.at, command.receipt, command.token, command.stamped_at)
    return Outcome(stream, ((stream, done),) if row["left_at"] is None else ())
