"""What is hidden from somebody cannot be written by her either: not by hand, not with a sheet."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.modules.identity.messages import ChangeUser, SaveRole
from bihuan.modules.records import messages as m
from tests.modules.company import Line
from tests.modules.records.office import Office

pytestmark = pytest.mark.req("FRM-9", "AUD-3")
CREATE = {"action": "create", "kind": "table_record", "rows": "all", "types": ["contracts"]}
READ = {"action": "read", "kind": "table_record", "rows": "all", "types": ["contracts"]}


@pytest.fixture
def line(office: Office) -> Iterator[Line]:
    with office.company.http(by_hand=True) as line:
        yield line


def grant(office: Office, *grants: dict[str, Any]) -> None:
    """What the front desk may do with contracts."""
    office.company.send("admin", SaveRole("scribe", {"zh": "录入"}, tuple(grants)))
    office.company.send("admin", ChangeUser(office.company.people["front_desk"], {"roles": ["front_desk", "scribe"]}))


def problems(office: Office, **data: Any) -> list[tuple[str, str]]:
    refusal = office.company.refusal("front_desk", m.CreateTableRecord("contracts", data))
    return [(one.path, one.code) for one in refusal.problems]


@pytest.mark.parametrize(
    "fields",
    [
        {"named": {"amount": "hidden"}, "others": "read"},
        {"named": {"amount": "masked"}, "others": "read"},
        {"named": {"number": "edit", "customer": "edit"}, "others": "hidden"},
    ],
)
def test_hidden_fields_cannot_be_written_of_a_new_record(office: Office, fields: dict[str, Any]):
    """Whether the field is named, masked, or one of all others that are hidden."""
    reads = {**READ, "fields": fields}
    update = {**reads, "action": "update"}
    grant(office, CREATE, reads, update)
    assert problems(office, number="HT-1", amount="9") == [("amount", "form.field_unknown")], "as if it were not there"
    record = office.add("contracts", "front_desk", number="HT-1", customer="恒锐")
    assert "amount" not in office.row(record)["data"]
    assert office.row(record)["data"]["state"] == "draft", "what the form fills in itself is no matter of rights"


def test_a_field_named_for_reading_stays_so_unless_the_grant_to_create_says_otherwise(office: Office):
    reads = {**READ, "fields": {"named": {"amount": "read"}, "others": "read"}}
    grant(office, CREATE, reads)
    assert problems(office, number="HT-2", amount="9") == [("amount", "form.field_readonly")]
    assert office.row(office.add("contracts", "front_desk", number="HT-2"))["data"]["number"] == "HT-2"
    grant(office, {**CREATE, "fields": {"named": {"amount": "edit"}, "others": "edit"}}, reads)
    assert office.row(office.add("contracts", "front_desk", number="HT-3", amount="9"))["data"]["amount"] == "9"


def test_who_reads_no_such_record_yet_is_held_to_what_is_hidden_in_others(office: Office):
    """Her new contract is of no department: the rule by which she reads fits others of the table only."""
    other = {**READ, "rows": "assigned", "fields": {"named": {"amount": "hidden"}, "others": "read"}}
    grant(office, CREATE, other)
    assert problems(office, number="HT-4", amount="9") == [("amount", "form.field_unknown")]
    grant(office, CREATE)  # who reads none at all hands them in as into a letter box
    assert office.row(office.add("contracts", "front_desk", number="HT-4", amount="9"))["data"]["amount"] == "9"


@pytest.mark.req("IMP-2")
def test_a_sheet_brings_no_hidden_column_and_asks_about_no_hidden_record(office: Office, line: Line):
    hidden = {"named": {"amount": "hidden"}, "others": "read"}
    grant(office, CREATE, {**READ, "rows": "own_created", "fields": hidden})
    office.add("contracts", number="HT-5", customer="秘密")
    text = "合同号\t客户\t金额\nHT-5\t恒锐\t5\nHT-6\t恒锐\t6\n"

    def sent(**more: Any) -> Any:
        answer = line("front_desk", "POST", "/tables/contracts/import", json={"text": text, "run": "run-00005", **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    checked = sent()
    assert checked["columns"] == {"合同号": "number", "客户": "customer", "金额": None}
    assert [row["faults"] for row in checked["rows"]] == [[], []], "whether HT-5 is there is not to be found out"
    taken = sent(check=False)
    assert [[fault["code"] for fault in row["faults"]] for row in taken["rows"]] == [["table.row_refused"], []]
    own = sent(run="run-00006")
    told = [[(fault["field"], fault["code"]) for fault in row["faults"]] for row in own["rows"]]
    assert told == [[], [("number", "form.not_unique")]], "of her own record she is told"
    assert "amount" not in office.row(taken["rows"][1]["record"])["data"]
    nothing = line("front_desk", "POST", "/tables/contracts/import", json={"text": "x\ny", "run": "run-00007"}).json()
    assert "金额" not in nothing["title"] and "客户" in nothing["title"]


@pytest.mark.req("IMP-2")
def test_names_of_records_are_looked_up_where_their_titles_may_be_read(office: Office, line: Line):
    office.add("rooms", name="大会议室")
    bookings = {"types": ["room_bookings"]}
    blind = {**READ, "types": ["rooms"], "fields": {"named": {"name": "hidden"}, "others": "read"}}
    grant(office, {**CREATE, **bookings}, {**READ, **bookings}, blind)
    office.company.send("admin", ChangeUser(office.company.people["front_desk"], {"roles": ["scribe"]}))
    ask = {"text": "主题\t会议室\n例会\t大会议室\n例会\t查无此室\n", "run": "run-00008"}
    rows = line("front_desk", "POST", "/tables/room_bookings/import", json=ask).json()["rows"]
    assert [[fault["code"] for fault in row["faults"]] for row in rows] == [["table.name_unknown"]] * 2


def test_the_table_says_what_may_be_said_of_a_new_record(office: Office, line: Line):
    grant(office, CREATE, {**READ, "fields": {"named": {"amount": "hidden", "customer": "read"}, "others": "read"}})
    rights = line("front_desk", "GET", "/tables/contracts").json()["to_create"]
    assert (rights["number"], rights["customer"]) == ("edit", "read") and "amount" not in rights
