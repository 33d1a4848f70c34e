"""Sample data as text files: who works where, which customers have which devices, and what happened to their tickets.

Everything goes through the bus, as those who would do it. Command ids are derived from where a thing stands in the
text, so that telling the same sample again, or after it was cut short, does nothing twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.core.access import SYSTEM
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Json, JsonObject, instant_of
from bihuan.entry.wiring import Install
from bihuan.kernel.command import Caller, Envelope
from bihuan.kernel.ids import derived_id
from bihuan.kernel.masters import SaveRecord
from bihuan.kernel.tables import command_result
from bihuan.modules.assets.messages import DEVICE
from bihuan.modules.bundles import interface as bundles
from bihuan.modules.customers.messages import CONTACT, CONTRACT, CUSTOMER, SITE
from bihuan.modules.dispatch import messages as dispatch
from bihuan.modules.files import interface as files
from bihuan.modules.files.messages import StoreFile
from bihuan.modules.flows import interface as flows
from bihuan.modules.flows.messages import SaveTicketType, TicketTypeSaved
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as people
from bihuan.modules.records.messages import CreateTableRecord
from bihuan.modules.tickets import messages as tickets
from bihuan.modules.tickets.tables import task as task_table

_DAY_MS = 86_400_000
_OPERATOR = Caller("operator", None, SYSTEM)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """The text files of one sample, read."""

    folder: Path
    company: JsonObject
    customers: list[JsonObject]
    tickets: list[JsonObject]
    staff: JsonObject
    tables: list[JsonObject]

    @property
    def name(self) -> str:
        """What the company is called."""
        return str(self.company["name"])

    @property
    def password(self) -> str:
        """Everybody's password."""
        return str(self.company["password"])

    @property
    def bundles(self) -> list[str]:
        """Which of the shipped bundles the company works with."""
        return list(self.company["bundles"])

    @property
    def people(self) -> list[JsonObject]:
        """The people with their logins and roles."""
        return list(self.company["people"])

    def tell(self, install: Install, slug: str) -> None:
        """Make in the tenant what the sample consists of."""
        teller = _Teller(install, slug, self)
        teller.organise()
        teller.sell()
        teller.hire()
        teller.staff()
        teller.keep()
        for at, story in enumerate(self.tickets):
            teller.report(at, story)
        teller.tidy()


def read_sample(folder: Path) -> Sample:
    """The sample in `folder`. Refuses `bundle.unreadable`, naming file and line."""
    company, customers, told, staff, kept = (
        bundles.read_yaml(folder, f"{name}.yaml").body
        for name in ("company", "customers", "tickets", "staff", "tables")
    )
    return Sample(folder, company, customers["customers"], told["tickets"], staff, kept["tables"])


class _Teller:
    """Sends the sample's commands and remembers what became of every name."""

    def __init__(self, install: Install, slug: str, sample: Sample) -> None:
        self._install = install
        self._slug = slug
        self._sample = sample
        row = install.tenants.control.tenant(slug)
        # Days count from the tenant's making, not from now: told again, every command says the same.
        self._start: Instant = row.created_at
        self._zone = ZoneInfo(row.zone)
        self._ids: dict[tuple[str, str], str] = {}
        self._files: set[str] = set()

    # --- sending ------------------------------------------------------------------------------------------------

    def _send(self, key: str, command: Any, login: str | None = None) -> str:
        """Send it; returns the id of what was made or changed."""
        caller = _OPERATOR if login is None else self._person(login)
        envelope = Envelope(self._command_id(key), command, caller, "sample")
        return self._install.bus.send(self._slug, envelope).ref.partition(":")[2]

    def _done(self, key: str) -> str | None:
        """What came of a command that was sent already: the sample was cut short and is told again."""
        known = {"id": self._command_id(key)}
        row = self._install.bus.read(self._slug, lambda tx: tx.get(command_result, **known))
        return str(row["ref"]).partition(":")[2] if row is not None else None

    def _command_id(self, key: str) -> str:
        return derived_id("sample", self._slug, key)

    def _person(self, login: str) -> Caller:
        person = self._ids["user", login]
        subject = self._install.bus.read(self._slug, lambda tx: identity.subject_of(tx, person))
        return Caller("user", person, subject)

    def _make(self, kind: str, name: str, command: Any) -> str:
        key = f"{kind}/{name}"
        self._ids[kind, name] = made = self._done(key) or self._send(key, command)
        return made

    def _id(self, kind: str, name: str | None) -> str | None:
        return None if name is None else self._ids[kind, name]

    # --- the company --------------------------------------------------------------------------------------------

    def organise(self) -> None:
        """Departments, areas and skills."""
        company = self._sample.company
        for kind, units in (("department", company["departments"]), ("area", company["areas"])):
            for unit in units:
                command = people.SaveOrgUnit(kind, unit["name"], parent=self._id(kind, unit.get("parent")))
                self._make(kind, unit["name"], command)
        for name in company["skills"]:
            self._make("skill", name, people.SaveOrgUnit("skill", name))
        queue = self._id("department", company.get("queue"))
        for type_ in self._install.bus.read(self._slug, flows.ticket_types):
            values = {name: getattr(type_, name) for name in TicketTypeSaved.__slots__}
            key = f"queue/{type_.key}"
            self._done(key) or self._send(key, replace(SaveTicketType(**values), department=queue))

    def hire(self) -> None:
        """Everybody, and who leads which department."""
        keys = self._install.tenants.get(self._slug).keys
        # One hash for all: these passwords are printed for everybody anyway.
        sealed = identity.seal_password(keys, self._sample.password)
        for person in self._sample.people:
            self._ids["user", person["login"]] = self._hired(person, sealed)
        for unit in self._sample.company["departments"]:
            if "head" in unit:
                head = self._ids["user", unit["head"]]
                known, parent = self._ids["department", unit["name"]], self._id("department", unit.get("parent"))
                command = people.SaveOrgUnit("department", unit["name"], id=known, parent=parent, head=head)
                key = f"head/{unit['name']}"
                self._done(key) or self._send(key, command)

    def _hired(self, person: JsonObject, sealed: str) -> str:
        key = f"user/{person['login']}"
        known = self._done(key)
        if known is not None:
            return known
        department = self._id("department", person.get("department"))
        command = people.CreateUser(
            person["name"],
            login=person["login"],
            phone=person.get("phone"),
            departments=(department,) if department else (),
            roles=(person["role"], *person.get("more_roles", ())),
            skills={self._ids["skill", name]: level for name, level in person.get("skills", {}).items()},
            areas=tuple(self._ids["area", name] for name in person.get("areas", ())),
            customer=self._id(CUSTOMER, person.get("customer")),
            password=sealed,
        )
        return self._send(key, command)

    def staff(self) -> None:
        """Who is an engineer, and when they are on duty."""
        staff = self._sample.staff
        for engineer in staff["engineers"]:
            lists = {name: tuple(value) for name, value in engineer.items() if isinstance(value, list)}
            user = self._ids["user", engineer["login"]]
            own = {name: value for name, value in {**engineer, **lists}.items() if name != "login"}
            key = f"engineer/{engineer['login']}"
            self._done(key) or self._send(key, dispatch.SaveEngineer(user=user, **own))
        for place in staff["roster"]:
            # Since yesterday: a shift that began then is on duty when the demo is made at night.
            follows = {"pattern": place["pattern"], "from": self._date(-1)}
            key = f"roster/{place['login']}"
            self._done(key) or self._send(key, dispatch.SetMemberships(self._ids["user", place["login"]], (follows,)))

    # --- customers ----------------------------------------------------------------------------------------------

    def sell(self) -> None:
        """Customers with contacts, sites, contracts and devices."""
        for customer in self._sample.customers:
            own = {"name", "code", "level", "industry", "tags"}
            values = {**{name: customer[name] for name in own & customer.keys()}, "area": self._area(customer)}
            self._make(CUSTOMER, customer["name"], SaveRecord(CUSTOMER, values))
            for kind, name, values in self._belongings(customer):
                owner = {"customer": self._ids[CUSTOMER, customer["name"]]}
                self._make(kind, name, SaveRecord(kind, {**values, **owner}))

    def _belongings(self, customer: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
        for contact in customer.get("contacts", ()):
            yield CONTACT, f"{customer['name']}/{contact['name']}", contact
        for site in customer.get("sites", ()):
            yield SITE, f"{customer['name']}/{site['name']}", {**site, "area": self._area(site)}
        for contract in customer.get("contracts", ()):
            values = {**contract, "valid_from": self._date(contract["from"]), "valid_to": self._date(contract["to"])}
            yield CONTRACT, contract["number"], {key: values[key] for key in values.keys() - {"from", "to"}}
        for device in customer.get("devices", ()):
            site = self._ids[SITE, f"{customer['name']}/{device['site']}"]
            values = {**device, "site": site, "installed_on": self._date(device["installed"])}
            values["warranty_until"] = self._date(device["warranty"])
            yield DEVICE, device["sn"], {key: values[key] for key in values.keys() - {"installed", "warranty"}}

    def _area(self, thing: JsonObject) -> str | None:
        return self._id("area", thing.get("area"))

    def _date(self, days: int) -> str:
        moment = _EPOCH + timedelta(milliseconds=self._start, days=days)
        return moment.astimezone(self._zone).date().isoformat()

    def _moment(self, days: int, clock: str) -> Instant:
        return instant_of(datetime.fromisoformat(f"{self._date(days)}T{clock}"), self._zone.key)

    # --- tables -------------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Records of the company's own tables."""
        for table in self._sample.tables:
            for at, record in enumerate(table["records"]):
                key = f"record/{table['table']}/{at}"
                data = self._values(record["data"], table["by"])
                made = self._done(key) or self._send(key, CreateTableRecord(table["table"], data), table["by"])
                self._ids["record", record.get("as", key)] = made

    # --- tickets ------------------------------------------------------------------------------------------------

    def report(self, at: int, story: JsonObject) -> None:
        """One ticket and what its people did with it, in order."""
        key = f"ticket/{at}"
        ticket = self._done(key) or self._send(key, self._reported(story), story["by"])
        for number, deed in enumerate(story.get("story", ())):
            step = f"{key}/{number}"
            self._done(step) or self._send(step, self._deed(ticket, deed), deed["by"])

    def _reported(self, story: JsonObject) -> tickets.CreateTicket:
        return tickets.CreateTicket(
            type=story["type"],
            title=story["title"],
            description=story.get("description", ""),
            priority=story.get("priority"),
            source=tickets.Source(**story["source"]),
            customer=self._id(CUSTOMER, story.get("customer")),
            device=self._id(DEVICE, story.get("device")),
            contract=story.get("contract"),
            submitter=self._id("user", story.get("for")),
            data=self._values(story.get("data", {}), story["by"]),
        )

    def _deed(self, ticket: str, deed: JsonObject) -> Any:
        files = tuple(self._file(name, deed["by"]) for name in deed.get("files", ()))
        if "note" in deed:
            return tickets.AddNote(ticket=ticket, text=deed["note"], public=deed.get("public", False), files=files)
        for action in ("withdraw", "reopen"):
            if action in deed:
                return tickets.ActOnTicket(ticket=ticket, action=action, reason=deed[action])
        task = self._open_task(ticket)
        if "assign" in deed:
            return tickets.AssignTask(task=task, person=self._ids["user", deed["assign"]])
        signature = deed.get("signature")
        return tickets.ActOnTask(
            task=task,
            action=deed["do"],
            data=self._values(deed.get("data", {}), deed["by"]),
            comment=deed.get("comment", ""),
            files=files,
            signature=self._file(signature, deed["by"]) if signature else None,
        )

    def _values(self, value: Json, login: str) -> Any:
        if isinstance(value, Mapping):
            if value.keys() == {"file"}:
                return self._file(value["file"], login)
            if value.keys() in ({"record"}, {"person"}):
                ((kind, name),) = value.items()
                return self._ids["user" if kind == "person" else kind, name]
            if value.keys() == {"day", "at"}:
                return self._moment(value["day"], value["at"])
            if value.keys() == {"days"}:
                return self._start + value["days"] * _DAY_MS
            return {name: self._values(item, login) for name, item in value.items()}
        return [self._values(item, login) for item in value] if isinstance(value, list) else value

    def _file(self, name: str, login: str) -> str:
        """A file of the sample's folder, taken in as this person's; returns its id."""
        key = f"file/{login}/{name}"
        upload = derived_id("sample", self._slug, "upload", key)
        if upload not in self._files and self._done(key) is None:
            row = {"id": upload, "by": self._ids["user", login], "name": name}
            content = (self._sample.folder / "files" / name).read_bytes()
            files.take_in(self._install.tenants.get(self._slug), row, content, self._install.clock.now())
            self._send(key, StoreFile(upload), login)
        self._files.add(upload)
        return upload

    def tidy(self) -> None:
        """Forget how the files came in."""
        files.let_go(self._install.tenants.get(self._slug), self._files)

    def _open_task(self, ticket: str) -> str:
        open_now = {"ticket": ticket, "state": "open"}
        rows = self._install.bus.read(self._slug, lambda tx: tx.all(task_table, order=("-opened_at",), **open_now))
        return str(rows[0]["id"])
