"""A flow cuts the work up by itself (FLW-8): an order for 施工队 ∥ 设计师, and a return with a child for each line."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.modules.identity import interface as identity
from bihuan.modules.identity.messages import SaveOrgUnit
from tests.http.bundle_world import SLUG, BundleWorld, bundle_world
from tests.http.conftest import BOTH
from tests.http.process import wait_until
from tests.http.test_bundles import fresh_database

pytestmark = pytest.mark.req("FLW-8", "FLW-1")
STAGES = [
    {"key": "new", "label": {"zh": "待安排"}, "category": "new"},
    {"key": "work", "label": {"zh": "处理中"}, "category": "active"},
    {"key": "done", "label": {"zh": "已完成"}, "category": "closed"},
    {"key": "gone", "label": {"zh": "已取消"}, "category": "cancelled"},
]
LINES = ("0197a0b0-0000-7000-8000-000000000001", "0197a0b0-0000-7000-8000-000000000002")


@pytest.fixture(params=BOTH)
def world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[BundleWorld]:
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else fresh_database(request, stack)
        yield stack.enter_context(bundle_world(tmp_path_factory.mktemp("family"), url, "decoration"))


def test_work_is_cut_up_by_team_and_by_row_and_goes_on_when_it_is_done(world: BundleWorld) -> None:
    drawn(world)
    a_crew_and_a_designer_at_once(world)
    a_child_for_each_line(world)


def drawn(world: BundleWorld) -> None:
    for team in ("施工队", "设计组"):
        world.send(SaveOrgUnit("team", team))
    what = {"key": "what", "kind": "text", "label": {"zh": "事项"}}
    lines = {"key": "lines", "kind": "sub_table", "label": {"zh": "退换明细"}, "columns": [what]}
    publish(world, "job", [what], handle("do", "site_crew"))
    publish(world, "drawing", [what], handle("do", "designer"))
    teams = [{"team": "施工队"}, {"team": "设计组", "type": "drawing"}]
    crews = {"id": "crews", "kind": "children", "label": {"zh": "施工队与设计师"}, "stage": "work", "type": "job"}
    publish(world, "fit_out", [what], {**crews, "teams": teams}, handle("accept", "project_manager"))
    told = {"op": "eq", "left": {"field": "flow.each"}, "right": "cancelled"}
    some = {"key": "some", "when": told, "items": [handle("explain", "project_manager")]}
    each = {**crews, "id": "each", "label": {"zh": "逐行处理"}, "rows": "lines"}
    branch = {"id": "how", "kind": "branch", "ways": [some, {"key": "all", "items": []}]}
    publish(world, "returns", [lines], each, branch, handle("refund", "project_manager"))


def handle(step: str, role: str) -> dict[str, Any]:
    return {"id": step, "kind": "handle", "label": {"zh": step}, "stage": "work", "owner": {"role": role}}


def publish(world: BundleWorld, key: str, fields: list[dict[str, Any]], *items: dict[str, Any]) -> None:
    """A form, a flow and a type of one name, by the API."""
    start = {"id": "start", "kind": "start", "label": {"zh": "提交"}, "stage": "new"}
    root = [start, *items, {"id": "end", "kind": "end", "label": {"zh": "完成"}, "stage": "done"}]
    admin = world["admin"]
    admin.post("/forms", body={"form": key, "label": {"zh": key}, "fields": fields})
    admin.post("/flows", body={"key": key, "label": {"zh": key}, "stages": STAGES, "root": root}, form=key)
    kind = {"label": {"zh": key}, "form": key, "flow": key, "prefix": key[:2].upper(), "department": house(world)}
    admin.do("PUT", f"/ticket-types/{key}", json=kind)


def house(world: BundleWorld) -> str:
    """The department that everybody belongs to."""
    units = world.install.bus.read(SLUG, lambda tx: identity.organisation(tx).units)
    return next(key for key, unit in units.items() if unit["kind"] == "department")


def children(world: BundleWorld, ticket: str) -> dict[str, dict[str, Any]]:
    """By title."""
    return {one["title"]: one for one in world["lead"].get(f"/tickets/{ticket}/children")["children"]}


def a_crew_and_a_designer_at_once(world: BundleWorld) -> None:
    ticket = world["desk"].report("fit_out", title="厨房改造", data={"what": "橱柜"})
    wait_until(lambda: len(children(world, ticket)) == 2)
    site, design = (children(world, ticket)[f"厨房改造 · {team}"] for team in ("施工队", "设计组"))
    assert (site["type"], design["type"], site["step_label"]["zh"]) == ("job", "drawing", "施工队与设计师")
    (wait,) = world["lead"].get(f"/tickets/{ticket}")["waits"]
    assert (wait["kind"], wait["children"]) == ("children", {"all": 2, "over": 0, "done": 0})
    world["crew"].act(site["number"], "finish")
    assert world["lead"].steps(ticket) == {}
    world["designer"].act(design["number"], "finish")
    assert list(world["project"].steps(ticket)) == ["accept"]


def a_child_for_each_line(world: BundleWorld) -> None:
    lines = [{"id": LINES[0], "what": "水槽"}, {"id": LINES[1], "what": "龙头"}]
    ticket = world["desk"].report("returns", title="退换货", data={"lines": lines})
    wait_until(lambda: len(children(world, ticket)) == 2)
    first, second = (children(world, ticket)[f"退换货 · 第 {number} 行"] for number in (1, 2))
    assert [world["lead"].get(f"/tickets/{one['id']}")["data"] for one in (first, second)] == [
        {"what": "水槽"},
        {"what": "龙头"},
    ]
    world["crew"].act(first["number"], "finish")
    world["admin"].post(f"/tickets/{second['number']}/actions/force_close", reason="客户留下了")
    assert list(world["project"].steps(ticket)) == ["explain"]
    told = children(world, ticket)
    assert [told[one["title"]]["state"] for one in (first, second)] == ["done", "cancelled"]
