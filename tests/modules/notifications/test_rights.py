"""Nobody reads in a notice what he may not: not by another's eyes, not worked out, not after his right has ended."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.modules.identity import interface as identity
from bihuan.modules.identity.messages import ChangeUser, CreateToken, SaveRole
from bihuan.modules.tickets import messages as t
from tests.modules.company import SLUG, Line
from tests.modules.notifications.house import HOUR, House

pytestmark = pytest.mark.req("COL-2.server", "AUD-3")

_HIDDEN = {"named": {"cause": "hidden"}, "others": "read"}
_MASKED = {"named": {"title": "masked"}, "others": "read"}


@pytest.fixture
def line(house: House) -> Iterator[Line]:
    with house.company.http(by_hand=True) as line:
        yield line


def ok(line: Line, who: str | None, method: str, path: str, **more: Any) -> Any:
    answer = line(who, method, path, **more)
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def reads(house: House, role: str, fields: Any = "read", *more: Any) -> None:
    """From now on the role reads every ticket, with these fields; None: no ticket at all."""
    grants = () if fields is None else ({"action": "read", "kind": "ticket", "rows": "all", "fields": fields},)
    if fields == "read":
        grants = ({"action": "read", "kind": "ticket", "rows": "all"},)
    house.company.send("operator", SaveRole(role, {"zh": role}, (*grants, *more)))


# --- rights that end between the making and the delivery ---------------------------------------------------------


def tried(house: House, who: str) -> list[tuple[str, str | None]]:
    return [(each["outcome"], each["code"]) for item in house.deliveries(who) for each in item["attempts"]]


@pytest.mark.parametrize("left", [None, _HIDDEN])
def test_rights_are_read_again_when_a_notice_is_delivered(house: House, line: Line, left: Any) -> None:
    house.open_channels(mail=False)
    reads(house, "lead")
    ticket = house.pumps.close_loop()
    house.word("urgent", "{{number}}", "原因：{{cause}}")
    later = house.company.clock.now() + HOUR
    house.notify(to=["lead"], ticket=ticket, by=["sms"], template="urgent", not_before=later)
    assert "密封圈" in house.told("lead", "urgent")[0]["text"]
    reads(house, "lead", left)
    house.sms.bag.clear()
    house.wait(HOUR)
    assert house.sms.letters == [] and tried(house, "lead") == [("skipped", "delivery.withheld")]
    assert house.outbox("dead") == []
    [shown] = [item for item in ok(line, "lead", "GET", "/notices")["items"] if item["kind"] == "urgent"]
    assert (shown["withheld"], shown["title"], shown["text"]) == (True, None, None)


def test_what_was_masked_when_it_was_written_is_delivered_as_it_was_written(house: House, line: Line) -> None:
    house.open_channels(mail=False)
    reads(house, "lead", _MASKED)
    house.word("urgent", "{{title}}", "{{number}} ****")
    later = house.company.clock.now() + HOUR
    asked: dict[str, Any] = {"to": ["lead"], "by": ["sms"], "template": "urgent", "not_before": later}
    house.notify(key="masked", ticket=house.pumps.report(), **asked)
    reads(house, "lead")
    house.notify(key="whole", ticket=house.pumps.report(), **asked)
    reads(house, "lead", _MASKED)
    house.wait(HOUR)
    assert [dict(letter.parameters)["title"] for letter in house.sms.letters] == ["****"]
    assert sorted(item["withheld"] for item in ok(line, "lead", "GET", "/notices")["items"]) == [False, True]


def test_a_group_is_told_nothing_that_its_role_may_not_read_any_more(house: House) -> None:
    house.open_group("desk", role="lead")
    reads(house, "lead")
    ticket = house.pumps.close_loop()
    house.word("urgent", "{{number}}", "原因：{{cause}}")
    later = house.company.clock.now() + HOUR
    house.notify(to=[{"group": "desk"}], ticket=ticket, template="urgent", not_before=later)
    reads(house, "lead", _HIDDEN)
    house.wait(HOUR)
    assert house.robot.letters == []


def test_a_digest_quotes_what_may_be_read_when_it_is_sent(house: House) -> None:
    house.open_channels(sms=False)
    reads(house, "lead")
    house.prefer("lead", digest={"*": "hourly"})
    house.word("urgent", "原因：{{cause}}", "{{number}}", by=("app", "mail"))
    ticket = house.pumps.close_loop()
    house.notify(to=["lead"], ticket=ticket, template="urgent")
    reads(house, "lead", _HIDDEN)
    house.wait(HOUR)
    [letter] = [letter for letter in house.mail.letters if letter.address == "lead@example.com"]
    assert letter.title == "您有 1 条通知" and "密封圈" not in letter.text


def test_a_public_note_stays_readable_for_who_may_not_read_internal_ones(house: House, line: Line) -> None:
    house.open_channels(sms=False)
    house.company.send("operator", ChangeUser(house.person("requester"), {"email": "qian@example.com"}))
    house.prefer("requester", channels={"note_added": ["mail"]})
    ticket = house.pumps.report()
    house.company.send("front_desk", t.AddNote(ticket=ticket, text="备件已到", public=True))
    house.work()
    assert ["备件已到" in letter.text for letter in house.mail.letters] == [True]
    assert "备件已到" in ok(line, "requester", "GET", "/notices")["items"][0]["text"]


# --- values that were worked out ---------------------------------------------------------------------------------


def test_a_value_that_was_worked_out_is_for_who_may_read_what_it_was_worked_out_from(house: House, line: Line) -> None:
    reads(house, "approver", _HIDDEN)
    ticket = house.pumps.close_loop()
    house.word("urgent", "{{number}}", "统计：{{values.sum}}\n说明：{{values.said}}")
    house.notify(
        to=[{"role": "approver"}, "lead"],
        ticket=ticket,
        template="urgent",
        values={"sum": "密封圈×3", "said": "请看"},
        reads={"sum": ["before.cause", "priority"]},
    )
    assert [house.told(who, "urgent")[0]["text"] for who in ("lead", "approver")] == [
        "统计：密封圈×3\n说明：请看",
        "说明：请看",
    ]
    words = lambda who: {  # noqa: E731
        item["text"] for item in ok(line, who, "GET", f"/tickets/{ticket}/notices") if item["kind"] == "urgent"
    }
    assert words("auditor") == {"统计：密封圈×3\n说明：请看", "说明：请看"}
    reads(house, "auditor", _HIDDEN)
    assert words("auditor") == {None, "说明：请看"}


@pytest.mark.parametrize(
    ("path", "lead", "requester"),
    [
        ("cause", True, True),
        ("event.step", True, False),  # how the company goes about its work
        ("source_channel", True, True),
        ("event.fields", True, False),  # which fields changed: for who may read them all
        ("device.model", True, False),
        ("contract.amount", True, False),
    ],
)
def test_what_a_value_was_worked_out_from_is_asked_by_every_kind_of_path(
    house: House, path: str, lead: bool, requester: bool
) -> None:
    fields = {"named": {"internal_notes": "hidden", "hours": "hidden"}, "others": "read"}
    own = {"action": "read", "kind": "ticket", "rows": "own_created", "fields": fields}
    house.company.send("operator", SaveRole("requester", {"zh": "报修人"}, (own,)))
    everything = {"action": "read", "kind": "*", "rows": "all"}
    act = {"action": "create", "kind": "ticket", "rows": "all"}
    house.company.send("operator", SaveRole("lead", {"zh": "主管"}, (everything, act)))
    ticket = house.pumps.report("admin", submitter=house.person("requester"))
    house.word("urgent", "{{number}}", "{{values.sum}}")
    house.notify(
        to=["submitter", {"person": house.person("lead")}],
        ticket=ticket,
        template="urgent",
        values={"sum": "42"},
        reads={"sum": [path]},
    )
    assert [house.told(who, "urgent")[0]["text"] for who in ("lead", "requester")] == [
        "42" if sees else "" for sees in (lead, requester)
    ]


# --- other people's eyes -----------------------------------------------------------------------------------------


def test_a_preview_lends_nobody_the_eyes_of_another(house: House, line: Line) -> None:
    reads(house, "lead")
    reads(house, "auditor", _HIDDEN, {"action": "manage", "kind": "notice_template", "rows": "all"})
    ticket = house.pumps.close_loop()
    words = {"zh": {"title": "{{title}}", "text": "原因：{{cause}}\n故障：{{fault}}"}}
    asked = {"texts": words, "ticket": ticket}
    path, lead = "/notices/templates/urgent/preview", house.person("lead")
    assert ok(line, "auditor", "POST", path, json={**asked, "person": lead})["text"] == "故障：leak"
    assert ok(line, "admin", "POST", path, json={**asked, "person": lead})["text"] == "原因：密封圈老化\n故障：leak"
    # What the other may not read is not shown either, and what is masked for one of the two is masked.
    reads(house, "lead", _MASKED)
    assert ok(line, "auditor", "POST", path, json={**asked, "person": lead})["title"] == "****"
    reads(house, "lead")
    reads(house, "auditor", _MASKED, {"action": "manage", "kind": "notice_template", "rows": "all"})
    assert ok(line, "auditor", "POST", path, json={**asked, "person": lead})["title"] == "****"


@pytest.mark.req("AUD-4")
def test_a_token_is_no_member_of_a_group(house: House, line: Line) -> None:
    house.open_group("desk", role="lead")
    reads(house, "lead")
    reads(house, "auditor", _HIDDEN)
    ticket = house.pumps.close_loop()
    house.word("urgent", "{{number}}", "原因：{{cause}}")
    house.notify(to=[{"group": "desk"}], ticket=ticket, template="urgent")
    token = f"{identity.TOKEN_PREFIX}{SLUG}.reader"
    made = CreateToken(house.person("auditor"), "reader", identity.hash_token(token), ("tickets:read",))
    house.company.send("operator", made)
    asked = {"headers": {"Authorization": f"Bearer {token}"}}
    told = [item for item in ok(line, None, "GET", f"/tickets/{ticket}/notices", **asked) if item["group"]]
    assert [(item["title"], item["text"]) for item in told] == [(None, None)]
