"""A person asks to be erased: what goes, what stays and why, and that it was done (semantics §2.6, AUD-4, AUD-5)."""

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bihuan.core.values import JsonObject, Refusal
from bihuan.kernel import ledger_export, sequencer
from bihuan.kernel.clock import SystemClock
from bihuan.kernel.ids import new_id
from bihuan.kernel.masters import SaveRecord
from bihuan.kernel.tables import command_result
from bihuan.kernel.worker import Worker
from bihuan.modules.erasure import messages as m
from bihuan.modules.erasure import queries
from bihuan.modules.files.interface import drop_erased, let_go, take_in
from bihuan.modules.files.messages import BindFiles, StoreFile
from bihuan.modules.files.tables import file as file_table
from bihuan.modules.identity.messages import ChangeUser, CreateUser
from bihuan.modules.retention.messages import HoldTicket, LiftHold, SetRetention
from bihuan.modules.tickets.messages import ActOnTicket, AddNote, AmendTicket, ArchiveTicket
from bihuan.modules.tickets.tables import ticket as ticket_table
from tests.ledger.world import VERIFIER
from tests.modules.company import Company
from tests.modules.erasure import remains
from tests.modules.notifications.house import House

pytestmark = pytest.mark.req("AUD-4")

NAME, PHONE, MAIL = "欧阳锦鹏", "13777770042", "ouyang.jp@example.org"
DAY, YEAR = 86_400_000, 36_525 * 864_000
EVERY = (NAME, PHONE, MAIL)


@dataclass
class Person:
    """Somebody with something in every corner."""

    contact: str
    guest: str
    tickets: list[str]
    mentioned: str


def known(house: House) -> Person:
    """A contact who called, wrote and was told; and somebody else's ticket in which he is named."""
    company, pumps = house.company, house.pumps
    house.open_channels()
    customer = pumps.save("customer", name="恒力液压")
    values = {"name": NAME, "customer": customer, "phone": PHONE, "email": MAIL, "note": f"找{NAME}"}
    contact = pumps.save("contact", **values)
    guest = company.send("operator", CreateUser(NAME, phone=PHONE, roles=("guest",))).ref.partition(":")[2]
    first = spoken_of(house, customer=customer, contact=contact)
    second = spoken_of(house, submitter=guest)
    other = pumps.report("front_desk", title="邻居家也漏", description=f"邻居{NAME}说的，{PHONE}")
    close(house, other)
    return Person(contact, guest, [first, second], other)


def spoken_of(house: House, **more: Any) -> str:
    """A ticket that went all the way, with the person in its texts, notes, form and files."""
    company, pumps = house.company, house.pumps
    ticket = pumps.report(
        "front_desk", title=f"{NAME}家水泵漏水", description=f"电话{PHONE}", data={"fault": "leak"}, **more
    )
    company.send("front_desk", AmendTicket(ticket=ticket, changes={"description": f"改：{PHONE} {MAIL}"}))
    pumps.assign(ticket)
    company.send("dispatcher", AddNote(ticket=ticket, text=f"已联系{NAME}", public=True))
    bring(house, ticket)
    close(house, ticket)
    return ticket


def close(house: House, ticket: str) -> None:
    house.company.send("admin", ActOnTicket(ticket=ticket, action="force_close", reason="不修了"))
    house.company.send("admin", ArchiveTicket(ticket=ticket))
    house.work()


def bring(house: House, ticket: str) -> None:
    """A file with a name in its name and in its content, and a picture, of which a small one is kept."""
    person, now = house.person("engineer"), house.company.clock.now()
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), "red").save(picture, "JPEG")
    for name, content in ((f"{NAME}.txt", f"{NAME} {PHONE} {ticket}".encode()), (f"{NAME}.jpg", picture.getvalue())):
        file = new_id(now)
        take_in(house.company.tenant, {"id": file, "by": person, "name": name}, content, now)
        house.company.send("engineer", StoreFile(file))
        let_go(house.company.tenant, [file])
        house.company.send("operator", BindFiles((file,), "ticket", ticket))


def asked(company: Company, kind: str, subject: str, **more: Any) -> m.ErasePerson:
    """The command as the route makes it from what was previewed."""
    roots = company.read(lambda tx: queries.roots_of(tx, kind, subject))
    scope = company.read(lambda tx: queries.scope_of(tx, roots))
    return m.ErasePerson(**{"kind": kind, "records": roots, "confirm": scope.code, "reason": "申请 2026-17", **more})


def erase(house: House, kind: str, subject: str, **more: Any) -> list[str]:
    done = house.company.send("admin", asked(house.company, kind, subject, **more))
    house.work()
    return [event.stream for event in done.events]


def today(house: House) -> None:
    """By the clock of the disk, whose files are as old as they are."""
    house.company.clock.instant = SystemClock().now()


def verdict(company: Company, folder: Path) -> JsonObject:
    """What the stand-alone verifier says of the whole ledger."""
    tenant, now = company.tenant, company.clock.now()
    while tenant.writer.call(sequencer.number_events):
        pass
    tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, tenant.info, now))
    ledger_export.export(tenant, folder / "all.zip", None, now)
    command = [sys.executable, str(VERIFIER), str(folder / "all.zip"), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    told: JsonObject = json.loads(run.stdout)
    assert run.returncode == 0, told
    return told


def streams_of(person: Person) -> list[str]:
    tickets = [f"ticket:{ticket}" for ticket in (*person.tickets, person.mentioned)]
    return [f"contact:{person.contact}", f"user:{person.guest}", f"access:{person.guest}", *tickets]


# --- what goes ------------------------------------------------------------------------------------------------------


def test_nothing_of_an_erased_contact_is_left_anywhere_and_the_ledger_still_proves(
    house: House, tmp_path: Path
) -> None:
    person = known(house)
    assert {"ticket", "note", "payload", "notice", "file", "contact", "user_account"} <= set(
        remains.in_rows(house.company, *EVERY)
    )
    assert {PHONE, "锦鹏"} <= remains.search_terms(house.company)
    assert remains.in_contents(house.company, *EVERY) and small_pictures(house.company)
    today(house)
    erase(house, "contact", person.contact, more=(person.mentioned,))
    assert remains.in_rows(house.company, *EVERY) == []
    assert not [term for term in remains.search_terms(house.company) if term in (PHONE, "锦鹏", "欧阳", "ouyang")]
    replays_proves_and_drops(house, person, tmp_path)
    # Last, for it closes the company: not even in pages that nothing uses any more.
    assert remains.in_file(house.company, *EVERY) == []


def replays_proves_and_drops(house: House, person: Person, folder: Path) -> None:
    """Rows made anew from what is left are the same, the ledger still proves, and contents and small pictures go."""
    for stream in streams_of(person):
        house.company.check_replay(stream)
    told = verdict(house.company, folder)
    assert (told["verdict"], told["faults"]) == ("consistent", 0) and told["erased"] > 10
    assert len(small_pictures(house.company)) == 0 and remains.contents(house.company) > 0, "for two days more"
    house.company.clock.instant += 2 * DAY
    drop_erased(house.company.tenant, house.company.clock.now())
    assert remains.in_contents(house.company, *EVERY) == [] and remains.contents(house.company) == 0


def small_pictures(company: Company) -> set[str]:
    """Where the small pictures lie that any file names."""
    return {row["thumbnail"] for row in company.read(lambda tx: tx.all(file_table)) if row["thumbnail"]}


def test_the_file_is_really_looked_into(house: House) -> None:
    known(house)
    # SQLCipher writes zeros over what is deleted; a driver that did not would leave it in pages that nothing uses.
    assert house.company.tenant.writer.call(lambda tx: tx.run("PRAGMA secure_delete").fetchone()[0], dry=True) == 1
    assert remains.in_file(house.company, PHONE)


@pytest.mark.postgres
def test_the_same_on_postgres(house_on_postgres: House, tmp_path: Path) -> None:
    house = house_on_postgres
    person = known(house)
    assert {"ticket", "contact", "ticket_search"} <= set(remains.in_rows(house.company, *EVERY))
    assert remains.in_contents(house.company, *EVERY) and small_pictures(house.company)
    today(house)
    erase(house, "contact", person.contact, more=(person.mentioned,))
    assert remains.in_rows(house.company, *EVERY) == [], "the index among them: it is a table there"
    replays_proves_and_drops(house, person, tmp_path)


def test_whoever_called_is_erased_by_number_alone(house: House) -> None:
    person = known(house)
    erase(house, "caller", "137 7777 0042".replace(" ", ""), more=(person.mentioned,))
    assert remains.in_rows(house.company, *EVERY) == []
    assert house.company.read(lambda tx: queries.roots_of(tx, "caller", PHONE)) == ()


def test_of_a_colleague_the_person_goes_and_the_work_stays(house: House) -> None:
    house.open_channels()
    company = house.company
    company.send("operator", ChangeUser(house.person("engineer"), {"email": MAIL}))
    ticket = house.pumps.close_loop()
    house.work()
    erase(house, "user", house.person("engineer"))
    gone = ("张工", "13812345678", MAIL, "zhang.gong")
    assert remains.in_rows(company, *gone) == []
    assert company.read(lambda tx: tx.get(ticket_table, id=ticket))["title"] == "水泵漏水"
    company.check_replay(f"ticket:{ticket}")


def test_a_private_customer_goes_with_contacts_and_sites(house: House) -> None:
    pumps = house.pumps
    customer = pumps.save("customer", name=NAME, category="person")
    pumps.save("contact", name=f"{NAME}之妻", customer=customer, phone=PHONE)
    pumps.save("site", name="家", address=f"{NAME}宅", customer=customer)
    erase(house, "customer", customer)
    assert remains.in_rows(house.company, NAME, PHONE) == []
    company = pumps.save("customer", name="恒力液压")
    with pytest.raises(Refusal) as refused:
        asked(house.company, "customer", company)
    assert refused.value.code == "erasure.company"


def test_what_was_kept_of_commands_for_repeats_tells_nothing_any_more(house: House) -> None:
    company = house.company
    command = SaveRecord("contact", {"name": NAME, "phone": PHONE, "customer": house.pumps.save("customer", name="X")})
    contact = company.send("admin", command, id="c" * 36).ref.partition(":")[2]
    assert company.send("admin", command, id="c" * 36).repeated
    erase(house, "contact", contact)
    assert bytes(company.read(lambda tx: tx.get(command_result, id="c" * 36))["body_hash"]) == b""
    assert company.refusal("admin", command, id="c" * 36).code == "command.key_reused"


# --- what stays, and why --------------------------------------------------------------------------------------------


def test_a_held_an_open_and_a_ticket_kept_by_law_stand_in_the_way(house: House) -> None:
    person, company = known(house), house.company
    company.send("admin", HoldTicket(person.tickets[0], "诉讼"))
    assert refused(house, person) == "retention.held"
    company.send("admin", LiftHold(person.tickets[0], "结案"))
    still_open = house.pumps.report("front_desk", contact=person.contact)
    assert refused(house, person) == "retention.still_open"
    close(house, still_open)
    company.send("admin", SetRetention("pump", 5, duty=True))
    assert refused(house, person) == "retention.duty"
    company.clock.instant += 6 * YEAR
    assert erase(house, "contact", person.contact)


def refused(house: House, person: Person) -> str:
    code = house.company.refusal("admin", asked(house.company, "contact", person.contact)).code
    assert NAME in str(house.company.read(lambda tx: queries.name_of(tx, f"contact:{person.contact}")))
    return code


def test_nothing_goes_that_was_not_previewed(house: House) -> None:
    person, company = known(house), house.company
    command = asked(company, "contact", person.contact)
    close(house, house.pumps.report("front_desk", contact=person.contact))
    assert company.refusal("admin", command).code == "erasure.changed"
    wrong = asked(company, "contact", person.contact, confirm="000000")
    assert company.refusal("admin", wrong).code == "erasure.changed"
    for reason, code in ((f"{NAME}要求", "erasure.reason_names"), (" ", "erasure.reason_required")):
        said = asked(company, "contact", person.contact, reason=reason)
        assert company.refusal("admin", said).code == code


def test_only_who_was_given_the_right_erases_and_nobody_himself(house: House) -> None:
    person, company = known(house), house.company
    command = asked(company, "contact", person.contact)
    for who in ("front_desk", "dispatcher", "lead", "engineer", "requester"):
        assert company.refusal(who, command).code == "erasure.not_found"
    assert company.refusal("auditor", command).code == "access.denied"
    own = asked(company, "user", house.person("admin"))
    assert company.refusal("admin", own).code == "erasure.oneself"


# --- over HTTP ------------------------------------------------------------------------------------------------------


def test_preview_confirmation_and_evidence_over_http(house: House) -> None:
    person = known(house)
    who = {"kind": "contact", "subject": person.contact}
    with house.company.http(by_hand=True) as line:
        assert line("lead", "POST", "/erasures/preview", json=who).status_code == 404
        seen = line("admin", "POST", "/erasures/preview", json=who).json()
        assert (seen["name"], seen["tickets"], seen["files"], seen["blocked"]) == (NAME, 2, 4, [])
        assert [one["id"] for one in seen["mentions"]] == [person.mentioned]
        assert sorted(record["kind"] for record in seen["records"]) == ["contact", "user"]
        assert any("备份" in one["text"] for one in seen["stays"])
        body = {**who, "confirm": seen["code"], "reason": "申请 2026-17", "more": [person.mentioned]}
        assert line("admin", "POST", "/erasures", json={**body, "confirm": "x"}).json()["code"] == "erasure.changed"
        done = line("admin", "POST", "/erasures", json=body).json()["done"]
        assert (done[0]["tickets"], done[0]["tickets_left"], done[0]["backups_until"]) == (3, 3, None)
        house.work()
        listed = line("auditor", "GET", "/erasures").json()
        [one] = listed["done"]
        assert (one["tickets_left"], one["files_left"], one["by"]) == (0, 0, "王敏")
        assert not any(word in json.dumps(listed, ensure_ascii=False) for word in EVERY)
        kept = line("admin", "PUT", "/erasures/backups", json={"days": 30}).json()
        assert kept["done"][0]["backups_until"] == one["at"] + 30 * DAY
        assert line("admin", "POST", "/erasures/preview", json=who).status_code == 404
        assert line("admin", "GET", f"/tickets?q={PHONE}").json()["items"] == []


def test_the_worker_clears_the_disk_by_itself(house: House) -> None:
    person, company = known(house), house.company
    today(house)
    erase(house, "contact", person.contact, more=(person.mentioned,))
    worker = Worker(company.bus, {})
    worker.sweep(company.tenant, company.clock.now())
    company.clock.instant += 2 * DAY
    worker.sweep(company.tenant, company.clock.now())
    assert remains.contents(company) == 0
