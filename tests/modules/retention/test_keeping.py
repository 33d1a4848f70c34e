"""How long is long enough: years by type, holds that nothing gets past, and erasing what is over (AUD-5)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from bihuan.kernel import ledger_export, sequencer
from bihuan.kernel.ids import new_id
from bihuan.kernel.masters import EraseRecord
from bihuan.modules.files.interface import let_go, take_in
from bihuan.modules.files.messages import BindFiles, EraseFile, StoreFile
from bihuan.modules.files.tables import file as file_table
from bihuan.modules.identity.messages import EraseUser
from bihuan.modules.retention import messages as m
from bihuan.modules.retention import queries
from bihuan.modules.retention.tables import ticket_keeping
from bihuan.modules.tickets.messages import ActOnTicket, AddNote, ArchiveTicket, EraseTicket
from bihuan.modules.tickets.tables import ticket as ticket_table
from tests.ledger.world import VERIFIER
from tests.modules.notifications.house import House

pytestmark = pytest.mark.req("AUD-5")

NAME, PHONE = "欧阳锦鹏", "13777770042"
YEAR = queries.YEAR_MS


def archived(house: House, **more: str) -> str:
    """A ticket that went all the way, with personal data in every corner."""
    report = {"title": f"{NAME}家水泵漏水", "description": f"电话{PHONE}", **more}
    ticket = house.pumps.report("front_desk", **report)
    house.pumps.assign(ticket)
    house.company.send("dispatcher", AddNote(ticket=ticket, text=f"已联系{NAME}"))
    house.company.send("admin", ActOnTicket(ticket=ticket, action="force_close", reason=f"{NAME}不修了"))
    house.company.send("admin", ArchiveTicket(ticket=ticket))
    house.work()
    return ticket


def photo(house: House, ticket: str) -> str:
    """A file that hangs on the ticket, with a name in its name."""
    person, now = house.person("engineer"), house.company.clock.now()
    file = new_id(now)
    take_in(house.company.tenant, {"id": file, "by": person, "name": f"{NAME}.txt"}, PHONE.encode(), now)
    house.company.send("engineer", StoreFile(file))
    let_go(house.company.tenant, [file])
    house.company.send("operator", BindFiles((file,), "ticket", ticket))
    return file


def due(house: House) -> list[str]:
    """Archived longer ago than the usual years, not held and not purged yet."""
    since = queries.over_since(house.company.clock.now(), m.DEFAULT_YEARS)
    old = sa.select(ticket_table.c.id).where(ticket_table.c.archived_at < since)
    return sorted(
        row["id"]
        for row in house.company.read(lambda tx: tx.rows(old.where(ticket_table.c.id.not_in(queries.spared()))))
    )


def traces_of(house: House, *words: str) -> list[str]:
    """Tables in which one of the words still stands: every column of every row, search rows among them."""

    def look(tx) -> list[str]:
        found = []
        for name in sa.inspect(tx.connection).get_table_names():
            for row in tx.connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall():
                text = " ".join(
                    bytes(cell).decode(errors="replace") if isinstance(cell, bytes | memoryview) else str(cell)
                    for cell in row
                )
                if any(word in text for word in words):
                    found.append(name)
        return sorted(set(found))

    return list(house.company.read(look))


def test_a_ticket_is_kept_for_the_years_of_its_type_and_not_a_day_longer(house: House) -> None:
    ticket = archived(house)
    house.company.clock.instant += m.DEFAULT_YEARS * YEAR - 1_000
    house.company.send("admin", m.PurgeDue())
    assert house.company.read(lambda tx: tx.get(ticket_table, id=ticket))["title"] is not None
    house.company.clock.instant += 2_000
    house.company.send("admin", m.PurgeDue())
    assert house.company.read(lambda tx: tx.get(ticket_table, id=ticket))["title"] is None
    keeping = house.company.read(lambda tx: tx.get(ticket_keeping, ticket=ticket))
    assert keeping["purged_at"] == house.company.clock.now() and due(house) == []


def test_nothing_of_a_purged_ticket_is_left_and_the_ledger_still_proves(house: House, tmp_path: Path) -> None:
    house.open_channels()
    ticket = archived(house)
    file = photo(house, ticket)
    assert {"ticket", "note", "payload", "notice", "file"} <= set(traces_of(house, NAME, PHONE))
    house.company.clock.instant += 11 * YEAR
    house.company.send("admin", m.PurgeDue())
    house.work()
    assert traces_of(house, NAME, PHONE) == []
    assert house.company.read(lambda tx: tx.get(file_table, id=file))["erased_at"] is not None
    house.company.check_replay(f"ticket:{ticket}")
    tenant, now = house.company.tenant, house.company.clock.now()
    while tenant.writer.call(sequencer.number_events):
        pass
    tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, tenant.info, now))
    ledger_export.export(tenant, tmp_path / "all.zip", None, now)
    run = subprocess.run(
        [sys.executable, str(VERIFIER), str(tmp_path / "all.zip"), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(run.stdout)
    assert (run.returncode, told["verdict"], told["faults"]) == (0, "consistent", 0) and told["erased"] > 3


def test_while_a_ticket_is_held_nothing_of_it_is_erased_by_whomever(house: House) -> None:
    customer = house.pumps.save("customer", name="恒力液压")
    contact = house.pumps.save("contact", name=NAME, customer=customer, phone=PHONE)
    ticket = archived(house, customer=customer, contact=contact)
    file = photo(house, ticket)
    house.company.send("admin", m.HoldTicket(ticket, "诉讼 (2026) 沪01民初1号"))
    house.company.clock.instant += 20 * YEAR
    house.company.send("admin", m.PurgeDue())
    commands = (
        EraseTicket(ticket=ticket, reason="客户要求"),
        EraseFile(file),
        EraseRecord("contact", contact),
        EraseRecord("customer", customer),
        EraseUser(house.person("engineer"), "离职"),
    )
    for command in commands:
        assert house.company.refusal("admin", command).code == "retention.held"
        assert house.company.refusal("operator", command).code == "retention.held"
    assert house.company.read(lambda tx: tx.get(ticket_table, id=ticket))["title"] is not None
    house.company.send("admin", m.LiftHold(ticket, "结案"))
    house.company.send("admin", EraseRecord("contact", contact))
    house.company.send("admin", m.PurgeDue())
    assert house.company.read(lambda tx: tx.get(ticket_table, id=ticket))["title"] is None


def test_years_differ_by_type_and_what_is_soon_due_can_be_kept_longer(house: House) -> None:
    ticket = archived(house)
    house.company.send("admin", m.SetRetention("pump", 15))
    assert house.company.send("admin", m.SetRetention("pump", 15)).events == ()
    house.company.clock.instant += 14 * YEAR
    house.company.send("admin", m.PurgeDue())
    assert house.company.read(lambda tx: tx.get(ticket_table, id=ticket))["title"] is not None
    assert house.company.refusal("admin", m.SetRetention("pump", 0)).code == "retention.invalid"
    assert house.company.refusal("admin", m.SetRetention("nothing", 10)).code == "ticket_type.unknown"


def test_by_itself_only_when_it_was_switched_on(house: House) -> None:
    tickets = [archived(house) for _ in range(12)]
    house.wait(11 * YEAR)
    assert due(house) == sorted(tickets)
    house.company.send("admin", m.SetPurging(on=True))
    house.company.check_replay(m.PLAN_STREAM)
    house.wait(86_400_000)
    house.wait(2_000)
    house.wait(2_000)
    assert due(house) == []
    house.company.send("admin", m.SetPurging(on=False))
    late = archived(house)
    house.wait(11 * YEAR)
    assert due(house) == [late]


def test_why_a_ticket_is_held_is_told_to_colleagues_and_not_to_the_customer(house: House) -> None:
    ticket = house.pumps.report()
    house.company.send("admin", m.HoldTicket(ticket, "与客户的诉讼"))
    house.company.send("admin", m.LiftHold(ticket, "诉讼结束"))
    assert "诉讼结束" in str(house.pumps.trace("admin", ticket)["events"])
    told = str(house.pumps.trace("requester", ticket)["events"])
    assert "诉讼" not in told and "TicketHeld" not in told


def test_only_administrators_hold_lift_and_purge(house: House) -> None:
    ticket = archived(house)
    for who in ("lead", "auditor", "dispatcher", "engineer"):
        for command in (m.HoldTicket(ticket, "x"), m.PurgeDue(), m.SetRetention("pump", 1), m.SetPurging(on=True)):
            assert house.company.refusal(who, command).code in ("retention.not_found", "access.denied")


def test_over_http(house: House) -> None:
    ticket = archived(house)
    with house.company.http(by_hand=True) as line:
        assert line("lead", "GET", "/retention").status_code == 404
        held = line("admin", "POST", "/retention/holds", json={"ticket": ticket, "reason": "诉讼"}).json()["held"]
        assert [(each["held_by"], each["reason"]) for each in held] == [("王敏", "诉讼")]
        again = line("admin", "POST", "/retention/holds", json={"ticket": ticket, "reason": "诉讼"})
        assert again.json()["code"] == "retention.held_already"
        assert line("admin", "POST", "/retention/holds", json={"ticket": ticket}).status_code in (409, 422)
        lifted = line("admin", "POST", f"/retention/holds/{ticket}/lift", json={"reason": "结案"})
        assert lifted.json()["held"] == []
        house.company.clock.instant += 11 * YEAR
        line.next_day()
        [kept] = line("admin", "GET", "/retention").json()["types"]
        assert (kept["type"], kept["years"], kept["due"]) == ("pump", 10, 1)
        assert line("admin", "PUT", "/retention/types/pump", json={"years": 12}).json()["due"] == []
        line("admin", "PUT", "/retention/types/pump", json={"years": 10})
        assert line("admin", "PUT", "/retention/purging", json={"on": True}).json()["next_at"] is not None
        assert line("admin", "POST", "/retention/purge").json()["due"] == []


@pytest.mark.postgres
def test_the_same_on_postgres(house_on_postgres: House) -> None:
    test_years_differ_by_type_and_what_is_soon_due_can_be_kept_longer(house_on_postgres)
