"""Applying a bundle: its pieces are commands like any other, brought along by one: all of them stand or none."""

from collections.abc import Iterator, Mapping
from functools import partial

from bihuan.core.access import check_access
from bihuan.core.values import JsonObject, Kind, Refusal, thaw_json
from bihuan.kernel.command import Carried, Outcome
from bihuan.kernel.context import Context
from bihuan.modules.bundles import interface
from bihuan.modules.bundles.messages import (
    ApplyBundle,
    BundleApplied,
    RecordApplication,
    application_stream,
)

MOST_PIECES = 2_000
# What is bound to versions of forms is published anew with these, though its own text is the same.
_BOUND = frozenset({"flows", "sla"})


def may_apply(_command: ApplyBundle | RecordApplication, context: Context) -> None:
    """Who runs the company as a whole; each piece asks for its own right besides."""
    check_access(context.caller.subject, "manage", "tenant", {})


def apply(command: ApplyBundle, context: Context) -> Outcome:
    """All pieces in their order, and a record of what they changed. Refuses `bundle.base_moved`, `bundle.rejected`."""
    if len(command.pieces) > MOST_PIECES:
        raise Refusal("bundle.too_many", most=MOST_PIECES)
    stands = interface.configuration(context.tx)
    if command.base is not None and interface.fingerprint(stands) != command.base:
        raise Refusal("bundle.base_moved", Kind.CONFLICT)
    known = interface.by_name(stands)
    application = context.new_id()
    before = [
        {"kind": piece["kind"], "key": piece["key"], "before": known.get((piece["kind"], piece["key"]))}
        for piece in command.pieces
    ]
    record = RecordApplication(
        application=application,
        bundle=command.bundle,
        label=command.label,
        version=command.version,
        before=tuple(before),
        undoes=command.undoes,
    )
    return Outcome(application, carried=(*_carried(command, context, known), Carried(record)))


def _carried(command: ApplyBundle, context: Context, known: Mapping[tuple[str, str], JsonObject]) -> Iterator[Carried]:
    types = {
        str(piece["key"]): str(piece["body"].get("flow"))
        for piece in command.pieces
        if piece["kind"] == "types" and not piece.get("gone")
    }
    unit = interface.Unit(command.whole, types)
    for at, piece in enumerate(command.pieces):
        stands = known.get((piece["kind"], piece["key"])) == piece["body"] and not piece.get("gone")
        if stands and piece["kind"] not in _BOUND:
            continue
        blame = partial(interface.blamed, at, str(piece["file"]))
        try:
            found = list(interface.commands_of(context.tx, piece, unit))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # What no shape says: a list where a mapping is meant, three levels down.
            raise blame(Refusal("bundle.malformed", reason=str(error))) from error
        for each in found:
            yield Carried(each, blame)


def record(command: RecordApplication, context: Context) -> Outcome:
    """What the unit changed, with what was there before; nothing where nothing changed."""
    stream = application_stream(command.application)
    if not context.events:
        return Outcome(stream)
    stands = interface.by_name(interface.configuration(context.tx))
    changed = [dict(item) for item in command.before if stands.get((item["kind"], item["key"])) != item["before"]]
    told = [{**item, "label": _label(item, stands)} for item in changed]
    event = BundleApplied(
        bundle=command.bundle,
        label=thaw_json(command.label),
        version=command.version,
        changed=tuple(told),
        streams=tuple(dict.fromkeys(stored.stream for stored in context.events)),
        number=1 + len(interface.applications(context.tx)),
        undoes=command.undoes,
    )
    return Outcome(stream, ((stream, event),))


def _label(item: JsonObject, stands: dict[tuple[str, str], JsonObject]) -> JsonObject:
    body = stands.get((item["kind"], item["key"])) or item["before"] or {}
    return interface.label_of(item["kind"], body)
