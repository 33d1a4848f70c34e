"""A company with its people, for the tests of modules: commands through the bus, requests through the gate.

客服 周敏 · 调度 陈晨 · 工程师 张工 (苏州) and 李工 (无锡) · 主管 赵刚 · 审批人 孙总 · 客户 钱女士 · 审计 吴审 ·
管理员 王敏, and 何生, who works for another tenant: a reader knows at once who should be refused.
"""

import asyncio
import importlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from bihuan.core.values import Refusal
from bihuan.entry.http.app import create_app
from bihuan.entry.http.gate import Gate
from bihuan.entry.http.metrics import Metrics
from bihuan.entry.wiring import Install, identity_door
from bihuan.entry.worker import Threads
from bihuan.kernel.bus import Bus
from bihuan.kernel.clock import SetClock
from bihuan.kernel.command import Accepted, Caller, Envelope, system_caller
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.ids import derived_id
from bihuan.kernel.replay import difference_after_replay
from bihuan.kernel.tenants import Tenant, Tenants
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as m
from bihuan.settings import Settings
from tests.tables import create_tables

SLUG, NAME = "acme", "恒锐机电"
RIVAL_SLUG, RIVAL_NAME = "rival", "华泰电梯"
PASSWORD = "richtig-Pferd-42"
START = 1_750_000_000_000
MINUTE = 60_000
ADDRESS = "http://localhost"
OPERATOR = "operator"


@dataclass(frozen=True)
class Member:
    """Somebody of the company; units by the names that `Company.units` has."""

    name: str
    login: str
    role: str
    departments: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    phone: str | None = None
    customer: str | None = None


PEOPLE: dict[str, Member] = {
    "admin": Member("王敏", "wang.min", "admin", ("总部",), phone="13800000001"),
    "front_desk": Member("周敏", "zhou.min", "front_desk", ("客服部",), phone="13800000002"),
    "dispatcher": Member("陈晨", "chen.chen", "dispatcher", ("客服部",), phone="13800000003"),
    "lead": Member("赵刚", "zhao.gang", "lead", ("售后部",), ("华东",), phone="13800000004"),
    "engineer": Member(
        "张工", "zhang.gong", "engineer", ("苏州组",), ("苏州",), ("电机班",), {"电机": 4}, phone="13812345678"
    ),
    "other_engineer": Member(
        "李工", "li.gong", "engineer", ("无锡组",), ("无锡",), ("液压班",), {"液压": 3}, phone="13912348765"
    ),
    "approver": Member("孙总", "sun.zong", "approver", ("总部",), phone="13800000007"),
    "auditor": Member("吴审", "wu.shen", "auditor", ("总部",), phone="13800000008"),
    "requester": Member("钱女士", "qian", "requester", phone="13800000009", customer="customer-of-qian"),
}
# Department and area trees: name → (parent, head's key in PEOPLE).
DEPARTMENTS: dict[str, tuple[str | None, str | None]] = {
    "总部": (None, "approver"),
    "客服部": ("总部", "dispatcher"),
    "售后部": ("总部", "lead"),
    "苏州组": ("售后部", None),
    "无锡组": ("售后部", None),
}
AREAS: dict[str, str | None] = {"华东": None, "苏州": "华东", "无锡": "华东"}


def hooks_of(*modules: str) -> Hooks:
    """Hooks with just these modules, lowest first."""
    hooks = Hooks()
    for name in modules:
        importlib.import_module(f"bihuan.modules.{name}.plugin").register(hooks)
    return hooks


@cache
def _routes(_of: tuple[tuple[str, int], ...]) -> list[Any]:
    """Holds the routes once they are made: that takes longer than all the requests of a test."""
    return []


def _app_for(install: Install) -> ASGIApp:
    """The whole app; the gate in front of the routes is each company's own."""
    routers = install.hooks.routers
    made = _routes(tuple((prefix, id(router)) for prefix, router in routers))
    if not made:
        gate = create_app(install)
        assert isinstance(gate, Gate)
        made += [gate._app, *routers]  # held, so that no other router is ever known by the same number
    return Gate(made[0], install, Metrics(install))


class Company:
    """A tenant with its people. Every command that is sent is replayed afterwards and compared."""

    def __init__(self, folder: Path, hooks: Hooks, *, url: str = "", like: "Company | None" = None) -> None:
        """Build it anew, or `like` a company on SQLite that was closed: by copying its files, much faster."""
        if like is not None:
            shutil.copytree(like.folder, folder, dirs_exist_ok=True)
        self.folder: Path = folder
        self.clock = SetClock(START)
        self.hooks = hooks
        self.settings = Settings(data=folder / "data", key_file=folder / "master.key", database_url=url)
        self.tenants = Tenants(self.settings, hooks, self.clock, create_tables, read_only_handlers=True)
        self.tenants.set_up_recovery()
        self.bus = Bus(self.tenants)
        self.people: dict[str, str] = dict(like.people) if like else {}
        self.units: dict[str, str] = dict(like.units) if like else {}
        self._sent: int = like._sent if like else 0
        if like is None:
            self.tenants.create(SLUG, NAME)
            self._found()

    # --- who ----------------------------------------------------------------------------------------------------

    def _found(self) -> None:
        self.send(OPERATOR, m.InstallReadyRoles())
        for name, (parent, _) in DEPARTMENTS.items():
            self._unit("department", name, parent)
        for name, above in AREAS.items():
            self._unit("area", name, above)
        for kind, name in (("skill", "电机"), ("skill", "液压"), ("team", "电机班"), ("team", "液压班")):
            self._unit(kind, name, None)
        sealed = identity.seal_password(self.tenant.keys, PASSWORD)
        for key, member in PEOPLE.items():
            self.people[key] = self.hire(member, sealed)
        for name, (parent, head) in DEPARTMENTS.items():
            if head is not None:
                above = self.units[parent] if parent else None
                self.send(OPERATOR, m.SaveOrgUnit("department", name, self.units[name], above, self.people[head]))

    def _unit(self, kind: str, name: str, parent: str | None) -> None:
        command = m.SaveOrgUnit(kind, name, parent=self.units[parent] if parent else None)
        self.units[name] = self.send(OPERATOR, command).ref.partition(":")[2]

    def hire(self, member: Member, sealed: str | None = None) -> str:
        """Add a person; returns the id."""
        command = m.CreateUser(
            member.name,
            login=member.login,
            phone=member.phone,
            departments=self._ids(member.departments),
            roles=(member.role,),
            skills={self.units[name]: level for name, level in member.skills.items()},
            areas=self._ids(member.areas),
            teams=self._ids(member.teams),
            customer=member.customer,
            password=sealed,
        )
        return self.send(OPERATOR, command).ref.partition(":")[2]

    def _ids(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.units[name] for name in names)

    def caller(self, who: str, scopes: frozenset[str] | None = None) -> Caller:
        """The person as the bus meets them now: rights are read anew with every call."""
        if who == OPERATOR:
            return system_caller()
        person = self.people[who]
        subject = self.read(lambda tx: identity.subject_of(tx, person, scopes))
        kind = "user" if scopes is None else "token"
        return Caller(kind, person, subject, ip="192.0.2.7", device="test", scopes=scopes)

    def caller_of(self, token: str) -> Caller:
        """Who a session or API token is, as the gate finds it."""
        caller = self.read(lambda tx: identity.authenticate(tx, identity.Credential(token), self.clock.now()))
        assert caller is not None
        return caller

    # --- commands and reads --------------------------------------------------------------------------------------

    @property
    def tenant(self) -> Tenant:
        """The company's tenant."""
        return self.tenants.get(SLUG)

    def send(self, who: str | Caller, command: Any, **more: Any) -> Accepted:
        """Send a command as somebody; then replay what it wrote: it must equal what stands."""
        caller = self.caller(who) if isinstance(who, str) else who
        self._sent += 1
        command_id = more.pop("id", None) or derived_id("company", str(self._sent))
        accepted = self.bus.send(SLUG, Envelope(command_id, command, caller, **more))
        for stream in dict.fromkeys(event.stream for event in accepted.events):
            self.check_replay(stream)
        return accepted

    def refusal(self, who: str | Caller, command: Any, **more: Any) -> Refusal:
        """The refusal that a command meets; fails when it is accepted."""
        try:
            self.send(who, command, **more)
        except Refusal as refusal:
            return refusal
        raise AssertionError(f"{type(command).__name__} was accepted from {who}")

    def check_replay(self, stream: str) -> None:
        """Replaying the stream into nothing gives the very rows that stand."""
        difference = self.tenant.writer.call(lambda tx: difference_after_replay(tx, self.hooks, stream), dry=True)
        assert difference == {}, difference

    def read(self, work: Any) -> Any:
        """Read on one snapshot."""
        return self.tenant.read(work)

    def close(self) -> None:
        """Let go of everything."""
        self.tenants.close_all()

    # --- over HTTP ------------------------------------------------------------------------------------------------

    @contextmanager
    def http(self, *, by_hand: bool = False, alone: bool = False) -> Iterator["Line"]:
        """A server for this company; its threads end with the block, the company stays open.

        `by_hand`: what falls due is left to a worker that the test steps itself. `alone`: with routes of its own; those
        of an install (health, configuration) know the install they were made for, other companies share the rest.
        """
        threads = Threads(self.bus, {})
        if by_hand:
            threads.look_after_open = lambda now: None  # type: ignore[method-assign]
        install = Install(self.settings, self.tenants, self.bus, threads, identity_door(), {})
        app = create_app(install) if alone else _app_for(install)
        install.start()
        try:
            with asyncio.Runner() as runner:
                client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS)
                yield Line(lambda *args, **more: runner.run(client.request(*args, **more)))
        finally:
            threads.stop()
            for tenant in self.tenants.open_now():
                self.tenants.close(tenant.info.slug)
            threads.join()
            self.tenants.opened = self.tenants.closing = lambda _tenant: None

    # --- somebody else's company ----------------------------------------------------------------------------------

    def open_rival(self) -> str:
        """Another tenant of the same install with 何生 as its administrator; returns his id."""
        self.tenants.create(RIVAL_SLUG, RIVAL_NAME)
        sealed = identity.seal_password(self.tenants.get(RIVAL_SLUG).keys, PASSWORD)
        hire = m.CreateUser("何生", login="he.sheng", roles=("admin",), password=sealed)
        for number, command in enumerate((m.InstallReadyRoles(), hire)):
            envelope = Envelope(derived_id("rival", str(number)), command, system_caller())
            accepted = self.bus.send(RIVAL_SLUG, envelope)
        return accepted.ref.partition(":")[2]


class Line:
    """Requests as somebody of the company, each with a session of their own."""

    def __init__(self, request: Callable[..., httpx.Response]) -> None:
        self.request = request
        self._tokens: dict[str, str] = {}

    def sign_in(self, login: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        """The answer to a sign-in."""
        return self(None, "POST", "/sessions", json={"login": login, "password": password, **more})

    def token(self, who: str) -> str:
        """The token of a session, opened when first asked for."""
        if who not in self._tokens:
            self.welcome(who, PEOPLE[who].login)
        return self._tokens[who]

    def welcome(self, who: str, login: str, password: str = PASSWORD) -> None:
        """Open a session for `who`; for people of the cast that happens by itself."""
        answer = self.sign_in(login, password)
        assert answer.status_code == 201, answer.text
        self._tokens[who] = answer.json()["token"]

    def next_day(self) -> None:
        """Sessions ended over night: people sign in again."""
        self._tokens.clear()

    def __call__(
        self, who: str | None, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """Send a request below /api/v1 as `who` (None: not signed in)."""
        named = {"Authorization": f"Bearer {self.token(who)}"} if who is not None else {}
        return self.request(method, f"/api/v1{path}", headers={**named, **(headers or {})}, **more)
