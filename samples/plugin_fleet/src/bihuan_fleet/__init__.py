"""What a company with a fleet of cars adds to Bihuan: one thing of each kind that a plug-in may bring."""

import logging
import re
from collections.abc import Iterator
from typing import Any, ClassVar

from bihuan.core.automation import ActionSpec, Effect, SettingsReader
from bihuan.core.forms import FieldKindSpec
from bihuan.core.forms.spec import DefinedField, reject
from bihuan.core.reports import Measure
from bihuan.core.values import Instant, Json, JsonObject
from bihuan.entry.plugins import Brought
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.kernel.ports import Account, Letter
from bihuan.modules.notifications.interface import ChannelKind
from bihuan.modules.tickets.messages import AddNote

log = logging.getLogger("bihuan_fleet")
# GA 36-2018: province, letter, five or (new energy) six characters without I and O.
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{5,6}")


class LicencePlate(FieldKindSpec):
    """车牌号: kept in capitals without the dot that people write."""

    name = "licence_plate"
    label: ClassVar[dict[str, str]] = {"zh": "车牌号", "en": "Licence plate"}
    rule_type = "text"
    in_table = True
    personal = True

    def clean(self, value: Json, field: DefinedField) -> Json:
        if value is None or value == "":
            return None
        plate = re.sub(r"[\s·•.-]", "", str(value)).upper()
        if not _PLATE.fullmatch(plate):
            raise reject("fleet.plate_invalid", given=plate[:20])
        return plate

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["string", "null"], "maxLength": 20}

    def search_text(self, value: Json, field: DefinedField) -> str:
        return str(value)


def read_note(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """`text`: what is written into the timeline."""
    settings = {"text": reader.document.text("text", most=500)}
    return settings, Effect(request=lambda _record, _env: settings)


def write_note(call: ActionCall, _context: JobContext) -> Iterator[Any]:
    """After the commit; under the request's key, so that a repeat writes nothing twice."""
    if call.ticket is not None:
        yield AddNote(ticket=call.ticket, text=str(call.settings["text"]))


class LogCarrier:
    """Letters into the server's log, for a company that collects its messages from there."""

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """Always delivered; the receipt is the letter's own id."""
        log.info("%s %s: %s", account.settings.get("tag", ""), letter.title, letter.text)
        return letter.id


def register(brought: Brought) -> None:
    """What `bihuan.plugins` calls."""
    brought.field_kind(LicencePlate())
    say = {"zh": "写入跟进:{text}", "en": "write a note: {text}"}
    brought.action(ActionSpec("write_note", "following", read_note, say), write_note)
    brought.channel("server_log", ChannelKind("robot", ("tag",), (), ()), LogCarrier())
    brought.chart(
        Measure("cancel_rate", "share", "cancelled", ("closed", "cancelled")),
        {"zh": "取消率", "en": "Cancelled"},
        {"zh": "取消的 ÷ 结束的(关闭与取消)", "en": "Cancelled ÷ ended (closed and cancelled)"},
    )
