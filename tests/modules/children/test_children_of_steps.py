"""Children that a flow's step opens (FLW-8): after the commit, once each, waited for, and let go with the step."""

from typing import Any

import pytest

from bihuan.core.values import Refusal
from bihuan.kernel import outbox
from bihuan.kernel.tables import outbox as outbox_table
from bihuan.kernel.worker import Worker
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries as tickets
from tests.modules.children.families import Families
from tests.modules.tickets.pumps import FLOW, FORM

pytestmark = pytest.mark.req("FLW-8")
FIRST, SECOND = (f"0197a0b0-0000-7000-8000-00000000000{number}" for number in (1, 2))
LABEL = {"zh": "分派班组", "en": "分派班组"}
LINES = {
    "key": "lines",
    "kind": "sub_table",
    "label": {"zh": "明细"},
    "columns": [
        {"key": "fault", "kind": "choice", "label": {"zh": "故障"}, "options": ["leak", "noise", "dead"]},
        {"key": "crew", "kind": "text", "label": {"zh": "班组"}},
    ],
}


class Fitting(Families):
    """The pump company takes on fitting: one order, several crews."""

    def draw(self, *, kind: str = "pump", **step: Any) -> None:
        """An order is planned, its children are opened, and it is done with them."""
        report, _repair, _check, done = FLOW["root"]
        plan = {"id": "plan", "kind": "handle", "label": {"zh": "安排"}, "stage": "work", "owner": {"role": "lead"}}
        crews = {"id": "crews", "kind": "children", "label": {"zh": "分派班组"}, "stage": "work", "type": kind, **step}
        last = {**plan, "id": "closing", "label": {"zh": "收尾"}, "returns": ["plan"]}
        flow = {**FLOW, "key": "fitting", "reopen": None, "root": [report, plan, crews, last, done]}
        flow.pop("reopen")
        send = self.company.send
        send("admin", PublishForm({**FORM, "form": "fitting", "fields": [*FORM["fields"], LINES]}))
        send("admin", PublishFlow(flow, "fitting"))
        place = self.company.units["售后部"]
        send(
            "admin",
            SaveTicketType("fitting", {"zh": "安装"}, "fitting", "fitting", "AZ", department=place, children={}),
        )

    def order(self, lines: tuple[dict[str, Any], ...] = ()) -> str:
        data: dict[str, Any] = {"fault": "leak", **({"lines": list(lines)} if lines else {})}
        command = m.CreateTicket(type="fitting", title="三号泵房", source=m.Source("phone"), data=data)
        ticket = self.company.send("requester", command).ref.partition(":")[2]
        self.act("lead", ticket, "finish")
        return ticket

    def work_outbox(self) -> None:
        worker = Worker(self.company.bus, {})
        for _ in range(20):
            if not worker.run_outbox(self.company.tenant, self.company.clock.now()):
                break

    def children(self, ticket: str, who: str = "lead") -> list[dict[str, Any]]:
        """By title, and by state for those of one title: the clock of the tests stands still."""
        found: list[dict[str, Any]] = self.family(ticket, who)["children"]
        return sorted(found, key=lambda one: (one["title"], one["state"]))

    def waits(self, ticket: str, who: str = "lead") -> list[Any]:
        return [(wait["kind"], wait["children"]) for wait in self.view(who, ticket)["waits"]]


@pytest.fixture
def fitting(families: Families) -> Fitting:
    return Fitting(families.company)


@pytest.fixture
def fitting_on_postgres(families_on_postgres: Families) -> Fitting:
    return Fitting(families_on_postgres.company)


def one_child_per_team(fitting: Fitting) -> None:
    fitting.draw(teams=["电机班"])
    team = fitting.company.units["电机班"]
    ticket = fitting.order()
    assert fitting.waits(ticket) == [("children", {"all": 1, "over": 0, "done": 0})]
    fitting.work_outbox()
    (child,) = fitting.children(ticket)
    assert (child["team"], child["title"], child["step_label"]) == (
        team,
        "三号泵房 · 电机班",
        {"zh": "分派班组", "en": "分派班组"},
    )
    # The customer asked for one thing: the child is a colleague's, and he sees nothing of it.
    assert fitting.row(child["id"])["submitter"] == fitting.company.people["lead"]
    assert fitting.children(ticket, "requester") == [] and fitting.waits(ticket, "requester") == [("action", None)]
    with pytest.raises(Refusal, match=r"ticket\.not_found"):
        fitting.view("requester", child["id"])
    fitting.finish(child["id"], "lead")
    assert [task["step"] for task in fitting.view("lead", ticket)["tasks"]] == ["closing"]
    fitting.company.check_replay(f"ticket:{ticket}")


def test_a_child_is_opened_for_a_team_and_the_parent_goes_on_when_it_is_done(fitting: Fitting) -> None:
    one_child_per_team(fitting)


@pytest.mark.postgres
@pytest.mark.req("TEN-2")
def test_on_postgres_just_the_same(fitting_on_postgres: Fitting) -> None:
    one_child_per_team(fitting_on_postgres)


def test_a_row_fills_its_child_and_says_whose_it_is(fitting: Fitting) -> None:
    fitting.draw(rows="lines", team={"column": "crew"}, title={"zh": "换泵"}, take=["device"])
    lines = ({"id": FIRST, "fault": "noise", "crew": "电机班"}, {"id": SECOND, "fault": "dead"})
    ticket = fitting.order(lines)
    fitting.work_outbox()
    found = fitting.children(ticket)
    assert [(one["title"], one["team"]) for one in found] == [
        ("换泵 · 第 1 行", fitting.company.units["电机班"]),
        ("换泵 · 第 2 行", None),
    ]
    assert [fitting.row(one["id"])["data"]["fault"] for one in found] == ["noise", "dead"]


def test_without_rows_the_run_goes_on(fitting: Fitting) -> None:
    fitting.draw(rows="lines")
    assert [task["step"] for task in fitting.view("lead", fitting.order())["tasks"]] == ["closing"]


def test_what_was_cut_short_is_opened_once(fitting: Fitting, monkeypatch: pytest.MonkeyPatch) -> None:
    fitting.draw(rows="lines")
    ticket = fitting.order(({"id": FIRST, "fault": "noise"}, {"id": SECOND, "fault": "dead"}))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(outbox, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            fitting.work_outbox()
    assert len(fitting.children(ticket)) == 2
    fitting.company.clock.instant += outbox.LEASE_MS + 1
    fitting.work_outbox()
    assert len(fitting.children(ticket)) == 2
    rows = fitting.company.read(lambda tx: tx.all(outbox_table, order=("id",), follower="children.open"))
    assert [row["state"] for row in rows] == ["done"]


def test_the_first_is_enough_where_any_is_and_the_others_end_with_it(fitting: Fitting) -> None:
    fitting.draw(rows="lines", join="any")
    ticket = fitting.order(({"id": FIRST, "fault": "noise"}, {"id": SECOND, "fault": "dead"}))
    fitting.work_outbox()
    first, other = fitting.children(ticket)
    fitting.finish(first["id"], "lead")
    assert {one["id"]: one["state"] for one in fitting.children(ticket)} == {
        first["id"]: "done",
        other["id"]: "cancelled",
    }
    closed = [one for one in fitting.trace("lead", other["id"])["events"] if one["type"] == "RunForceClosed"]
    assert len(closed) == 1


def test_ending_the_wait_ends_the_children_and_what_is_walked_again_opens_new_ones(fitting: Fitting) -> None:
    fitting.draw(rows="lines")
    ticket = fitting.order(({"id": FIRST, "fault": "noise"},))
    fitting.work_outbox()
    (wait,) = fitting.view("lead", ticket)["waits"]
    assert wait["may_end"]
    fitting.company.send("lead", m.EndWait(ticket=ticket, instance=wait["instance"], reason="客户改期"))
    assert [one["state"] for one in fitting.children(ticket)] == ["cancelled"]
    fitting.act("lead", ticket, "return", comment="再来", to="plan")
    fitting.act("lead", ticket, "finish")
    fitting.work_outbox()
    assert [one["state"] for one in fitting.children(ticket)] == ["cancelled", "open"]


def test_those_that_were_left_to_go_on_are_the_next_rounds_children(fitting: Fitting) -> None:
    fitting.draw(rows="lines", rest="leave")
    ticket = fitting.order(({"id": FIRST, "fault": "noise"},))
    fitting.work_outbox()
    (wait,) = fitting.view("lead", ticket)["waits"]
    fitting.company.send("lead", m.EndWait(ticket=ticket, instance=wait["instance"], reason="先收尾"))
    fitting.act("lead", ticket, "return", comment="再来", to="plan")
    fitting.act("lead", ticket, "finish")
    fitting.work_outbox()
    assert [one["state"] for one in fitting.children(ticket)] == ["open"]
    assert fitting.waits(ticket) == [("children", {"all": 1, "over": 0, "done": 0})]


def test_what_cannot_be_opened_is_an_incident_that_is_tried_again(fitting: Fitting) -> None:
    fitting.draw(kind="later", rows="lines")
    ticket = fitting.order(({"id": FIRST, "fault": "noise"}, {"id": SECOND, "fault": "dead"}))
    fitting.work_outbox()
    (wait,) = fitting.view("admin", ticket)["waits"]
    assert (wait["kind"], wait["may_settle"]) == ("incident", True)
    assert wait["why"] and "ticket_type." not in wait["why"]
    fitting.company.send("admin", SaveTicketType("later", {"zh": "换泵"}, "pump", "pump", "HB"))
    fitting.company.send("admin", m.SettleIncident(ticket=ticket, instance=wait["instance"], how="retry"))
    fitting.work_outbox()
    assert [one["type"] for one in fitting.children(ticket)] == ["later", "later"]
    assert fitting.waits(ticket) == [("children", {"all": 2, "over": 0, "done": 0})]


def test_a_row_that_no_child_can_be_made_of_is_left_out_by_the_flow_admin(fitting: Fitting) -> None:
    fitting.draw(rows="lines", team={"column": "crew"})
    ticket = fitting.order(({"id": FIRST, "fault": "noise"}, {"id": SECOND, "fault": "dead", "crew": "没有的班"}))
    fitting.work_outbox()
    (wait,) = fitting.view("admin", ticket)["waits"]
    assert wait["kind"] == "incident"
    settled = m.SettleIncident(ticket=ticket, instance=wait["instance"], how="skip", reason="不用了")
    fitting.company.send("admin", settled)
    assert fitting.waits(ticket) == [("children", {"all": 1, "over": 0, "done": 0})]
    (child,) = fitting.children(ticket)
    fitting.unlink(child["id"], "child", ticket)
    assert [task["step"] for task in fitting.view("lead", ticket)["tasks"]] == ["closing"]


def test_a_ticket_that_ended_before_its_children_were_opened_has_none(fitting: Fitting) -> None:
    fitting.draw(rows="lines")
    ticket = fitting.order(({"id": FIRST, "fault": "noise"},))
    fitting.stop(ticket)
    fitting.work_outbox()
    assert fitting.children(ticket) == []


def test_the_watchdog_finds_a_step_that_waits_for_no_child(fitting: Fitting) -> None:
    fitting.draw(rows="lines")
    ticket = fitting.order(({"id": FIRST, "fault": "noise"},))
    caller = fitting.company.caller("admin")
    assert fitting.company.read(lambda tx: tickets.incidents_of(tx, caller)) == []
    fitting.company.tenant.writer.call(lambda tx: tx.delete(outbox_table, follower="children.open"))
    (found,) = fitting.company.read(lambda tx: tickets.incidents_of(tx, caller))
    assert (found["ticket"], found["label"]["zh"]) == (ticket, "分派班组")


def test_a_flow_that_opens_children_of_itself_is_not_published(fitting: Fitting) -> None:
    fitting.draw(rows="lines")
    with pytest.raises(Refusal, match=r"flow\.not_publishable"):
        fitting.draw(kind="fitting", rows="lines")
