"""S-9: the kitchen's oven breaks at noon; clerk → technician → store manager, who sees progress and no more."""

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.kernel.masters import SaveRecord
from bihuan.modules.identity import messages as people
from tests.http.bundle_world import BundleWorld, Someone, bundle_world, refusal

pytestmark = pytest.mark.req("S-9", "AUD-3")
VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(64)
OUTSIDE = {
    "named": dict.fromkeys(("internal_notes", "origin", "candidates", "labour", "parts_cost", "total"), "hidden"),
    "others": "read",
}
# Nothing but looking, and only at what happens in his store.
MANAGER = ({"action": "read", "kind": "ticket", "rows": "own_area", "fields": OUTSIDE},)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BundleWorld]:
    """A restaurant chain with two stores, each with an oven and a manager."""
    with bundle_world(tmp_path_factory.mktemp("kitchen"), "", "repair_service") as world:
        _open_stores(world)
        yield world


def _open_stores(world: BundleWorld) -> None:
    world.ovens = {}  # type: ignore[attr-defined]
    world.send(people.SaveRole("store_manager", {"zh": "店长", "en": "Store manager"}, MANAGER))
    company = world.send(SaveRecord("customer", {"name": "味道餐饮连锁"}))
    world.send(people.ChangeUser(world.people["customer"], {"customer": company}))
    for store, manager in (("人民路店", "checker"), ("观前店", "juror1")):
        area = world.send(people.SaveOrgUnit("area", store))
        site = world.send(SaveRecord("site", {"customer": company, "name": f"{store}后厨", "area": area}))
        oven = {"name": "烤箱", "sn": f"OV-{store}", "customer": company, "site": site}
        world.ovens[store] = world.send(SaveRecord("device", oven))  # type: ignore[attr-defined]
        roles: dict[str, Any] = {"roles": ["store_manager"], "areas": [area], "departments": []}
        world.send(people.ChangeUser(world.people[manager], roles))


def _stages(who: Someone) -> dict[str, str]:
    return {row["title"]: row["stage"] for row in who.get("/tickets", limit=50)["items"]}


def test_the_clerk_reports_the_technician_repairs_and_the_stores_manager_watches(chain: BundleWorld) -> None:
    clerk, technician, manager, other = (chain[who] for who in ("customer", "engineer", "checker", "juror1"))
    oven = chain.ovens["人民路店"]  # type: ignore[attr-defined]
    data = {"contact_name": "小王", "phone": "13900001111", "fault_kind": "electrical", "symptoms": ["no_start"]}
    ticket = clerk.report("equipment_repair", title="烤箱不加热", priority="P1", device=oven, data=data)
    assert _stages(manager) == {"烤箱不加热": manager.get(f"/tickets/{ticket}")["stage"]}, "at once, without asking"
    assert _stages(other) == {}, "the other store has an oven that works"

    task = chain["dispatcher"].get(f"/tickets/{ticket}")["tasks"][0]["id"]
    chain["dispatcher"].post(f"/tasks/{task}/actions/assign", person=technician.id)
    technician.act(ticket, "accept")
    technician.post(f"/tickets/{ticket}/notes", text="店长催得急，备件是借的", public=False)
    seen = manager.get(f"/tickets/{ticket}")
    assert seen["stage"] == "in_work" and seen["visits"][0]["person"] == technician.id
    assert all("借的" not in note["text"] for note in seen["notes"])
    for action in ("depart", "arrive", "begin"):
        technician.act(ticket, action)

    _repairs(technician, ticket)
    assert manager.get(f"/tickets/{ticket}")["stage"] == "to_accept"
    assert "labour" not in manager.get(f"/tickets/{ticket}")["data"], "what it costs is head office's business"
    clerk.act(ticket, "agree", signature='{"width":200,"height":80,"strokes":[[10,10,60,50]]}')
    clerk.act(ticket, "finish", data={"stars": "5"})
    assert manager.get(f"/tickets/{ticket}")["stage"] == "archived"


def _repairs(technician: Someone, ticket: str) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    sent = technician.do("POST", "/files/content", params={"name": "故障.mp4"}, content=VIDEO, headers=kind)
    shown = {"fault_video": [sent["id"]], "site_photos": [technician.upload("photo")], "sn": "OV-人民路店"}
    found = {"work_done": "更换加热管", "cause": "加热管老化", "labour": "200", "fault_kind": "electrical"}
    technician.act(ticket, "finish", data={**shown, **found}, files=[technician.upload("photo")])


def test_a_manager_may_look_and_nothing_else(chain: BundleWorld) -> None:
    clerk, manager, other = (chain[who] for who in ("customer", "checker", "juror1"))
    oven = chain.ovens["人民路店"]  # type: ignore[attr-defined]
    data = {"contact_name": "小王", "phone": "13900001111", "fault_kind": "electrical", "symptoms": ["no_start"]}
    ticket = clerk.report("equipment_repair", title="冰柜不制冷", device=oven, data=data)
    for body in ({"text": "快点"}, {"text": "快点", "public": True}):
        assert refusal(manager.post, f"/tickets/{ticket}/notes", **body).status == 403
    assert refusal(manager.do, "PATCH", f"/tickets/{ticket}", json={"changes": {"title": "x"}}).status == 403
    assert manager.steps(ticket) == {"work": []}
    assert manager.get("/customers")["items"] == []
    unknown = refusal(other.get, "/tickets/NO-1")
    hidden = refusal(other.get, f"/tickets/{ticket}")
    assert (hidden.status, hidden.code) == (unknown.status, unknown.code) == (404, "ticket.not_found")
