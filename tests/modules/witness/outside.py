"""Words for the stories of outside witnesses: the company, a worker stepped by hand, and who holds what left."""

from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel import sequencer
from bihuan.kernel.ports import STAMPER, Account, Stamp
from bihuan.kernel.worker import Worker
from bihuan.modules.notifications import interface as notifications
from bihuan.modules.witness import messages as m
from bihuan.modules.witness import queries
from tests.modules.company import Company
from tests.modules.notifications.house import Postman
from tests.modules.tickets.pumps import Pumps

DAY = 86_400_000


class Notary:
    """Stands for a time-stamp authority."""

    def __init__(self) -> None:
        self.mood: Exception | None = None
        self.stamped: list[bytes] = []

    def stamp(self, _account: Account, content: bytes, now: int) -> Stamp:
        if self.mood is not None:
            raise self.mood
        self.stamped.append(content)
        return Stamp(b"0\x03token", now + 5, str(len(self.stamped)))


class Outside:
    """The pump company and everybody outside."""

    def __init__(self, company: Company, ports: JsonObject | None = None) -> None:
        self.company, self.pumps = company, Pumps(company)
        self.mail, self.webhook, self.notary = Postman(), Postman(), Notary()
        known = {"smtp": self.mail, "webhook": self.webhook, STAMPER: self.notary}
        self.worker = Worker(company.bus, {**known, **(ports or {})})

    def sign(self) -> str:
        """Number and sign what has happened; returns the note."""
        company = self.company
        while company.tenant.writer.call(sequencer.number_events):
            pass
        now = company.clock.now()
        note: str = company.tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, company.tenant.info, now))
        return note

    def work(self) -> None:
        """Do what is due until nothing is left to do."""
        tenant, now = self.company.tenant, self.company.clock.now
        while self.worker.fire_timers(tenant, now()) + self.worker.run_outbox(tenant, now()):
            pass

    def wait(self, ms: int) -> None:
        """Let time pass; what has happened is signed, then what is due is done."""
        self.company.clock.instant += ms
        self.sign()
        self.work()

    def open_mail(self) -> None:
        """The mail account of notices."""
        from bihuan.modules.notifications.messages import SaveNoticeChannel

        sealed = notifications.seal_secrets(self.company.tenant.keys, {"password": "s3cret"})
        settings = {"host": "mail.example", "sender": "bihuan@example.com"}
        self.company.send("admin", SaveNoticeChannel("mail", "smtp", {"zh": "邮件"}, settings, sealed))

    def add(self, kind: str, label: str, settings: JsonObject, secret: str | None = None, **more: Any) -> str:
        """A destination; returns its id."""
        sealed = notifications.seal_secrets(self.company.tenant.keys, {"secret": secret}) if secret else None
        command = m.SaveWitness(kind=kind, label=label, settings=settings, secrets=sealed, **more)
        return self.company.send("admin", command).ref.partition(":")[2]

    def add_auditor(self) -> str:
        """The auditors' mailbox, with an account to send by."""
        self.open_mail()
        return self.add(m.MAIL, "立信审计", {"address": "audit@example.com"})

    def departures(self) -> list[JsonObject]:
        """Everything that was asked to leave, newest first."""
        return list(self.company.read(queries.departure_rows))
