"""What becomes of a row: which records it makes or changes, and why not; the same before and while it is done."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject, Problem
from bihuan.kernel.masters import code_key
from bihuan.modules.imports.queries.columns import Kind, fields_of_part
from bihuan.modules.imports.queries.known import Known, phone_of
from bihuan.modules.imports.queries.reading import Duplicates

Outcome = Literal["made", "joined", "changed", "skipped", "refused"]


@dataclass(frozen=True, slots=True)
class Save:
    """One record to make (`new`) or to change, and the columns by which its fields were given."""

    kind: str
    id: str
    new: bool
    values: JsonObject


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one row. `joined`: it belongs to a record that an earlier row makes. `record`: which it is."""

    outcome: Outcome
    record: str | None = None
    saves: tuple[Save, ...] = ()
    problems: tuple[Problem, ...] = ()


def refused(*problems: Problem) -> Plan:
    """Nothing is taken over of the row."""
    return Plan("refused", problems=problems)


@dataclass(slots=True)
class Planner:
    """Plans rows one after another; each knows those before it.

    `name_id`: the id of the customer that this import makes for a key, the same whenever it is asked; `new_id` draws
    one for what nothing refers to later.
    """

    kind: Kind
    duplicates: Duplicates
    known: Known
    name_id: Callable[[str], str]
    new_id: Callable[[], str]
    own: str | None = None
    _rows_of: dict[str, int] = field(default_factory=dict)

    def plan(self, no: int, values: JsonObject) -> Plan:
        """What becomes of the row with these values by column."""
        if not values.get("name"):
            return refused(Problem("name", "record.required"))
        return self._customer(values) if self.kind == "customer" else self._device(no, values)

    def faults(self, values: JsonObject) -> list[Problem]:
        """What else is wrong with a row some of whose cells cannot be read; nobody after it knows of the row."""
        own = _of_part(self.kind, self.kind, values)
        looks_at = (self._named_customer, self._named_site, self._named_parent)
        found = [self._area(own)] if self.kind == "customer" else [look(own) for look in looks_at]
        return [problem for problem in found if problem is not None]

    def forget(self, plan: Plan) -> None:
        """The row was not taken over after all: those after it do not find what it would have made."""
        if plan.outcome == "made" and plan.record in self.known.customers:
            row = self.known.customers.pop(plan.record)
            self.known.by_name[row["name"]].remove(row["id"])
            self.known.by_code.pop(row["code_key"], None)

    # --- customers ----------------------------------------------------------------------------------------------

    def _customer(self, values: JsonObject) -> Plan:
        own = _of_part("customer", "customer", values)
        area = self._area(own)
        if isinstance(area, Problem):
            return refused(area)
        made = self.name_id(customer_key(values))
        if made in self.known.customers:
            return self._parts_of(made, values, "joined", ())
        there = self._there(values)
        if there is None or self.duplicates == "new":
            self.known.add_customer(self._row(made, own))
            return self._parts_of(made, values, "made", (Save("customer", made, True, own),))
        if self.duplicates == "skip":
            return Plan("skipped", there)
        return self._parts_of(there, values, "changed", (Save("customer", there, False, own),))

    def _area(self, own: JsonObject) -> Problem | None:
        """Areas are named; puts the id in place of the name."""
        name = own.get("area")
        if name is None:
            return None
        found = self.known.areas.get(str(name), [])
        if len(found) != 1:
            return Problem("area", "import.area_unknown" if not found else "import.area_ambiguous", {"value": name})
        own["area"] = found[0]
        return None

    def _row(self, made: str, own: JsonObject) -> dict[str, Any]:
        blank = dict.fromkeys(("area", "department", "team", "category"))
        code = own.get("code")
        return {**blank, **own, "id": made, "code_key": code_key(str(code)) if code else None, "created_by": self.own}

    def _there(self, values: JsonObject) -> str | None:
        """The customer that the row means: by number, else by name; people by name and phone."""
        code = values.get("code")
        found = self.known.by_code.get(code_key(str(code)) or "") if code else None
        if found is not None:
            return found
        named = self.known.by_name.get(str(values["name"]), [])
        phone = phone_of(values.get("contact_phone"))
        with_phone = [one for one in named if phone and self._has_phone(one, phone)]
        if with_phone:
            return with_phone[0]
        if values.get("category") == "person" and phone:
            return None
        return named[0] if named else None

    def _has_phone(self, customer: str, phone: str) -> bool:
        keys = ("phone_key", "phone_other_key")
        return any(phone in (contact.get(key) for key in keys) for contact in self.known.contacts[customer])

    def _parts_of(self, customer: str, values: JsonObject, outcome: Outcome, saves: tuple[Save, ...]) -> Plan:
        parts = (self._contact(customer, values), self._site(customer, values))
        return Plan(outcome, customer, (*saves, *(part for part in parts if part is not None)))

    def _contact(self, customer: str, values: JsonObject) -> Save | None:
        own = _of_part("customer", "contact", values)
        if not own:
            return None
        own.setdefault("name", values["name"])
        phone = phone_of(own.get("phone"))
        listed = self.known.contacts[customer]
        same = [one for one in listed if (one["phone_key"] == phone if phone else one["name"] == own["name"])]
        if same:
            return Save("contact", same[0]["id"], False, own)
        row = {"id": self.new_id(), "customer": customer, "name": own["name"], "phone_key": phone}
        listed.append({**row, "phone_other_key": phone_of(own.get("phone_other"))})
        return Save("contact", row["id"], True, {**own, "customer": customer})

    def _site(self, customer: str, values: JsonObject) -> Save | None:
        own = _of_part("customer", "site", values)
        if not own:
            return None
        if "name" not in own:
            own["name"] = str(own["address"])[:200]
        listed = self.known.sites[customer]
        same = [one for one in listed if one["name"] == own["name"]]
        if same:
            return Save("site", same[0]["id"], False, own)
        listed.append({"id": self.new_id(), "customer": customer, "name": own["name"]})
        return Save("site", listed[-1]["id"], True, {**own, "customer": customer})

    # --- devices ------------------------------------------------------------------------------------------------

    def _device(self, no: int, values: JsonObject) -> Plan:
        own = _of_part("device", "device", values)
        looks_at = (self._named_customer, self._named_site, self._named_parent)
        found = [problem for problem in (look(own) for look in looks_at) if problem is not None]
        key = code_key(str(own["sn"])) if own.get("sn") else None
        if key is not None and key in self._rows_of:
            found.append(Problem("sn", "import.repeated", {"value": own["sn"], "row": self._rows_of[key]}))
        if found:
            return refused(*found)
        there = self.known.devices.get(key) if key is not None else None
        if there is not None:
            return self._device_there(there, own)
        made = self.name_id(f"sn:{key}" if key is not None else f"row:{no}")
        if key is not None:
            self._rows_of[key] = no
            self.known.devices[key] = {"id": made, "sn_key": key, "archived_at": None, "visible": True}
        return Plan("made", made, (Save("device", made, True, own),))

    def _device_there(self, there: Mapping[str, Any], own: JsonObject) -> Plan:
        if not there["visible"] or self.duplicates == "new":
            return refused(Problem("sn", "record.taken", {"value": own["sn"]}))
        if self.duplicates == "skip":
            return Plan("skipped", there["id"])
        if there["archived_at"] is not None:
            return refused(Problem("sn", "record.archived"))
        return Plan("changed", there["id"], (Save("device", there["id"], False, own),))

    def _named_customer(self, own: JsonObject) -> Problem | None:
        name = own.get("customer")
        if name is None:
            return None
        named = self.known.by_name.get(str(name), [])
        found = self.known.by_code.get(code_key(str(name)) or "")
        if found is None and len(named) != 1:
            return Problem(
                "customer", "import.customer_ambiguous" if named else "import.customer_unknown", {"value": name}
            )
        own["customer"] = found or named[0]
        return None

    def _named_site(self, own: JsonObject) -> Problem | None:
        name = own.get("site")
        if name is None:
            return None
        if own.get("customer") is None:
            return Problem("site", "import.site_without_customer", {"value": name})
        found = [one["id"] for one in self.known.sites[str(own["customer"])] if one["name"] == name]
        if not found:
            return Problem("site", "import.site_unknown", {"value": name})
        own["site"] = found[0]
        return None

    def _named_parent(self, own: JsonObject) -> Problem | None:
        name = own.get("parent")
        if name is None:
            return None
        found = self.known.devices.get(code_key(str(name)) or "")
        if found is None or not found["visible"]:
            return Problem("parent", "import.parent_unknown", {"value": name})
        own["parent"] = found["id"]
        return None


def customer_key(values: JsonObject) -> str:
    """What tells the customers of one file apart: number, else name; people by name and phone."""
    code = code_key(str(values["code"])) if values.get("code") else None
    if code:
        return f"code:{code}"
    phone = phone_of(values.get("contact_phone")) if values.get("category") == "person" else None
    return f"name:{values.get('name')}:{phone or ''}"


def _of_part(kind: Kind, part: str, values: JsonObject) -> JsonObject:
    """The fields of one record among a row's values."""
    fields = fields_of_part(kind, part)
    return {fields[key]: value for key, value in values.items() if key in fields}
