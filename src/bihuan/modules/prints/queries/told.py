"""One ticket as whoever prints it may see it: every value passes through his rights."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from bihuan.core.access import FieldAccess, FieldSet, visible_fields
from bihuan.core.flow import FlowDefinition
from bihuan.core.forms import FieldDefinition, FormDefinition, Speech, capitals_of, tell_value
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Json, JsonObject, local_time
from bihuan.kernel.command import Caller
from bihuan.kernel.errors import say
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.masters import find_record
from bihuan.kernel.named import is_named, named_title
from bihuan.kernel.qr import qr_svg
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.company import interface as company
from bihuan.modules.files import interface as files
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.notifications.interface import RELATIONS, Reader, Reading
from bihuan.modules.prints.queries.paper import Fact, Paper, plain
from bihuan.modules.tickets import interface as tickets

_MOST_VALUE = 200
_LOGO = "logo.png"
# Millimetres that a logo has in the head at most.
_LOGO_WIDE, _LOGO_HIGH = 60, 14
_FILES = frozenset({"files", "signature"})
_WITH_UNIT = frozenset({"number", "reading", "slider"})
_TABLES = frozenset({"sub_table", "checklist"})
Picture = tuple[str, bytes, str]


@dataclass
class Printing:
    """One ticket on its way to paper. `address`: under which people reach this install. Refuses `ticket.not_found`."""

    tx: Tx
    hooks: Hooks
    caller: Caller
    tenant: Tenant
    key: str
    now: Instant
    address: str

    @cached_property
    def row(self) -> Row:
        """The ticket's row, of which nothing is printed but through `text`."""
        return tickets.readable_row(self.tx, self.caller, self.key)[0]

    @cached_property
    def rights(self) -> FieldSet:
        """The caller's access to the ticket's fields."""
        return visible_fields(self.caller.subject, "ticket", tickets.anchors_of(self.tx, self.row))

    @cached_property
    def trace(self) -> JsonObject:
        """What happened, as far as the caller may know."""
        return tickets.ticket_trace(self.tx, self.hooks, self.caller, self.row["id"])

    @cached_property
    def form(self) -> FormDefinition:
        """The form that the ticket was filled in by."""
        return forms.form_definition(self.tx, self.row["form"], self.row["form_version"])

    @cached_property
    def flow(self) -> FlowDefinition:
        """The flow that the ticket runs on."""
        return tickets.flow_of(self.tx, self.row)

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self.tx, Reader(self.caller.subject, self.caller.language, self.tenant.info), self.row)

    # --- words ----------------------------------------------------------------------------------------------------

    def say(self, code: str, **data: Any) -> str:
        """A text of the papers in the caller's language."""
        return say(f"paper.{code}", data, self.caller.language)

    def pick(self, label: Any) -> str:
        """A label in the caller's language."""
        return str(label.get(self.caller.language) or label.get("zh") or "") if label else ""

    def text(self, path: str) -> str | None:
        """A field of the ticket or of what stands beside it (`customer.name`); None where he may not see it."""
        return self._reading.text(path)

    def instant(self, at: Any, *, seconds: bool = False) -> str | None:
        """A moment in the company's zone."""
        if type(at) is not int:
            return None
        return local_time(at, self.tenant.info.zone).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")

    def person(self, person: Any) -> str | None:
        """The name of somebody who had to do with the ticket."""
        if not isinstance(person, str):
            return None
        found = identity.person_briefs(self.tx, [person]).get(person)
        return found.name if found else None

    def fact(self, path: str) -> Fact:
        """Label and value of a field that every ticket has."""
        return self.say(path), self.text(path)

    def value(self, name: str, value: Any) -> str:
        """A value that a field had at some time, in words."""
        if value in (None, "", []):
            return "–"
        item = self.form.fields.get(name)
        if item is not None and item.kind.name not in _FILES:
            return tell_value(item, value, self.speech)[:_MOST_VALUE] or "–"
        if isinstance(value, list | tuple):
            return "、".join(self.value(name, part) for part in value)
        return (self._named(item.kind.name if item else name, value) or str(value))[:_MOST_VALUE]

    @property
    def speech(self) -> Speech:
        """How values of the form are said on this paper."""
        return Speech(self.caller.language, self._named)

    def _named(self, kind: str, value: Any) -> str | None:
        """What the id of a person, a unit or a record is called, as far as the caller may know; a moment's date."""
        if kind == "date_time" or kind.endswith("_at"):
            return self.instant(value)
        if kind in ("person", "assignee", "submitter"):
            return self.person(value)
        if kind in ("department", "region", "team"):
            unit = identity.organisation(self.tx).units.get(value)
            return str(unit["name"]) if unit else None
        if is_named(self.tx, kind) and isinstance(value, str):
            return named_title(self.tx, self.caller, kind, value)
        found = find_record(self.tx, RELATIONS[kind], self.caller, value) if kind in RELATIONS else None
        return str(found.get("name") or found.get("number") or "") if found else None

    def action_label(self, step: Any, action: Any) -> str:
        """What the flow calls an action of one of its steps."""
        offers = getattr(self.flow.items.get(step), "offers", {})
        return self.pick(offers[action].label) if action in offers else str(action or "")

    # --- the paper ------------------------------------------------------------------------------------------------

    def paper(self, kind: str) -> Paper:
        """An empty one with the company's head and the code that leads to the ticket. The address tells no secret:
        whoever scans it has to sign in."""
        number = str(self.row["number"])
        address = f"{self.address}/t/{self.tenant.info.slug}/tickets/{number}"
        by = self.person(self.caller.id) or self.say("somebody")
        head = {
            "language": self.caller.language,
            **self._letterhead(),
            "number_label": self.say("number"),
            "scan": self.say("scan"),
            "foot": plain(self.say("foot", by=by, at=self.instant(self.now))),
            "page": self.say("page"),
        }
        pictures = {"ticket.svg": qr_svg(address).encode()}
        if self._company.logo is not None:
            pictures[_LOGO] = company.logo_of(self.tx) or b""
        return Paper(self.say(kind), number, head, files=pictures)

    @cached_property
    def _company(self) -> company.Company:
        return company.company_of(self.tx, self.tenant.info)

    def _letterhead(self) -> JsonObject:
        """Whose paper it is and where they are reached; empty: nothing is said of it."""
        known = self._company
        reached = [known.address, self.say("company_phone", phone=known.phone) if known.phone else ""]
        return {
            "company": plain(known.full_name),
            "company_line": plain(" · ".join(part for part in reached if part)),
            "logo": _LOGO if known.logo is not None else "",
            "logo_height": min(_LOGO_HIGH, _LOGO_WIDE * known.logo_size[1] / known.logo_size[0]),
        }

    # --- form, files ----------------------------------------------------------------------------------------------

    def sections(self) -> Iterator[tuple[str, list[Fact]]]:
        """The form's parts with what is filled in of them, files left out."""
        for section in self.form.sections:
            fields = (self.form.fields[key] for key in section.fields)
            apart = _FILES | _TABLES
            yield self.pick(section.label), [self._form_fact(item) for item in fields if item.kind.name not in apart]

    def tables(self) -> Iterator[tuple[FieldDefinition, Json]]:
        """The sub-tables and checklists that are filled in and that he may read whole."""
        data = self.row["data"] or {}
        for item in self.form.fields.values():
            if item.kind.name in _TABLES and data.get(item.key) and self.rights[item.key] >= FieldAccess.READ:
                yield item, data[item.key]

    def _form_fact(self, item: FieldDefinition) -> Fact:
        label, value = self.pick(item.label), self.text(item.key)
        if value and item.kind.name == "device":
            found = find_record(self.tx, assets.DEVICES, self.caller, value) or {}
            value = " ".join(str(found[name]) for name in ("name", "sn") if found.get(name)) or None
        elif value and is_named(self.tx, item.kind.name) and self.rights[item.key] >= FieldAccess.READ:
            value = self._named(item.kind.name, (self.row["data"] or {}).get(item.key))
        elif value and item.kind.name in _WITH_UNIT and self.rights[item.key] >= FieldAccess.READ:
            value = tell_value(item, (self.row["data"] or {}).get(item.key), self.speech)
        return label, self._with_capitals(item, value)

    def _with_capitals(self, item: FieldDefinition, value: str | None) -> str | None:
        """An amount that is written out in capital numerals as well, where he may read it."""
        if not value or not item.settings.get("capitals") or self.rights[item.key] < FieldAccess.READ:
            return value
        written = capitals_of((self.row["data"] or {}).get(item.key))
        return f"{value} {self.speech.aside(written).strip()}" if written else value

    def stored_files(self) -> list[JsonObject]:
        """The files of the ticket that the caller is shown somewhere: in the form and in what happened."""
        return files.shown_on(self.tx, "ticket", self.row["id"], self._file_ids())

    def _file_ids(self) -> Iterator[str]:
        data = self.row["data"] or {}
        for item in self.form.fields.values():
            if self.rights[item.key] >= FieldAccess.READ and data.get(item.key):
                yield from item.kind.files_in(data[item.key])
        for entry in self.trace["events"]:
            for name in ("files", "split_files"):
                yield from _ids(entry["what"].get(name))
            if entry["type"] == "FileVersionAdded":
                yield from _ids([entry["what"].get(name) for name in ("replaced", "file")])
        yield from self._signatures()

    def _signatures(self) -> Iterator[str]:
        """What was signed, as it was handed in: a file's id or strokes."""
        given = (entry["what"].get("signature") for entry in self.trace["events"])
        return (one for one in given if isinstance(one, str))

    def photos(self, most: int) -> list[Picture]:
        """The first photos with when they came; signatures are shown apart."""
        apart = set(self._signatures())
        rows = [row for row in self.stored_files() if row["thumbnail"] and row["id"] not in apart]
        shown: list[Picture] = []
        for row in rows[:most]:
            content = files.small_picture(self.tenant, row["thumbnail"])
            if content is not None:
                shown.append(("jpg", content, self.instant(row["created_at"]) or ""))
        return shown

    def picture_of(self, file: str) -> bytes | None:
        """A file of this ticket as a small picture."""
        found = files.shown_on(self.tx, "ticket", self.row["id"], [file])
        return files.small_picture(self.tenant, found[0]["thumbnail"]) if found and found[0]["thumbnail"] else None

    def type_label(self) -> str:
        """What the kind of ticket is called."""
        return self.pick(flows.ticket_type(self.tx, self.row["type"]).label)


def _ids(files_named: Any) -> Iterator[str]:
    for item in files_named if isinstance(files_named, list | tuple) else ():
        found = item.get("id") if isinstance(item, dict) else item
        if isinstance(found, str):
            yield found


def sees_everything(rights: FieldSet) -> bool:
    """Whether nothing of the ticket is hidden from him or masked: only then may he have its record as it is kept."""
    return min((rights.others, *rights.named.values())) >= FieldAccess.READ
