"""Deliveries: one outbox row each, tried until somebody takes it, refuses it for good or a person has to look."""

from collections.abc import Callable, Iterable
from dataclasses import field
from functools import partial
from typing import Any

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.errors import say
from bihuan.kernel.hooks import JobContext
from bihuan.kernel.ids import derived_id
from bihuan.kernel.ports import Account, DeliveryError, Letter, RefusedForGoodError, TryAgainError
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.company import interface as company
from bihuan.modules.identity import interface as identity
from bihuan.modules.notifications import bookkeeping, queries
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications.messages import DELIVER, TEST, FallBack

# After a provider did not answer, nobody else waits for it in vain for so long.
REST_MS = 60_000
_LONGEST = 35


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A letter ready to go: by which channel (`key`, `kind`), as whom, and what."""

    key: str
    kind: str
    account: Account
    letter: Letter


class _WithheldError(DeliveryError):
    """Who was to get it may not read any more what it says."""


@dataclass(slots=True)
class Deliverer:
    """Carries letters out. Remembers which channels do not answer, so that one look never waits for all of them."""

    resting: dict[tuple[str, str], Instant] = field(default_factory=dict)

    def deliver(self, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
        """Deliver by the first channel of a DeliveryAsked; when it refuses for good, ask for the next."""
        delivery = derived_id(stored.ref, DELIVER)
        first, *others = stored.event.channels
        try:
            parcel = _packed(context, delivery, partial(_pack, context, stored.stream_id, delivery, first), first)
            if parcel is not None:
                self._carry(parcel, delivery, context)
        except RefusedForGoodError:
            if not others:
                raise
            yield FallBack(stored.stream_id, delivery, tuple(others))

    def test(self, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
        """Send a test; whatever comes of it is noted and not tried again."""
        delivery = derived_id(stored.ref, TEST)
        if context.read(partial(queries.was_delivered, delivery=delivery)):
            return ()
        try:
            parcel = _packed(context, delivery, partial(_pack_test, context, stored), stored.stream_id)
            if parcel is None:
                return ()
            self.resting.pop((context.tenant.slug, parcel.key), None)
            self._carry(parcel, delivery, context)
        except DeliveryError:
            # Noted where the administrator looks.
            return ()
        return ()

    def _carry(self, parcel: _Parcel, delivery: str, context: JobContext) -> None:
        place = context.tenant.slug, parcel.key
        if self.resting.get(place, 0) > context.now:
            raise TryAgainError("delivery.resting", parcel.key)
        try:
            carrier = context.ports.get(parcel.kind)
            if carrier is None:
                raise RefusedForGoodError("delivery.no_channel", parcel.kind)
            receipt = carrier.carry(parcel.account, parcel.letter, context.now)
        except TryAgainError as error:
            self.resting[place] = context.now + max(REST_MS, error.after_ms or 0)
            _note(context, delivery, bookkeeping.AGAIN, error, parcel.key)
            raise
        except RefusedForGoodError as error:
            _note(context, delivery, bookkeeping.REFUSED, error, parcel.key)
            raise
        except Exception as error:
            raise _fault(context, delivery, error, parcel.key) from error
        attempt = {"at": context.now, "outcome": bookkeeping.DELIVERED, "channel": parcel.key, "receipt": receipt}
        context.write(lambda tx: bookkeeping.note_attempt(tx, delivery, attempt))


def _note(context: JobContext, delivery: str, outcome: str, error: DeliveryError, channel: str) -> None:
    attempt = {"at": context.now, "outcome": outcome, "code": error.code, "detail": error.detail, "channel": channel}
    context.write(lambda tx: bookkeeping.note_attempt(tx, delivery, attempt))


def _fault(context: JobContext, delivery: str, error: Exception, channel: str) -> TryAgainError:
    """What nobody foresaw is noted like any other failure: a delivery never stands still without a word. Of the error
    only its kind is said, for its text may quote the letter or a secret."""
    found = TryAgainError("delivery.fault", type(error).__name__)
    _note(context, delivery, bookkeeping.AGAIN, found, channel)
    return found


def _packed(context: JobContext, delivery: str, pack: Callable[[Tx], _Parcel | None], channel: str) -> _Parcel | None:
    """What `pack` gives; why it cannot is noted like a provider's refusal."""
    try:
        found: _Parcel | None = context.read(pack)
    except _WithheldError as error:
        _note(context, delivery, bookkeeping.SKIPPED, error, channel)
        return None
    except RefusedForGoodError as error:
        _note(context, delivery, bookkeeping.REFUSED, error, channel)
        raise
    except Exception as error:
        raise _fault(context, delivery, error, channel) from error
    return found


# --- packing ----------------------------------------------------------------------------------------------------


def _pack(context: JobContext, notice_id: str, delivery: str, reach: str, tx: Tx) -> _Parcel | None:
    """The parcel of a delivery; None when there is nothing to deliver any more."""
    row = queries.notice_row(tx, notice_id)
    if row is None or row["erased"] or queries.was_delivered(tx, delivery):
        return None
    if row["group"] is not None:
        group = _in_use(queries.channel_row(tx, row["group"]))
        _check_still_read(tx, own.listeners(tx, context.tenant, group), row)
        return _parcel(tx, group, _letter(context, row))
    contact = identity.person_contact(tx, row["person"])
    if contact is None or not contact.active:
        return None
    _check_still_read(tx, own.Reader(identity.subject_of(tx, contact.id), contact.language, context.tenant), row)
    channel = _in_use(queries.channel_for(tx, own.kinds_reaching(reach)))
    address = contact.phone if reach == "sms" else contact.email
    if not address:
        raise RefusedForGoodError("delivery.no_address", reach)
    letter = _letter(context, row, address=address.strip(), **_sms(channel, row, contact.name or "", context))
    return _parcel(tx, channel, letter)


def _check_still_read(tx: Tx, reader: own.Reader, row: Row) -> None:
    """Raises _WithheldError when rights ended between the making of a notice and its delivery."""
    if not own.Shelf(tx, reader).may_show(row):
        raise _WithheldError("delivery.withheld")


def _pack_test(context: JobContext, stored: StoredEvent, tx: Tx) -> _Parcel:
    row = _in_use(queries.channel_row(tx, stored.stream_id), even_off=True)
    language = stored.event.language
    words = {"company": company.name_of(tx, context.tenant)}
    sample = {
        "kind": "test",
        "title": say("notice.test_title", words, language),
        "text": say("notice.test_text", words, language),
        "number": None,
        "ticket": None,
    }
    letter = Letter(
        id=derived_id(stored.ref, TEST),
        title=sample["title"] or "",
        text=sample["text"] or "",
        language=language,
        address=stored.event.address or "",
        link=str(context.ports.get("address", "")),
        **_sms(row, sample, "", context),
    )
    return _parcel(tx, row, letter)


def _in_use(channel: Row | None, *, even_off: bool = False) -> Row:
    if channel is None or not (channel["enabled"] or even_off):
        raise RefusedForGoodError("delivery.no_channel")
    return channel


def _parcel(tx: Tx, channel: Row, letter: Letter) -> _Parcel:
    account = own.account_of(tx.keys, channel["settings"], channel["secrets"])
    return _Parcel(channel["key"], channel["kind"], account, letter)


def _letter(context: JobContext, row: Row, **more: Any) -> Letter:
    return Letter(
        id=row["id"],
        title=row["title"] or "",
        text=row["text"] or "",
        language=row["language"],
        link=_link(context, row),
        thread=f"ticket.{row['ticket']}" if row["ticket"] else "",
        **more,
    )


def _link(context: JobContext, row: Row) -> str:
    """Where the ticket is shown, on a phone as at a desk; nothing for those for whom there is no such page."""
    base = str(context.ports.get("address", ""))
    if not base or (row["bare"] and row["group"] is None):
        return ""
    path = f"/tickets/{row['number']}" if row.get("number") else ""
    return f"{base}/t/{context.tenant.slug}{path}"


def _sms(channel: Row, row: JsonObject, name: str, context: JobContext) -> JsonObject:
    """An SMS provider's template for this kind of notice, and what fills it."""
    if own.KINDS[channel["kind"]].reach != "sms":
        return {}
    settings = channel["settings"]
    templates = settings.get("templates") or {}
    template = templates.get(row["kind"]) or templates.get("*")
    if template is None:
        raise RefusedForGoodError("delivery.no_template", row["kind"])
    longest = settings.get("longest") or _LONGEST
    pieces = {"title": row["title"], "text": row["text"], "number": row["number"], "name": name}
    pieces["link"] = _link(context, {**row, "bare": False, "group": None})
    parameters = (
        (key, _cut(str(pieces[piece] or "-"), piece, longest)) for key, piece in template["parameters"].items()
    )
    return {"template": template["code"], "parameters": tuple(parameters)}


def _cut(text: str, piece: str, longest: int) -> str:
    words = " ".join(text.split())
    return words if piece == "link" or len(words) <= longest else words[: longest - 1] + "…"
