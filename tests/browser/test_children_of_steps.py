"""A flow cuts an order up for two teams, and whoever ends it on the phone says what becomes of open children."""

import pytest

from tests.browser.test_parents_and_children import Line, hired

TITLE = "老厨房改造"
STAGES = [
    {"key": "new", "label": {"zh": "待安排", "en": "New"}, "category": "new"},
    {"key": "work", "label": {"zh": "施工中", "en": "In work"}, "category": "active"},
    {"key": "done", "label": {"zh": "已完工", "en": "Done"}, "category": "resolved"},
    {"key": "gone", "label": {"zh": "已取消", "en": "Cancelled"}, "category": "cancelled"},
]
FIELDS = [{"key": "what", "kind": "text", "label": {"zh": "做什么", "en": "What"}}]
JOB, ORDER = "kitchen_job", "kitchen_order"


def flow(key: str, *items: dict) -> dict:
    start = {"id": "start", "kind": "start", "label": {"zh": "下单", "en": "Order"}, "stage": "new"}
    end = {"id": "end", "kind": "end", "label": {"zh": "完成", "en": "Done"}, "stage": "done"}
    root = [start, *items, end]
    return {"key": key, "label": {"zh": "厨房", "en": "Kitchen"}, "stages": STAGES, "leads": ["lead"], "root": root}


def handle(step: str, label: str, owner: str) -> dict:
    one = {"id": step, "kind": "handle", "label": {"zh": label, "en": label}, "stage": "work"}
    return {**one, "owner": {"people": [owner]}, "fields": {"*": "read"}}


@pytest.fixture
def kitchens(demo):
    """Two teams, who leads and who works, and two types of their own, put away afterwards."""
    admin = Line(demo.base_url, "admin")
    teams = {name: admin.ask("POST", "/teams", json={"name": name})["id"] for name in ("厨改施工队", "厨改设计组")}
    lead = hired(admin, "厨改马经理", "kitchen_lead", ["front_desk"], [])
    mason = hired(admin, "厨改鲁师傅", "kitchen_mason", ["engineer"], [teams["厨改施工队"]])
    crews = {"id": "crews", "kind": "children", "label": {"zh": "分派", "en": "Crews"}, "stage": "work"}
    flows = {
        JOB: flow(JOB, handle("do", "施工", mason)),
        ORDER: flow(ORDER, {**crews, "type": JOB, "teams": list(teams)}, handle("accept", "验收", lead)),
    }
    kinds = {}
    for key, prefix in ((JOB, "CGA"), (ORDER, "CGB")):
        form = {"form": key, "label": {"zh": "厨房", "en": "Kitchen"}, "fields": FIELDS}
        admin.ask("POST", "/forms", json={"body": form})
        admin.ask("POST", "/flows", json={"body": flows[key], "form": key})
        kinds[key] = {"label": {"zh": "厨房改造", "en": "Kitchen"}, "form": key, "flow": key, "prefix": prefix}
        admin.ask("PUT", f"/ticket-types/{key}", json=kinds[key])
    helper = hired(admin, "厨改小工", "kitchen_help", ["engineer"], [])
    yield demo.base_url, helper
    for key, kind in kinds.items():
        admin.ask("PUT", f"/ticket-types/{key}", json={**kind, "active": False})


@pytest.mark.req("FLW-8", "FLW-1", "DSP-7")
def test_an_order_is_cut_up_by_its_flow_and_ended_on_the_phone(person, kitchens):
    base, helper = kitchens
    lead, mason = Line(base, "kitchen_lead"), Line(base, "kitchen_mason")
    body = {"type": ORDER, "title": TITLE, "source": {"channel": "phone"}, "data": {"what": "橱柜"}}
    order = lead.ask("POST", "/tickets", json=body)["number"]
    desk = person()
    page = desk.sign_in("kitchen_lead", f"/tickets/{order}")
    page.get_by_text("等待子工单：0/2 已结束").wait_for()
    for team in ("厨改施工队", "厨改设计组"):
        page.get_by_role("link", name=f"{TITLE} · {team}").wait_for()
    page.get_by_text("由“分派”开出").first.wait_for()
    desk.shoot("children-of-step-desk")
    children = [one["number"] for one in lead.ask("GET", f"/tickets/{order}/children")["children"]]
    phone = person("phone", dark=True)
    page = phone.sign_in("kitchen_mason", f"/work/tickets/{children[0]}")
    page.get_by_role("heading", name="母单与子工单").scroll_into_view_if_needed()
    page.get_by_text(TITLE, exact=True).wait_for()
    phone.shoot("children-of-step-phone-dark")
    helped(person("phone"), mason, children[0], helper)
    for child in children:
        task = mason.ask("GET", f"/tickets/{child}")["tasks"][0]["id"]
        mason.ask("POST", f"/tasks/{task}/actions/finish", json={})
    ended_on_the_phone(person("phone"), lead, order)


def helped(phone, mason: Line, child: str, helper: str) -> None:
    """A colleague helps, and says by one tap that he is on his way; the work stays its owner's."""
    task = mason.ask("GET", f"/tickets/{child}")["tasks"][0]["id"]
    mason.ask("PUT", f"/tasks/{task}/helpers", json={"people": [helper]})
    page = phone.sign_in("kitchen_help", f"/work/tickets/{child}")
    page.get_by_text("我的到场").scroll_into_view_if_needed()
    page.get_by_role("button", name="我出发了").click()
    page.get_by_text("在路上", exact=True).wait_for()
    page.get_by_role("button", name="我到场了").wait_for()
    phone.shoot("helper-visit-phone")
    (crew,) = mason.ask("GET", f"/tickets/{child}/crews")
    assert [one["state"] for one in crew["visits"]] == ["en_route"]


def ended_on_the_phone(phone, lead: Line, order: str) -> None:
    """One more child was opened by hand: the phone asks what becomes of it, and the answer ends both."""
    late = lead.ask("POST", f"/tickets/{order}/children", json={"type": JOB, "title": "补一块台面"})["number"]
    page = phone.sign_in("kitchen_lead", f"/work/tickets/{order}")
    page.get_by_text("子工单 2/3 已结束").wait_for()
    page.get_by_role("button", name="完成", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="完成", exact=True).click()
    page.get_by_role("button", name="未结束的子工单怎么办").click()
    dialog = page.get_by_role("dialog", name="未结束的子工单怎么办")
    phone.shoot("children-farewell-phone")
    dialog.get_by_role("button", name="一并结束").click()
    page.get_by_text("子工单 3/3 已结束").wait_for()
    # A browser tells of every refusal by itself; this one is the question.
    phone.faults[:] = [fault for fault in phone.faults if "409" not in fault]
    assert lead.ask("GET", f"/tickets/{late}")["category"] in ("closed", "cancelled")
