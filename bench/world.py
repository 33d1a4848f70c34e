"""The company that is measured: a tenant of its own with people, rights, a form and two flows, made through the bus."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import definitions
from bihuan.core.access import SYSTEM
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel.clock import Clock
from bihuan.kernel.command import Accepted, Caller, Envelope
from bihuan.kernel.ids import new_id
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as people
from bihuan.modules.intake.messages import SaveChannel
from bihuan.settings import Settings
from tests.postgres import shared_server

SLUG = "bench"
DIVISIONS, TEAMS, ENGINEERS = 4, 5, 2
CALLERS = 4


@dataclass
class World:
    """Who is there, and how to reach them."""

    settings: Settings
    kind: str
    dispatchers: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    engineers: list[str] = field(default_factory=list)
    reporters: list[str] = field(default_factory=list)
    departments: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def views_of(self) -> Mapping[str, list[str]]:
        """The people through whose eyes lists are read: everything, a department and below, one's own."""
        return {
            "all": self.dispatchers,
            "department and below": self.leads,
            "own": self.engineers[:CALLERS],
        }


@contextlib.contextmanager
def databases(wanted: str) -> Iterator[dict[str, str]]:
    """Kind → address of each database asked for; SQLite has none. PostgreSQL is started for it and thrown away."""
    found = {"sqlite": ""} if wanted in ("sqlite", "both") else {}
    with contextlib.ExitStack() as stack:
        if wanted in ("postgresql", "both"):
            server = stack.enter_context(shared_server())
            found["postgresql"] = server.url(stack.enter_context(server.new_database()))
        yield found


@contextlib.contextmanager
def workplace(url: str) -> Iterator[Settings]:
    """Settings of an install in a folder of its own, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bihuan-bench-"))
    try:
        yield Settings(data=folder / "data", key_file=folder / "key", database_url=url, outbox_pause_ms=200)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def opened(settings: Settings, clock: Clock | None = None) -> Iterator[Install]:
    """The install, steppable by hand, closed at the end."""
    install = build_install(settings, clock=clock)
    try:
        yield install
    finally:
        install.tenants.close_all()


class Sender:
    """Sends commands into the bench's tenant."""

    def __init__(self, install: Install) -> None:
        self.install = install

    def __call__(self, command: Any, caller: Caller | None = None) -> Accepted:
        """As `caller`, else as the operator."""
        who = caller or Caller("operator", None, SYSTEM)
        return self.install.bus.send(SLUG, Envelope(new_id(self.install.clock.now()), command, who))

    def make(self, command: Any) -> str:
        """The id of what the command makes."""
        return self(command).ref.partition(":")[2]

    def caller(self, person: str) -> Caller:
        """A person with the rights of this moment."""
        subject = self.install.bus.read(SLUG, lambda tx: identity.subject_of(tx, person))
        return Caller("user", person, subject)


def build(install: Install) -> World:
    """Make tenant, people and definitions."""
    settings = install.settings
    install.tenants.set_up_recovery()
    install.tenants.create(SLUG, "测量公司")
    send = Sender(install)
    world = World(settings, install.tenants.get(SLUG).database.kind)
    send(people.InstallReadyRoles())
    _hire(send, world)
    send(PublishForm(definitions.FORM))
    for flow in (definitions.LOOP, definitions.DESK):
        send(PublishFlow(flow, "bench"))
    for key, prefix in definitions.TYPES.items():
        send(SaveTicketType(key, {"zh": key, "en": key}, "bench", key, prefix))
    send(SaveChannel("api", {"zh": "接口", "en": "API"}))
    return world


def reopen(install: Install) -> World:
    """The company as it was made and filled before, with tokens of this run."""
    world = World(install.settings, install.tenants.get(SLUG).database.kind)
    send = Sender(install)
    known = install.bus.read(SLUG, lambda tx: tx.rows(sa.text("SELECT id, login FROM user_account ORDER BY login")))
    lists = {"dispatcher": world.dispatchers, "lead": world.leads, "engineer": world.engineers}
    for row in known:
        kind = (row["login"] or "").rstrip("0123456789")
        {**lists, "reporter": world.reporters}.get(kind, []).append(row["id"])
        if kind in lists:
            world.tokens[row["id"]] = _token(send, row["id"])
    if not (world.dispatchers and world.engineers):
        raise RuntimeError(f"{install.settings.data} was not filled by `make load`")
    return world


def _hire(send: Sender, world: World) -> None:
    company = send.make(people.SaveOrgUnit("department", "公司"))
    for division in range(DIVISIONS):
        above = send.make(people.SaveOrgUnit("department", f"事业部{division}", parent=company))
        world.leads.append(_person(send, world, f"lead{division}", ("lead",), (above,)))
        for team in range(TEAMS):
            below = send.make(people.SaveOrgUnit("department", f"班组{division}{team}", parent=above))
            for number in range(ENGINEERS):
                login = f"engineer{division}{team}{number}"
                world.engineers.append(_person(send, world, login, ("engineer",), (below,)))
    for number in range(CALLERS):
        world.dispatchers.append(_person(send, world, f"dispatcher{number}", ("dispatcher",), (company,)))
        world.reporters.append(_person(send, world, f"reporter{number}", ("requester",), ()))


def _person(send: Sender, world: World, login: str, roles: tuple[str, ...], departments: tuple[str, ...]) -> str:
    person = send.make(people.CreateUser(login, login=login, roles=roles, departments=departments))
    world.tokens[person] = _token(send, person)
    if departments:
        world.departments[person] = departments[0]
    return person


def _token(send: Sender, person: str) -> str:
    token = identity.new_token(identity.TOKEN_PREFIX, SLUG)
    send(people.CreateToken(person, "bench", identity.hash_token(token), ("*",), None))
    return token
