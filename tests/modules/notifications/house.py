"""Words for the stories of notices: the company that repairs pumps, a worker that is stepped by hand, a postman."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bihuan.core.values import JsonObject
from bihuan.entry.http.events import tell
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.kernel.ports import Account, Letter
from bihuan.kernel.tables import outbox
from bihuan.kernel.worker import Worker
from bihuan.modules.identity.messages import ChangeUser
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications import messages as m
from bihuan.modules.notifications import queries
from bihuan.modules.notifications.tables import notice
from tests.modules.company import SLUG, Company
from tests.modules.tickets.pumps import Pumps

HOUR = 3_600_000
ADDRESS = "https://bihuan.example"


@dataclass
class Postman:
    """Stands for every provider: keeps what he was handed, or raises what he is told to."""

    bag: list[tuple[Account, Letter]] = field(default_factory=list)
    mood: Exception | None = None

    def carry(self, account: Account, letter: Letter, _now: int) -> str:
        if self.mood is not None:
            raise self.mood
        self.bag.append((account, letter))
        return f"receipt-{len(self.bag)}"

    @property
    def letters(self) -> list[Letter]:
        return [letter for _, letter in self.bag]


class House:
    """The pump company with notices."""

    def __init__(self, company: Company, ports: JsonObject | None = None) -> None:
        self.company = company
        self.pumps = Pumps(company)
        self.mail, self.sms, self.robot = Postman(), Postman(), Postman()
        known = {"smtp": self.mail, "aliyun": self.sms, "wecom": self.robot, "dingtalk": self.robot}
        self.ports = {**known, "address": ADDRESS, **(ports or {})}
        self.worker = Worker(company.bus, self.ports)

    # --- what happens ---------------------------------------------------------------------------------------------

    def work(self) -> None:
        """Do what is due until nothing is left to do."""
        tenant, now = self.company.tenant, self.company.clock.now
        while self.worker.fire_timers(tenant, now()) + self.worker.run_outbox(tenant, now()):
            pass

    def wait(self, ms: int) -> None:
        """Let time pass, then do what is due."""
        self.company.clock.instant += ms
        self.work()

    def notify(self, name: str = "notify", *, key: str = "k1", ticket: str | None = None, **settings: Any) -> None:
        """What a clock or a rule does when it asks for a notice."""
        more = {word: settings.pop(word) for word in ("not_before", "source") if word in settings}
        call = ActionCall(
            name=name,
            key=key,
            settings=settings,
            cause="ticket:x#1",
            at=self.company.clock.now(),
            source=more.pop("source", {"kind": "rule"}),
            ticket=ticket,
            **more,
        )
        tenant = self.company.tenant
        context = JobContext(tenant.info, tenant.read, tenant.writer.call, self.ports, self.company.clock.now())
        commands: Iterable[Any] = self.company.hooks.run_action(call, context)
        for command in commands:
            self.company.send("operator", command)
        self.work()

    def open_channels(self, *, mail: bool = True, sms: bool = True) -> None:
        """SMTP and SMS as an administrator sets them up, and people with addresses."""
        if mail:
            self.save_channel("mail", "smtp", {"host": "mail.example", "sender": "bihuan@example.com"}, {})
        if sms:
            settings = {"access_key_id": "id", "sign_name": "恒锐", "templates": {"*": {"code": "SMS_1", "parameters": {
                "title": "title", "no": "number", "url": "link"}}}}  # fmt: skip
            self.save_channel("sms", "aliyun", settings, {"access_key_secret": "s3cret"})
        for who in ("engineer", "lead", "dispatcher"):
            self.company.send("operator", ChangeUser(self.person(who), {"email": f"{who}@example.com"}))

    def save_channel(self, key: str, kind: str, settings: JsonObject, secrets: dict[str, str], **more: Any) -> None:
        sealed = own.seal_secrets(self.company.tenant.keys, secrets)
        self.company.send("admin", m.SaveNoticeChannel(key, kind, {"zh": key}, settings, sealed, **more))

    def open_group(self, key: str = "crew", kind: str = "wecom", **more: Any) -> None:
        self.save_channel(key, kind, {}, {"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"}, **more)

    def prefer(self, who: str, **preferences: Any) -> None:
        self.company.send(who, m.SetNoticePreferences(self.person(who), preferences))

    def word(self, kind: str, title: str, text: str, **more: Any) -> None:
        """New words for a kind of notice."""
        self.company.send("admin", m.PublishNoticeTemplate(kind, {"zh": {"title": title, "text": text}}, **more))

    # --- what is found --------------------------------------------------------------------------------------------

    def person(self, who: str) -> str:
        return self.company.people[who]

    def told(self, who: str, kind: str | None = None) -> list[JsonObject]:
        """Every notice made to somebody, oldest first."""
        rows = self.company.read(lambda tx: tx.all(notice, order=("made_at", "id"), person=self.person(who)))
        return [row for row in rows if kind is None or row["kind"] == kind]

    def kinds(self, who: str) -> list[str]:
        """The kinds of these, by name: what happened at one instant has no order."""
        return sorted(row["kind"] for row in self.told(who))

    def listed(self, who: str, **more: Any) -> list[JsonObject]:
        """The list as the person finds it now."""
        now = self.company.clock.now()
        page = self.company.read(
            lambda tx: queries.list_notices(
                tx, self.person(who), now, more.get("unread", False), more.get("cursor"), more.get("limit", 50)
            )
        )
        return list(page.rows)

    def unread(self, who: str) -> int:
        now = self.company.clock.now()
        return int(self.company.read(lambda tx: queries.count_unread(tx, self.person(who), now)))

    def deliveries(self, who: str) -> list[JsonObject]:
        ids = [row["id"] for row in self.told(who)]
        found = self.company.read(lambda tx: queries.deliveries_of(tx, ids))
        return [item for key in ids for item in found.get(key, [])]

    def told_live(self, who: str) -> list[str]:
        """What GET /events has told somebody of notices since the beginning."""
        caller, found, position, is_full = self.company.caller(who), [], -1, True
        while is_full:
            told = self.company.read(lambda tx, after=position: tell(tx, self.company.hooks, caller, after))
            found += [line for line in told.lines if '"stream": "notice:' in line]
            position, is_full = told.position, told.is_full
        return found

    def outbox(self, state: str) -> list[JsonObject]:
        return list(self.company.read(lambda tx: tx.all(outbox, order=("at",), state=state)))


__all__ = ["ADDRESS", "HOUR", "SLUG", "House", "Postman"]
