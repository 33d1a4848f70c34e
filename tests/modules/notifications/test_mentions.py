"""@ in a note: only colleagues who may read it, told once, and nothing once they may not (COL-1)."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.modules.identity.messages import ChangeUser, DeactivateUser
from bihuan.modules.notifications import messages as m
from bihuan.modules.tickets import messages as t
from tests.modules.company import Line
from tests.modules.notifications.house import House
from tests.modules.notifications.test_over_http import ok

pytestmark = pytest.mark.req("COL-1.server", "COL-2.server")


@pytest.fixture
def line(house: House) -> Iterator[Line]:
    with house.company.http(by_hand=True) as line:
        yield line


@pytest.fixture
def ticket(house: House) -> str:
    """A job of 张工's."""
    found = house.pumps.report()
    house.pumps.assign(found)
    house.work()
    return found


def note(house: House, line: Line, who: str, ticket: str, text: str, *mentioned: str, **more: Any) -> Any:
    people = [house.person(one) for one in mentioned]
    return line(who, "POST", f"/tickets/{ticket}/notes", json={"text": text, "mentions": people, **more})


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(one["path"], one["code"]) for one in answer.json()["problems"]]


def names(line: Line, who: str, ticket: str, **asked: Any) -> list[str]:
    return [row["name"] for row in ok(line, who, "GET", f"/tickets/{ticket}/mentionable", params=asked)]


def test_who_is_mentioned_is_told_and_led_to_the_note(house: House, line: Line, ticket: str) -> None:
    answer = note(house, line, "front_desk", ticket, "@张工 客户改到周五 @陈晨", "engineer", "dispatcher")
    assert answer.status_code == 201
    [written] = answer.json()["notes"]
    assert [one["name"] for one in written["mentions"]] == ["张工", "陈晨"]
    house.work()
    [item] = [one for one in ok(line, "engineer", "GET", "/notices")["items"] if one["kind"] == "mentioned"]
    assert item["title"].startswith("周敏 提到了您") and "客户改到周五" in item["text"]
    assert item["path"] == f"/tickets/{item['number']}#note-{written['id']}"
    # He has the ticket, too: of one note he hears once.
    assert house.kinds("engineer").count("note_added") == 0
    assert house.kinds("dispatcher") == ["mentioned"] and house.kinds("front_desk") == []


def test_only_those_who_may_see_the_ticket_are_offered_whoever_works_on_it_first(line: Line, ticket: str) -> None:
    offered = names(line, "front_desk", ticket)
    assert offered[0] == "张工" and "周敏" not in offered
    assert set(offered) == {"张工", "陈晨", "王敏", "吴审", "赵刚"}
    # 李工 belongs to another team, 孙总 decides nothing of it; 钱女士 is the customer.
    assert not {"李工", "孙总", "钱女士"} & set(offered)
    assert names(line, "front_desk", ticket, q="zhang") == names(line, "front_desk", ticket, q="张") == ["张工"]
    assert names(line, "front_desk", ticket, q="cc") == ["陈晨"] and names(line, "front_desk", ticket, q="hang") == []
    [zhang] = ok(line, "front_desk", "GET", f"/tickets/{ticket}/mentionable", params={"q": "张工"})
    assert zhang["department"] == "苏州组"


@pytest.mark.req("AUD-3")
def test_nobody_is_mentioned_who_may_not_read_it(house: House, line: Line, ticket: str) -> None:
    answer = note(house, line, "front_desk", ticket, "@李工 @张工 @钱女士", "other_engineer", "engineer", "requester")
    assert answer.status_code == 422 and answer.json()["code"] == "note.mention_refused"
    assert faults(answer) == [("mentions.0", "note.mention_not_allowed"), ("mentions.2", "note.mention_not_allowed")]
    public = note(house, line, "front_desk", ticket, "@钱女士", "requester", public=True)
    assert faults(public) == [("mentions.0", "note.mention_not_allowed")]
    house.company.send("operator", DeactivateUser(house.person("dispatcher")))
    assert faults(note(house, line, "front_desk", ticket, "@陈晨", "dispatcher"))[0][0] == "mentions.0"
    nobody = line("front_desk", "POST", f"/tickets/{ticket}/notes", json={"text": "@?", "mentions": ["nobody"]})
    assert faults(nobody) == [("mentions.0", "note.mention_not_allowed")]
    assert house.pumps.view("admin", ticket)["notes"] == []


@pytest.mark.req("AUD-3")
def test_a_customer_neither_mentions_nor_learns_who_reads_along(house: House, line: Line, ticket: str) -> None:
    answer = note(house, line, "requester", ticket, "@张工 快点", "engineer")
    assert (answer.status_code, answer.json()["code"]) == (403, "access.denied")
    assert line("requester", "GET", f"/tickets/{ticket}/mentionable").status_code == 403
    assert line("other_engineer", "GET", f"/tickets/{ticket}/mentionable").status_code == 404


@pytest.mark.req("AUD-3")
def test_who_loses_the_ticket_before_the_notice_is_made_is_told_nothing(house: House, line: Line, ticket: str) -> None:
    note(house, line, "front_desk", ticket, "@赵刚 看一下", "lead")
    house.company.send("operator", ChangeUser(house.person("lead"), {"roles": ["engineer"]}))
    house.work()
    assert house.kinds("lead") == []


@pytest.mark.req("AUD-3")
def test_who_loses_it_before_reading_is_shown_nothing(house: House, line: Line, ticket: str) -> None:
    # Words that do not quote the note are kept back, too: he was told because of it.
    house.word("mentioned", "提到您", "请看")
    note(house, line, "front_desk", ticket, "@赵刚 看一下", "lead")
    house.work()
    house.company.send("operator", ChangeUser(house.person("lead"), {"roles": ["engineer"]}))
    [item] = ok(line, "lead", "GET", "/notices")["items"]
    assert (item["withheld"], item["title"], item["text"], item["path"]) == (True, None, None, None)


def test_where_mentions_are_switched_off_whoever_has_the_ticket_still_hears_of_the_note(
    house: House, line: Line, ticket: str
) -> None:
    words = {"title": "提到您", "text": "请看"}
    house.company.send("admin", m.PublishNoticeTemplate("mentioned", {"zh": words}, enabled=False))
    note(house, line, "front_desk", ticket, "@张工 看一下", "engineer")
    house.work()
    assert [kind for kind in house.kinds("engineer") if kind in ("mentioned", "note_added")] == ["note_added"]


def test_a_mention_stands_as_an_id_and_follows_a_new_name(house: House, ticket: str) -> None:
    engineer = house.person("engineer")
    house.company.send("front_desk", t.AddNote(ticket=ticket, text="@张工 在吗", mentions=(engineer, engineer)))
    house.company.send("operator", ChangeUser(engineer, {"name": "张工程师"}))
    [written] = house.pumps.view("front_desk", ticket)["notes"]
    assert (written["text"], written["mentions"]) == ("@张工 在吗", [{"id": engineer, "name": "张工程师"}])
    trace = house.pumps.trace("front_desk", ticket)
    [entry] = [one for one in trace["events"] if one["type"] == "NoteAdded"]
    assert entry["what"]["mentions"] == [engineer] and trace["people"][engineer] == "张工程师"


def test_a_note_mentions_twenty_at_most(house: House, ticket: str) -> None:
    many = t.AddNote(ticket=ticket, text="大家", mentions=tuple(f"p{number}" for number in range(21)))
    assert house.company.refusal("front_desk", many).code == "note.mentions_too_many"
