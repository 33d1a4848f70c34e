"""The hint: few, with reasons, by index, and never of a ticket that the caller may not see."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from bihuan.core.access import FieldAccess, FieldSet, Grant, Subject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets.interface import Wanted, candidates
from bihuan.modules.tickets.messages import ActOnTicket
from tests.modules.links.cases import Cases

pytestmark = pytest.mark.req("INT-12")

DAY = 86_400_000


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in found]


def test_the_same_device_and_words_are_likely_and_it_is_said_why(cases: Cases) -> None:
    customer = cases.save("customer", name="恒锐")
    device = cases.save("device", name="3号泵", sn="XX-8892", customer=customer)
    known = cases.report("front_desk", title="3号泵漏水", device=device, customer=customer)
    (found,) = cases.hint("front_desk", title="3号泵 漏水了", device=device, customer=customer)
    assert (found["id"], found["verdict"], found["via"]) == (known, "likely", None)
    assert [(part["key"], part["points"], part["share"]) for part in found["parts"]] == [
        ("device", 40, None), ("text", 30, 75), ("customer", 4, None)
    ]  # fmt: skip
    assert found["score"] == 74


def test_the_words_of_the_title_alone_find_it_and_one_word_alone_does_not(cases: Cases) -> None:
    known = cases.report(title="大厅空调不制冷")
    assert ids(cases.hint("front_desk", title="大厅空调不制冷")) == [known]
    assert cases.hint("front_desk", title="空调") == []
    assert cases.hint("front_desk", title="电梯困人") == []
    assert cases.hint("front_desk") == []


def test_who_may_not_see_a_ticket_is_told_of_none(cases: Cases) -> None:
    mine, theirs = cases.report("requester"), cases.report("front_desk")
    assert set(ids(cases.hint("front_desk", title="水泵漏水"))) == {mine, theirs}
    assert ids(cases.hint("requester", title="水泵漏水")) == [mine]
    assert cases.hint("engineer", title="水泵漏水") == []
    assert ids(cases.duplicates("requester", mine)) == []


def test_what_was_cancelled_or_is_long_over_is_no_duplicate(cases: Cases) -> None:
    done, withdrawn = cases.close_loop(), cases.report()
    cases.company.send("requester", ActOnTicket(ticket=withdrawn, action="withdraw", reason="x"))
    assert ids(cases.hint("front_desk", title="水泵漏水")) == [done]
    cases.company.clock.instant += 8 * DAY
    assert cases.hint("front_desk", title="水泵漏水") == []
    still_open = cases.report()
    cases.company.clock.instant += 29 * DAY
    assert ids(cases.hint("front_desk", title="水泵漏水")) == [still_open]
    cases.company.clock.instant += 2 * DAY
    assert cases.hint("front_desk", title="水泵漏水") == []


def test_a_merged_one_leads_to_its_leader(cases: Cases) -> None:
    leader, ticket = cases.report(title="泵房渗水严重"), cases.report(title="二楼走廊滴水不止")
    cases.merge(ticket, leader)
    (found,) = cases.hint("front_desk", title="二楼走廊滴水不止")
    assert (found["id"], found["via"]) == (leader, cases.view("admin", ticket)["number"])


def test_what_belongs_together_already_needs_no_hint(cases: Cases) -> None:
    ticket, tied, merged, other = (cases.report() for _ in range(4))
    cases.link(ticket, "relates", tied)
    cases.merge(merged, ticket)
    assert ids(cases.duplicates("front_desk", ticket)) == [other]


def test_at_most_five_the_likeliest_and_newest_first(cases: Cases) -> None:
    device = cases.save("device", name="泵", sn="1")
    likeliest = cases.report("front_desk", device=device)
    newest: list[str] = []
    for _ in range(7):
        cases.company.clock.instant += 1_000
        newest.insert(0, cases.report())
    found = ids(cases.hint("front_desk", title="水泵漏水", device=device))
    assert found == [likeliest, *newest[:4]]


def test_nothing_is_found_by_a_field_that_is_hidden(cases: Cases) -> None:
    device = cases.save("device", name="泵", sn="1")
    cases.report("front_desk", device=device, title="完全不同的一件事")
    wanted = Wanted(text="", device=device, customer=None, submitter=None, since=0, done_since=0)
    for fields, found in ((None, 1), (FieldSet({"device": FieldAccess.HIDDEN}, FieldAccess.READ), 0)):
        grant = Grant("read", "ticket", "all", fields)
        reader = Caller("user", "somebody", Subject(confidential_types=frozenset(), grants=(grant,)))
        assert len(cases.company.read(partial(candidates, caller=reader, wanted=wanted))) == found


def test_every_look_goes_by_an_index(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[str] = []

    def explained(tx: Tx, statement: sa.Select[Any], *_: object) -> list[Row]:
        text = str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
        plans.append(" ".join(str(row) for row in tx.run(f"EXPLAIN QUERY PLAN {text}").fetchall()))
        return []

    caller = cases.company.caller("front_desk")
    wanted = Wanted(text="水泵漏水", device="d", customer="c", submitter="s", since=0, done_since=0)
    with monkeypatch.context() as patched:
        patched.setattr(Tx, "rows", explained)
        cases.company.read(partial(candidates, caller=caller, wanted=wanted))
    assert len(plans) == 4
    for plan, index in zip(plans, ("device", "customer", "submitter", "search"), strict=True):
        assert f"ix_ticket_{index}" in plan or "INTEGER PRIMARY KEY" in plan, plan
        assert "SCAN ticket'" not in plan, plan
        assert index == "search" or "TEMP B-TREE" not in plan, plan
