"""A company as its callers see it over HTTP: the whole app in this process, its people signed in, work under way.

Everything in it is made through the bus with ids that depend on nothing but order, so two worlds that are made alike
are alike.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from bihuan.entry.http import create_app
from bihuan.entry.logs import configure_logging
from bihuan.entry.operations import operator
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel import sequencer
from bihuan.kernel.clock import Clock
from bihuan.kernel.command import Accepted, Caller, Envelope
from bihuan.kernel.masters import SaveRecord
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as people
from bihuan.modules.intake.messages import SaveChannel
from bihuan.modules.links import messages as links
from bihuan.modules.sla.messages import PublishCalendar, PublishSla
from bihuan.modules.tickets import messages as tickets
from bihuan.settings import Settings
from tests.cast import BY_ID, CAST, Organisation, Person, employ, found_organisation

API = "/api/v1"
SLUG, OTHER = "hengrui", "other"
HOST = "http://hengrui.bihuan.test"
PASSWORD = "正确的马 电池 订书钉"
_DAY_MS = 86_400_000
# One red pixel.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")

CHECK_UP_FORM: dict[str, Any] = {
    "form": "check_up",
    "label": {"zh": "点检单", "en": "Check-up"},
    "fields": [
        {"key": "phone", "kind": "text", "code": True, "label": {"zh": "电话", "en": "Phone"}, "personal": True},
        {
            "key": "symptom",
            "kind": "choice",
            "label": {"zh": "现象", "en": "Symptom"},
            "filterable": True,
            "options": [
                {"value": "noise", "label": {"zh": "异响", "en": "Noise"}},
                {"value": "leak", "label": {"zh": "漏油", "en": "Leak"}},
            ],
        },
        {"key": "cost", "kind": "amount", "label": {"zh": "费用", "en": "Cost"}, "filterable": True, "capitals": True},
        {"key": "sn", "kind": "text", "code": True, "label": {"zh": "序列号", "en": "Serial"}, "filterable": True},
        {"key": "remark", "kind": "long_text", "label": {"zh": "备注", "en": "Remark"}},
        {"key": "photos", "kind": "files", "label": {"zh": "照片", "en": "Photos"}, "accept": ["photo"]},
    ],
}
CHECK_UP_FLOW: dict[str, Any] = {
    "key": "check_up",
    "label": {"zh": "点检流程", "en": "Check-up"},
    "stages": [
        {"key": "reported", "label": {"zh": "待受理", "en": "Reported"}, "category": "new"},
        {"key": "in_work", "label": {"zh": "处理中", "en": "In work"}, "category": "active"},
        {"key": "to_approve", "label": {"zh": "待审批", "en": "To approve"}, "category": "waiting"},
        {"key": "resolved", "label": {"zh": "已解决", "en": "Resolved"}, "category": "resolved"},
        {"key": "cancelled", "label": {"zh": "已取消", "en": "Cancelled"}, "category": "cancelled"},
    ],
    "leads": ["lead"],
    "withdraw": {"until": "first_act", "then": "cancel", "stage": "cancelled"},
    "reopen": {"to": "work", "days": 7},
    "root": [
        {"id": "report", "kind": "start", "label": {"zh": "报修", "en": "Report"}, "stage": "reported"},
        {
            "id": "work",
            "kind": "handle",
            "label": {"zh": "现场处理", "en": "Work"},
            "stage": "in_work",
            "owner": "by_hand",
            "mode": "dispatch",
            "visit": "simple",
            "dispatchers": ["dispatcher"],
            "fields": {"*": "edit"},
        },
        {
            "id": "approval",
            "kind": "approve",
            "label": {"zh": "审批", "en": "Approval"},
            "stage": "to_approve",
            "approvers": {"role": "approver"},
            "mode": "any",
            "if_empty": "flow_admin",
            "fields": {"*": "read"},
            "refused": {"return_to": "work"},
        },
        {"id": "done", "kind": "end", "label": {"zh": "完成", "en": "Done"}, "stage": "resolved"},
    ],
}


OFFICE: dict[str, Any] = {
    "key": "office",
    "label": {"zh": "工作日历", "en": "Office"},
    "zone": "Asia/Shanghai",
    "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]},
}
PROMISES: dict[str, Any] = {
    "key": "check_up",
    "label": {"zh": "点检时效", "en": "Check-up times"},
    "clocks": [
        {"key": "first_response", "kind": "first_response", "label": {"zh": "首次响应", "en": "First response"}},
        {"key": "resolve", "kind": "resolve", "label": {"zh": "解决", "en": "Resolve"}},
    ],
    "policies": [{"key": "all", "calendar": "office", "goals": {"first_response": "4h", "resolve": "40h"}}],
}


def fixed_id(number: int) -> str:
    """A UUIDv7 that tells nothing but its number."""
    return f"01900000-0000-7000-8000-{number:012x}"


class World:
    """One install with two tenants. `ask` sends a request as one of the cast, as `outsider`, `token` or `nobody`."""

    def __init__(self, folder: Path, *, clock: Clock | None = None, root: bytes | None = None, **settings: Any) -> None:
        base = {"data": folder / "data", "public_url": "http://bihuan.test", "rate_per_minute": 0}
        configure_logging("critical")
        self.install: Install = build_install(Settings(**{**base, **settings}), clock=clock)
        self._numbers = count(1)
        self._types: set[str] = set()
        self.install.tenants.set_up_recovery()
        for slug, name in ((SLUG, "恒锐机电"), (OTHER, "别家公司")):
            self.install.tenants.create(slug, name, root=root if slug == SLUG else None)
        self.app = create_app(self.install)
        self._loop = asyncio.Runner()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=HOST, trust_env=False)
        self.headers: dict[str, dict[str, str]] = {"nobody": {}}
        self.keys = self.install.tenants.get(SLUG).keys
        self.sealed = identity.seal_password(self.keys, PASSWORD)

    def __enter__(self) -> "World":
        self.install.start()
        self._build()
        # Signed here as the worker would within the minute, so that no test depends on its pace.
        tenant = self.install.tenants.get(SLUG)
        tenant.writer.call(sequencer.number_events)
        tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, tenant.info, self.install.clock.now()))
        return self

    def __exit__(self, *_: object) -> None:
        self.install.stop()
        self._loop.close()

    # --- sending and asking ---------------------------------------------------------------------------------

    def submit(self, command: Any, caller: Caller | str | None = None, slug: str = SLUG) -> Accepted:
        """Through the bus: as the platform, or as one of the cast by id."""
        who = self.caller(caller) if isinstance(caller, str) else caller or operator()
        envelope = Envelope(fixed_id(next(self._numbers)), command, who, "test")
        return self.install.bus.send(slug, envelope)

    def send(self, command: Any) -> str:
        """As the platform; the id of what was made."""
        return self.submit(command).ref.partition(":")[2]

    def caller(self, person: str) -> Caller:
        """One of the cast as the door would recognise them."""
        found: Caller = self.install.bus.read(
            SLUG, lambda tx: Caller("user", person, identity.subject_of(tx, person), ip="192.0.2.7", device="test")
        )
        return found

    def ask(self, who: str, method: str, path: str, **more: Any) -> httpx.Response:
        """One request below /api/v1."""
        return self.request(who, method, API + path, **more)

    def ask_together(self, who: str, method: str, path: str, times: int, **more: Any) -> list[httpx.Response]:
        """The same request many times at once."""

        async def all_of(client: httpx.AsyncClient) -> list[httpx.Response]:
            return await asyncio.gather(*(client.request(method, path, **more) for _ in range(times)))

        more["headers"] = {**self.headers[who], **more.get("headers", {})}
        path = API + path
        answers: list[httpx.Response] = self.run(all_of)
        return answers

    def request(self, who: str, method: str, path: str, **more: Any) -> httpx.Response:
        """One request to an address as it is, of one of the cast."""
        more["headers"] = {**self.headers[who], **more.get("headers", {})}
        answer: httpx.Response = self.run(lambda client: client.request(method, path, **more))
        return answer

    def run(self, use: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
        """Whatever `use` does with a client of the app."""

        async def go() -> Any:
            try:
                return await use(self._client)
            finally:
                self._client.cookies.clear()

        return self._loop.run(go())

    def get(self, who: str, path: str, **query: Any) -> Any:
        """The body of a GET that must succeed."""
        answer = self.ask(who, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    # --- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        organisation = found_organisation(self.send)
        self.organisation: Organisation = organisation
        self.customers = {name: self.save("customer", name=name) for name in ("恒力液压", "沪光电机")}
        for person in CAST:
            self.submit(replace(employ(person, organisation, self.customers), password=self.sealed))
            self.headers[person.id] = self.sign_in(person)
        self.headers["token"] = self.token_of("admin", "tickets:read")
        self.submit(people.InstallReadyRoles(), slug=OTHER)
        self.submit(people.CreateUser("外人", login="outsider", roles=("admin",), user="outsider"), slug=OTHER)
        self.headers["outsider"] = self.token_of("outsider", "*", OTHER)
        self._masters()
        self._definitions()
        self.ticket = self.quiet = self.under_way()
        self.photo = self.a_file()
        self.ask("engineer", "POST", f"/tickets/{self.ticket}/notes", json={"text": "现场", "files": [self.photo]})

    def sign_in(self, person: Person) -> dict[str, str]:
        """An open session, without the route that proves the password."""
        token = f"{identity.SESSION_PREFIX}{SLUG}.{person.id}-{self.number()}"
        far = self.install.clock.now() + 300 * _DAY_MS
        self.submit(people.OpenSession(person.id, identity.hash_token(token), self.sealed, 300 * _DAY_MS, far))
        return {"Authorization": f"Bearer {token}"}

    def token_of(self, person: str, scope: str, slug: str = SLUG) -> dict[str, str]:
        """An API token with one scope."""
        token = f"{identity.TOKEN_PREFIX}{slug}.{person}-{scope.replace(':', '-').replace('*', 'all')}"
        self.submit(people.CreateToken(person, scope, identity.hash_token(token), (scope,)), slug=slug)
        return {"Authorization": f"Bearer {token}"}

    def save(self, kind: str, **values: Any) -> str:
        """A new customer, contact, site, contract or device."""
        return self.send(SaveRecord(kind, values))

    def _masters(self) -> None:
        company = self.customers["恒力液压"]
        self.contact = self.save("contact", customer=company, name="王建国", phone="13812345678", email="wang@hl.cn")
        self.site = self.save("site", customer=company, name="一号厂房", area=self.organisation.area)
        self.contract = self.save(
            "contract",
            customer=company,
            number="HT-2025-001",
            valid_from="2020-01-01",
            valid_to="2099-12-31",
            amount="880000.00",
            cover={"all": True},
        )
        self.device = self.save("device", name="液压站", sn="YY-2023-0456", customer=company, site=self.site)
        self.code: str = self.get("admin", f"/devices/{self.device}")["device"]["code"]

    def _definitions(self) -> None:
        self.send(PublishForm(CHECK_UP_FORM))
        self.send(PublishFlow(CHECK_UP_FLOW, "check_up"))
        queue = self.organisation.departments["苏州"]
        label = {"zh": "点检", "en": "Check-up"}
        self.send(SaveTicketType("check_up", label, "check_up", "check_up", "DJ", department=queue))
        self.send(SaveChannel("web", {"zh": "网页", "en": "Web"}))
        self.send(PublishCalendar(OFFICE))
        self.send(PublishSla(PROMISES))

    def number(self) -> int:
        """One that was not used before."""
        return next(self._numbers)

    def a_token(self) -> str:
        """The id of a new API token of the engineer's."""
        made = people.CreateToken("engineer", "t", identity.hash_token(f"bh_t_{self.number()}"), ("tickets:read",))
        return self.submit(made, "engineer").ref.partition(":")[2]

    def an_upload(self) -> str:
        """An upload that the engineer has begun."""
        begun = self.ask("engineer", "POST", "/files", json={"name": "视频.mp4", "size": 5})
        return str(begun.json()["id"])

    def a_file(self) -> str:
        """A picture that the engineer has uploaded."""
        return self.a_file_of("engineer")

    def a_file_of(self, who: str) -> str:
        """A picture that somebody has uploaded."""
        kind = {"Content-Type": "image/png"}
        stored = self.ask(who, "POST", "/files/content?name=现场.png", content=PNG, headers=kind)
        return str(stored.json()["id"])

    # --- work -----------------------------------------------------------------------------------------------

    def report(self, **more: Any) -> str:
        """A new ticket of the requester's, on the company's device; its id."""
        given: dict[str, Any] = {"type": "check_up", "title": "液压站漏油", "device": self.device, **more}
        by = given.pop("by", "requester")
        command = tickets.CreateTicket(source=tickets.Source("web"), **given)
        return self.submit(command, by).ref.partition(":")[2]

    def under_way(self, **more: Any) -> str:
        """A ticket that 张工 has accepted."""
        ticket = self.report(**more)
        self.submit(tickets.AssignTask(task=self.task_of(ticket), person="engineer"), "dispatcher")
        self.act(ticket, "accept", "engineer")
        return ticket

    def to_approve(self) -> str:
        """A ticket that waits for the approver."""
        ticket = self.under_way()
        self.act(ticket, "finish", "engineer")
        return ticket

    def resolved(self) -> str:
        """A ticket that is done."""
        ticket = self.to_approve()
        self.act(ticket, "agree", "approver")
        return ticket

    def merged(self) -> str:
        """A ticket that was merged into another one."""
        ticket = self.under_way()
        self.submit(links.MergeTicket(ticket=ticket, into=self.under_way()), "dispatcher")
        return ticket

    def waiting(self) -> str:
        """A ticket of a type of its own that 张工 worked on, and that now waits for parts in its second step."""
        self._second_step("parts", "HJ", {"kind": "wait", "event": {"signal": "parts"}})
        ticket = self.under_way(type="parts")
        self.act(ticket, "finish", "engineer")
        return ticket

    def failed(self) -> str:
        """A ticket of a type of its own that 张工 worked on, and whose push to another system then failed."""
        self._second_step("pushed", "TS", {"kind": "action", "webhook": "nowhere"})
        ticket = self.under_way(type="pushed")
        self.act(ticket, "finish", "engineer")
        self.submit(tickets.FailAction(ticket=ticket, instance="2", why="delivery.rejected"))
        return ticket

    def _second_step(self, key: str, prefix: str, step: dict[str, Any]) -> None:
        """Once: a type whose flow has this step behind the work."""
        if key in self._types:
            return
        start, work, _approval, done = CHECK_UP_FLOW["root"]
        second = {"id": "second", "stage": "to_approve", **step}
        self.send(PublishFlow({**CHECK_UP_FLOW, "key": key, "root": [start, work, second, done]}, "check_up"))
        queue = self.organisation.departments["苏州"]
        self.send(SaveTicketType(key, {"zh": key}, "check_up", key, prefix, department=queue))
        self._types.add(key)

    def act(self, ticket: str, action: str, who: str) -> None:
        """An action on the ticket's open task."""
        self.submit(tickets.ActOnTask(task=self.task_of(ticket), action=action), who)

    def task_of(self, ticket: str) -> str:
        """The ticket's open task."""
        task: str = self.get("admin", f"/tickets/{ticket}")["tasks"][0]["id"]
        return task


__all__ = ["API", "BY_ID", "HOST", "OTHER", "PASSWORD", "SLUG", "World", "fixed_id"]
