"""S-6: a risky change is reviewed by two at once, urged by one click, and decided by a travelling manager's deputy."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.http.bundle_world import DAY, HOUR, BundleWorld, bundle_world, refusal
from tests.http.conftest import BOTH
from tests.http.process import wait_until
from tests.http.test_bundles import fresh_database

pytestmark = pytest.mark.req("S-6", "FLW-5", "FLW-12")


@pytest.fixture(params=BOTH)
def world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[BundleWorld]:
    """An office whose clock is moved by hand."""
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else fresh_database(request, stack)
        yield stack.enter_context(bundle_world(tmp_path_factory.mktemp("office"), url, "office_approvals"))


def test_a_change_is_decided_although_the_manager_travels(world: BundleWorld) -> None:
    ticket = to_the_manager(world)
    urged(world, ticket)
    after_48_hours(world, ticket)
    deputy = world["lead"]
    assert ("signature", "task.signature_required") in refusal(deputy.act, ticket, "agree").problems
    deputy.act(ticket, "agree", signature=deputy.upload("photo"), comment="按方案实施")
    assert list(world["engineer"].steps(ticket)) == ["do"]
    told = world["auditor"].get(f"/tickets/{ticket}/trace")["events"]
    votes = [one for one in told if one["type"] == "VoteCast"]
    assert [vote["what"]["step"] for vote in votes] == ["budget_review", "technical_review", "manager"]
    last = votes[-1]
    assert last["what"]["signature"] and last["origin"]["ip"] and last["at"] == world.clock.now()


def to_the_manager(world: BundleWorld) -> str:
    """Both reviewers have it at the same time; both must agree, in whatever order."""
    data = {"what": "更换 PLC，停机两小时", "risk": "high", "way_back": "换回旧型号"}
    ticket = world["engineer"].report("change_review", channel="office", data=data)
    assert set(world["engineer"].steps(ticket)) == {"technical_review", "budget_review"}
    world["finance"].act(ticket, "agree")
    world["tech"].act(ticket, "agree", data={"technical_opinion": "可行"})
    return ticket


def urged(world: BundleWorld, ticket: str) -> None:
    """One click of whoever waits; it is counted, and cannot be done again at once."""
    (task,) = world["engineer"].get(f"/tickets/{ticket}")["tasks"]
    (task,) = world["engineer"].post(f"/tasks/{task['id']}/urge")["tasks"]
    assert task["urged"] == 1
    assert refusal(world["engineer"].post, f"/tasks/{task['id']}/urge").code == "task.urged_lately"


def after_48_hours(world: BundleWorld, ticket: str) -> None:
    """林总 is away and has named 刘主管. For two days it is his; then it is his deputy's, and both are told."""
    now = world.clock.now()
    away = {"deputy": world["lead"].id, "from": now, "until": now + 9 * DAY}
    world["manager"].do("PUT", "/me/deputies", json=[away])
    world.clock.instant += 48 * HOUR - 60_000
    assert owner(world, ticket) == world["manager"].id
    world.clock.instant += 60_000
    wait_until(lambda: owner(world, ticket) == world["lead"].id)
    assert not world["manager"].steps(ticket).get("manager")


def owner(world: BundleWorld, ticket: str) -> str:
    (task,) = world["admin"].get(f"/tickets/{ticket}")["tasks"]
    return str(task["assignee"])
