"""Custom tables (FRM-9): records with the forms that tickets have, their versions, their rights."""

import pytest

from bihuan.core.values import Kind
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.kernel.tables import timer
from bihuan.modules.records import messages as m
from bihuan.modules.records.jobs import remind
from bihuan.modules.records.queries.rows import record_row
from tests.modules.records.office import BOOKINGS, CONTRACTS, DAY, MIDNIGHT, ON_BOTH, ROOMS, Office

pytestmark = pytest.mark.req("FRM-9")


@ON_BOTH
def test_a_record_is_checked_by_the_form_as_a_ticket_is(office: Office):
    refusal = office.company.refusal("admin", m.CreateTableRecord("contracts", {"amount": "viel", "colour": "red"}))
    assert refusal.code == "form.rejected"
    assert {(one.path, one.code) for one in refusal.problems} >= {
        ("number", "form.required"),
        ("amount", "form.not_number"),
        ("colour", "form.field_unknown"),
    }
    row = office.row(office.add("contracts", number="HT-1", amount="1200.50", due=MIDNIGHT))
    assert (row["title"], row["data"]["state"], row["data"]["amount"]) == ("HT-1", "draft", "1200.5")
    taken = office.company.refusal("admin", m.CreateTableRecord("contracts", {"number": "HT-1"}))
    assert [(one.path, one.code) for one in taken.problems] == [("number", "form.not_unique")]


@ON_BOTH
def test_edits_of_different_fields_merge_and_of_the_same_field_are_told(office: Office):
    contract = office.add("contracts", number="HT-2", amount="10", customer="恒锐")
    seen = office.row(contract)["version"]
    send = office.company.send
    send("admin", m.ChangeTableRecord(contract, {"amount": "20"}, seen))
    send("admin", m.ChangeTableRecord(contract, {"customer": "华泰"}, seen))
    assert {key: office.row(contract)["data"][key] for key in ("amount", "customer")} == {
        "amount": "20",
        "customer": "华泰",
    }
    clash = office.company.refusal("admin", m.ChangeTableRecord(contract, {"amount": "30"}, seen))
    assert (clash.code, clash.kind) == ("table_record.fields_changed", Kind.CONFLICT)
    assert clash.problems[0].data["theirs"] == "20" and clash.problems[0].data["base"] == "10"
    assert not send("admin", m.ChangeTableRecord(contract, {"amount": "20"})).events, "nothing changed, nothing written"


def test_the_recycle_bin_gives_back_what_it_took(office: Office):
    contract = office.add("contracts", number="HT-3")
    office.company.send("admin", m.ArchiveTableRecord(contract))
    refusal = office.company.refusal("admin", m.ChangeTableRecord(contract, {"amount": "1"}))
    assert refusal.code == "table_record.archived"
    again = office.add("contracts", number="HT-3")
    assert again != contract, "a number in the recycle bin may be used again"
    refusal = office.company.refusal("admin", m.RestoreTableRecord(contract))
    assert (refusal.code, refusal.data["title"]) == ("table_record.in_the_way", "HT-3"), "nor twice in use"
    assert [(one.path, one.data["record"]) for one in refusal.problems] == [("number", again)]
    office.company.send("admin", m.ChangeTableRecord(again, {"number": "HT-3a"}))
    office.company.send("admin", m.RestoreTableRecord(contract))
    assert office.row(contract)["archived_at"] is None
    assert not office.company.send("admin", m.RestoreTableRecord(contract)).events


def test_what_is_erased_is_gone_from_the_history_too(office: Office):
    contract = office.add("contracts", number="HT-4", customer="个人客户")
    office.company.send("admin", m.EraseTableRecord(contract))
    row = office.row(contract)
    assert (row["title"], row["data"], row["archived_at"] is not None) == (None, None, True)
    assert office.company.refusal("admin", m.RestoreTableRecord(contract)).code == "table_record.erased"


@pytest.mark.req("AUD-3")
def test_nothing_is_granted_that_no_role_says(office: Office):
    contract = office.add("contracts", number="HT-5", amount="9", keeper=office.company.people["lead"])
    refuse = office.company.refusal
    for command in (
        m.CreateTableRecord("contracts", {"number": "X"}),
        m.ChangeTableRecord(contract, {"number": "X"}),
        m.ArchiveTableRecord(contract),
        m.EraseTableRecord(contract),
        m.SaveTable(CONTRACTS),
        m.ArchiveTable("contracts"),
    ):
        assert refuse("engineer", command).kind is Kind.NOT_FOUND, command
    # The lead may edit it, for it is his; but not what is hidden from him, which for him does not exist.
    hidden = refuse("lead", m.ChangeTableRecord(contract, {"amount": "1"}))
    assert [(one.path, one.code) for one in hidden.problems] == [("amount", "field.unknown")]
    office.company.send("lead", m.ChangeTableRecord(contract, {"state": "signed"}))
    assert office.row(contract)["data"]["amount"] == "9"
    other = office.add("contracts", number="HT-6")
    assert refuse("lead", m.ChangeTableRecord(other, {"state": "signed"})).kind is Kind.NOT_FOUND, "of no department"


def test_a_definition_says_every_fault_and_knows_its_base(office: Office):
    bad = {**CONTRACTS, "title": "amountt", "views": [{"key": "b", "label": "板", "layout": "board", "by": "customer"}]}
    refusal = office.company.refusal("admin", m.SaveTable(bad))
    assert {(one.path, one.code) for one in refusal.problems} == {
        ("title", "table.field_unknown"),
        ("views.0.by", "table.field_kind"),
    }
    assert office.company.refusal("admin", m.SaveTable({**ROOMS, "label": "厅"}, 7)).code == "definition.moved"
    other = {key: CONTRACTS[key] for key in ("key", "label")} | {"form": "room", "title": "name"}
    assert office.company.refusal("admin", m.SaveTable(other)).problems[0].code == "table.form_fixed"
    least = {**BOOKINGS, "booking": {**BOOKINGS["booking"], "least": "name"}}
    assert office.company.refusal("admin", m.SaveTable(least)).problems[0].path == "booking.least"
    office.company.send("admin", m.SaveTable({**ROOMS, "label": {"zh": "厅"}}, 1))
    assert not office.company.send("admin", m.SaveTable({**ROOMS, "label": {"zh": "厅"}}, 2)).events


def test_a_table_out_of_use_takes_no_records(office: Office):
    office.company.send("admin", m.ArchiveTable("contracts"))
    assert office.company.refusal("admin", m.CreateTableRecord("contracts", {"number": "1"})).code == "table.archived"
    office.company.send("admin", m.RestoreTable("contracts"))
    assert office.row(office.add("contracts", number="1"))["version"] == 1


def test_a_due_date_reminds_whose_contract_it_is(office: Office):
    company = office.company
    contract = office.add("contracts", number="HT-7", due=MIDNIGHT + 30 * DAY, keeper=company.people["lead"])
    remind = m.ReachTableReminder(contract, "soon")
    assert not company.send("operator", remind).events, "it is three weeks too early"
    company.clock.instant = MIDNIGHT + 23 * DAY
    (reached,) = company.send("operator", remind).events
    assert reached.event.people == (company.people["lead"],) and reached.event.roles == ("admin",)
    told = [call.settings for call in calls_of(office, reached)]
    assert [one["to"] for one in told] == [[{"person": company.people["lead"]}], [{"role": "admin"}]]
    assert [one["values"]["title"] for one in told] == ["–", "–"], "he may not read it: no department made it"
    company.send("admin", m.ChangeTableRecord(contract, {"due": None}))
    assert not company.send("operator", remind).events
    assert company.refusal("admin", remind).kind is Kind.FORBIDDEN


def reminders_of(office: Office, record: str) -> dict[str, int]:
    """Which reminders of a record stand, and for when."""
    stream = m.record_stream(record)
    rows = office.company.read(lambda tx: tx.all(timer, stream=stream))
    return {row["name"].partition(":")[2]: row["due"] for row in rows}


def test_a_date_near_by_reminds_once_and_a_past_one_never(office: Office):
    company, keep = office.company, {"field": "due", "roles": ["admin"]}
    soon = [{"key": key, "hours": hours, **keep} for key, hours in (("quarter", 2160), ("month", 720), ("day", 24))]
    company.send("admin", m.SaveTable({**CONTRACTS, "reminders": soon}))
    now = company.clock.now()
    near = office.add("contracts", number="HT-20", due=now + 10 * DAY)
    assert reminders_of(office, near) == {"month": now - 20 * DAY, "day": now + 9 * DAY}, "not the quarter's too"
    past = office.add("contracts", number="HT-21", due=now - DAY)
    assert reminders_of(office, past) == {}
    company.send("admin", m.ChangeTableRecord(near, {"customer": "恒锐"}))
    assert len(reminders_of(office, near)) == 2, "another field changes nothing of it"
    company.send("admin", m.ChangeTableRecord(near, {"due": now + 100 * DAY}))
    assert sorted(reminders_of(office, near)) == ["day", "month", "quarter"]
    company.send("admin", m.ChangeTableRecord(near, {"due": now - 1}))
    assert reminders_of(office, near) == {}


def test_a_reminder_of_what_lies_in_the_bin_is_done_with_once(office: Office):
    """Else the worker would ask for ever, and nothing else would get its turn."""
    company = office.company
    contract = office.add("contracts", number="HT-22", due=MIDNIGHT + 30 * DAY, keeper=company.people["lead"])
    company.send("admin", m.ArchiveTableRecord(contract))
    before = office.row(contract)["updated_at"]
    company.clock.instant = MIDNIGHT + 24 * DAY
    (passed,) = company.send("operator", m.ReachTableReminder(contract, "soon")).events
    assert isinstance(passed.event, m.TableReminderPassed)
    assert reminders_of(office, contract) == {} and office.row(contract)["updated_at"] == before
    assert not company.send("operator", m.ReachTableReminder(contract, "soon")).events


def calls_of(office: Office, reached: StoredEvent) -> list[ActionCall]:
    """What the job asks of the action that notifies."""
    asked: list[ActionCall] = []
    hooks = Hooks()

    def note(call: ActionCall, _context: JobContext) -> tuple[()]:
        asked.append(call)
        return ()

    hooks.action("notify", note)
    company = office.company
    context = JobContext(company.tenant.info, company.read, company.read, {}, company.clock.now())
    list(remind(hooks, reached, context))
    return asked


def test_what_no_id_is_finds_nothing(office: Office):
    assert office.company.read(lambda tx: record_row(tx, "'; DROP")) is None
    assert office.company.refusal("admin", m.ArchiveTableRecord("x")).code == "table_record.not_found"
