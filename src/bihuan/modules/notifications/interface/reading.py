"""A ticket as one recipient may see it, field by field: what every notice is filled from (semantics §8)."""

from collections.abc import Callable
from dataclasses import field
from typing import Any

from bihuan.core.access import NOTHING as _NOWHERE
from bihuan.core.access import (
    Allowed,
    FieldAccess,
    FieldSet,
    Subject,
    decide_access,
    mask_value,
    scope_of,
    visible_fields,
)
from bihuan.core.forms import Speech, masks_of, tell_value
from bihuan.core.late import dataclass
from bihuan.core.rules import Field
from bihuan.core.values import Json, JsonObject, local_time
from bihuan.kernel.command import Caller
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.errors import said
from bihuan.kernel.masters import Master, record_anchors, record_row, show_record
from bihuan.kernel.named import is_named, named_title
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.company import interface as company
from bihuan.modules.customers import interface as customers
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

# Never hidden from who may read the ticket; all that others are told who were named to be told.
HEADLINE = ("number", "type", "stage", "category")
RELATIONS: dict[str, Master] = {
    "customer": customers.CUSTOMERS,
    "contact": customers.CONTACTS,
    "site": customers.SITES,
    "contract": customers.CONTRACTS,
    "device": assets.DEVICES,
}
PEOPLE = ("assignee", "submitter")
# What is noted of a note that everybody may read who may read the ticket.
PUBLIC_NOTE = "note_public"
_PLAIN = ("title", "description", "priority", "region", "department", "team", "tags", "created_at", "resolved_at")
_INSTANTS = ("created_at", "resolved_at", "next_due")
FACTS = ("actor", "note", PUBLIC_NOTE, "comment", "reason")
# What a rule calls by another name than rights do. Which fields changed is told to who may read them all; whatever else
# an event says of itself, to who may read how the company goes about its work.
_RIGHT_OF = {"source_channel": "source", "source_system": "source", "event.fields": "*"}
_OF_EVENTS = "internal_notes"
# Before the name of a field of which words hold no more than its mask.
_MASKED = "~"
_SAID = {True: {"zh": "是", "en": "yes"}, False: {"zh": "否", "en": "no"}}
_MOST = 4_000
# Kinds of fields whose values are no single words.
_IN_WORDS = frozenset({"sub_table", "checklist", "reading"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: rights and language, and where."""

    subject: Subject
    language: str
    tenant: TenantInfo


@dataclass(slots=True)
class Reading:
    """One ticket before one reader. `facts`, `values` and `reads` come with the notice (messages.SendNotice).

    `shared` holds what was read of the ticket and what stands beside it: one for all readers of one notice.
    """

    tx: Tx
    reader: Reader
    row: Row | None
    facts: JsonObject = field(default_factory=dict)
    values: JsonObject = field(default_factory=dict)
    reads: JsonObject = field(default_factory=dict)
    shared: dict[Any, Any] = field(default_factory=dict)
    _rights: FieldSet | None = None
    _known: dict[str, tuple[FieldAccess, Json]] = field(default_factory=dict)

    @property
    def rights(self) -> FieldSet:
        """The reader's access to the ticket's fields; hides all from who may not read the ticket."""
        if self._rights is None:
            self._rights = FieldSet(others=FieldAccess.HIDDEN)
            if self.row is not None:
                row = self.row
                anchors = self._once("anchors", lambda: tickets.anchors_of(self.tx, row))
                if isinstance(decide_access(self.reader.subject, "read", "ticket", anchors), Allowed):
                    self._rights = visible_fields(self.reader.subject, "ticket", anchors)
                    self._known["__read"] = (FieldAccess.READ, True)
        return self._rights

    def may_read(self) -> bool:
        """Whether the ticket exists for this reader at all."""
        return self.rights is not None and "__read" in self._known

    def sees_type(self) -> bool:
        """Whether tickets of this type exist for the reader; a confidential one must be named in a grant."""
        row = self.row
        if row is None or row["type"] not in self.reader.subject.confidential_types:
            return True
        clauses = scope_of(self.reader.subject, "read", "ticket")
        return clauses != _NOWHERE and any(row["type"] in (clause.types or ()) for clause in clauses.clauses)

    def text(self, path: str) -> str | None:
        """The field as text, masked if it is masked for the reader; None if empty, hidden or unknown."""
        access, value = self._find(path)
        if access == FieldAccess.HIDDEN or value is None or value == "":
            return None
        return str(value)[:_MOST]

    def reads_whole(self, path: str) -> bool:
        """Whether the reader may read this field unmasked; what is empty hides nothing."""
        return self._find(path)[0] >= FieldAccess.READ

    def shown(self, path: str) -> tuple[str, ...]:
        """What somebody must be able to read to read what this path gave, in names that `may_know` understands."""
        if path == "note" and self.facts.get(PUBLIC_NOTE):
            return (PUBLIC_NOTE,)
        return path if self.reads_whole(path) else f"{_MASKED}{path}", *self.behind(path)

    def may_know(self, name: str) -> bool:
        """Whether the reader may be shown what words hold of a field: masked or, if it stands there so, whole."""
        least = FieldAccess.MASKED if name.startswith(_MASKED) else FieldAccess.READ
        return self._find(name.removeprefix(_MASKED))[0] >= least

    def behind(self, path: str) -> tuple[str, ...]:
        """The fields from which a path of `values.…` was worked out; none for what was written or is a field itself."""
        head, _, name = path.partition(".")
        listed = self.reads.get(name) if head == "values" else None
        return tuple(_right_of(read) for read in listed or ())

    def _find(self, path: str) -> tuple[FieldAccess, Json]:
        if path not in self._known:
            head, _, rest = path.partition(".")
            self._known[path] = self._look(head, rest)
        return self._known[path]

    def _look(self, head: str, rest: str) -> tuple[FieldAccess, Json]:
        if head in ("values", "company", "*"):
            return self._beside(head, rest)
        if head in FACTS:
            return self._fact(head)
        if self.row is None:
            return FieldAccess.HIDDEN, None
        if head in HEADLINE:
            return FieldAccess.READ, self._headline(head)
        access = self.rights[head]
        if access == FieldAccess.HIDDEN or not self.may_read():
            return FieldAccess.HIDDEN, None
        if head in RELATIONS:
            return self._relation(head, rest) if access >= FieldAccess.READ else (FieldAccess.HIDDEN, None)
        return access, self._own(head, access)

    def _beside(self, head: str, rest: str) -> tuple[FieldAccess, Json]:
        if head == "*":
            return self._least(), None
        if head == "company":
            return FieldAccess.READ, company.name_of(self.tx, self.reader.tenant)
        seen = all(self.reads_whole(read) for read in self.behind(f"values.{rest}"))
        return (FieldAccess.READ, self._value(rest)) if seen else (FieldAccess.HIDDEN, None)

    def _value(self, name: str) -> Json:
        """What came with the request. Instants are told by their names."""
        value = self.values.get(name)
        is_instant = type(value) is int and (name == "due" or name.endswith("_at"))
        return self._instant(value) if is_instant else _scalar(value, self.reader.language)

    def _least(self) -> FieldAccess:
        """The reader's access to that field of the record which is kept from him most."""
        row = self.row
        if row is None or not self.may_read():
            return FieldAccess.HIDDEN
        known = self._once("fields", lambda: tickets.record_schema(self.tx, row["form"], row["form_version"]).fields)
        return min((self.rights[_right_of(name)] for name in known), default=FieldAccess.HIDDEN)

    def _fact(self, name: str) -> tuple[FieldAccess, Json]:
        right = self.rights["internal_notes"] if name == "note" else self.rights[name]
        if name == PUBLIC_NOTE or (name == "note" and self.facts.get(PUBLIC_NOTE)):
            right = FieldAccess.READ if self.may_read() else FieldAccess.HIDDEN
        if right < FieldAccess.READ:
            return FieldAccess.HIDDEN, None
        value = self.facts.get(name)
        if name == "actor":
            return right, self._name(value)
        # The platform gives its reasons as codes of texts.
        return right, said(value, self.reader.language) if isinstance(value, str) else value

    def _headline(self, name: str) -> str:
        row = self.row or {}
        if name == "type":
            kind = self._once("type", lambda: flows.ticket_type(self.tx, row["type"]))
            return _said(kind.label, self.reader.language) or str(row["type"])
        if name == "stage":
            stage = tickets.flow_of(self.tx, row).stages.get(row["stage"])
            return _said(dict(stage.label), self.reader.language) if stage else row["stage"]
        return str(row[name])

    def _own(self, name: str, access: FieldAccess) -> Json:
        row = self.row or {}
        if name in PEOPLE:
            value: Json = self._name(row[name])
        elif name in _INSTANTS:
            value = self._instant(row.get(name))
        elif name in ("region", "department", "team"):
            value = self._unit(row[name])
        elif name in _PLAIN:
            value = _scalar(row.get(name), self.reader.language)
        else:
            value = self._form_value(name, row)
        return value if access >= FieldAccess.READ else mask_value(self._mask(name, row), value)

    def _mask(self, name: str, row: Row) -> str:
        if name not in (row.get("data") or {}):
            return "phone" if name == "phone" else "generic"
        form = self._once("form", lambda: forms.form_definition(self.tx, row["form"], row["form_version"]))
        return masks_of(form).get(name, "generic")

    def _form_value(self, name: str, row: Row) -> Json:
        value = (row["data"] or {}).get(name)
        form = self._once("form", lambda: forms.form_definition(self.tx, row["form"], row["form_version"]))
        defined = form.fields.get(name)
        if defined is not None and (told := defined.kind.tell(value, defined, self.reader.language)) is not None:
            return told
        if defined is not None and isinstance(value, str) and is_named(self.tx, defined.kind.name):
            reader = Caller("user", self.reader.subject.person, self.reader.subject, self.reader.language)
            return named_title(self.tx, reader, defined.kind.name, value)
        if defined is not None and defined.kind.name in _IN_WORDS:
            return tell_value(defined, value, Speech(self.reader.language, self._named))
        fields = self._once("fields", lambda: tickets.record_schema(self.tx, row["form"], row["form_version"]).fields)
        item = fields.get(name)
        return None if item is None else self._shown(item, (row["data"] or {}).get(name))

    def _named(self, kind: str, value: Json) -> str | None:
        """What stands in a cell that is no plain text: a moment as a date."""
        return self._instant(value) if kind == "date_time" else None

    def _shown(self, item: Field, value: Json) -> Json:
        if value is None:
            return None
        by_type: dict[str, Callable[[Json], Json]] = {"person": self._name, "instant": self._instant}
        by_type |= dict.fromkeys(("department", "region"), self._unit)
        if item.type in by_type:
            return by_type[item.type](value)
        labels = {option.value: _said(dict(option.label), self.reader.language) for option in item.options}
        if isinstance(value, list):
            value = [labels.get(part, part) if isinstance(part, str) else None for part in value]
        return _scalar(labels.get(value, value) if isinstance(value, str) else value, self.reader.language)

    def _relation(self, name: str, part: str) -> tuple[FieldAccess, Json]:
        master, record_id = RELATIONS[name], (self.row or {})[name]
        record = self._once(("record", name), lambda: record_row(self.tx, master, record_id) if record_id else None)
        if record is None:
            # There may have been one when the words were made: then what is open in every record counts.
            return visible_fields(self.reader.subject, master.kind, {})[part.partition(".")[0]], None
        anchors = self._once(("anchors", name), lambda: record_anchors(self.tx, master, record))
        if not isinstance(decide_access(self.reader.subject, "read", master.kind, anchors), Allowed):
            return FieldAccess.HIDDEN, None
        rights = visible_fields(self.reader.subject, master.kind, anchors)
        value = show_record(master, record, rights).get(part) if part in master.by_key else None
        return rights[part.partition(".")[0]], _scalar(value, self.reader.language)

    def _name(self, person: Json) -> str | None:
        if not isinstance(person, str):
            return None
        brief = self._once(("person", person), lambda: identity.person_briefs(self.tx, [person]).get(person))
        return brief.name if brief else None

    def _once(self, key: Any, load: Callable[[], Any]) -> Any:
        if key not in self.shared:
            self.shared[key] = load()
        return self.shared[key]

    def _unit(self, unit: Json) -> str | None:
        found = identity.organisation(self.tx).units.get(unit) if isinstance(unit, str) else None
        return found["name"] if found else None

    def _instant(self, at: Json) -> str | None:
        if not isinstance(at, int):
            return None
        try:
            local = local_time(at, self.reader.tenant.zone)
        except (OverflowError, ValueError, OSError):
            # No calendar has that day; each platform says so in its own way.
            return None
        return local.strftime("%Y-%m-%d %H:%M")


def _right_of(path: str) -> str:
    """The name under which rights know what a rule reads at a path, before a change or after it."""
    name = path.removeprefix("before.")
    return _RIGHT_OF.get(name) or (_OF_EVENTS if name.startswith("event.") else name)


def knows_field(tx: Tx) -> Callable[[str], bool]:
    """Whether a template may name a path: a field of the record, of what stands beside it, or of the notice itself."""
    shared = tickets.shared_schema(tx).fields

    def knows(path: str) -> bool:
        head, _, rest = path.partition(".")
        if head in RELATIONS:
            return rest in RELATIONS[head].by_key and RELATIONS[head].by_key[rest].type not in ("json", "reference")
        if head == "values":
            return bool(rest)
        known = {*HEADLINE, *_PLAIN, *PEOPLE, *FACTS, *shared, "company", "next_due"} - {PUBLIC_NOTE}
        return not rest and head in known

    return knows


def _scalar(value: Any, language: str) -> Json:
    if isinstance(value, bool):
        return _SAID[value].get(language)
    if isinstance(value, list | tuple):
        return "、".join(str(part) for part in value if isinstance(part, str | int)) or None
    if isinstance(value, dict):
        return value.get(language) or value.get("zh")
    return value


def _said(label: JsonObject, language: str) -> str:
    return str(label.get(language) or label.get("zh") or "")
