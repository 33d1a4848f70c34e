"""A ticket that waits, tells people and fails to reach another system: what its page shows, and who lets it go on."""

import httpx
import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair

ADMIN = "admin"
KIND = "waiting_story"
STAGES = [
    {"key": "fresh", "label": {"zh": "待受理"}, "category": "new"},
    {"key": "held", "label": {"zh": "等待中"}, "category": "waiting"},
    {"key": "work", "label": {"zh": "处理中"}, "category": "active"},
    {"key": "over", "label": {"zh": "已关闭"}, "category": "closed"},
]


def flow(person: str) -> dict[str, object]:
    """Report; told; wait for parts; push to a system that is not there; work."""
    root = [
        {"id": "report", "kind": "start", "label": {"zh": "报修"}, "stage": "fresh", "fields": {"*": "edit"}},
        {"id": "tell", "kind": "notify", "label": {"zh": "知会主管"}, "stage": "fresh", "to": {"people": [person]},
         "text": {"zh": "客户要求加急"}},
        {"id": "hold", "kind": "wait", "label": {"zh": "等配件到货"}, "stage": "held", "for": "3d",
         "event": {"signal": "parts"}},
        {"id": "push", "kind": "action", "label": {"zh": "通知 ERP"}, "stage": "held", "webhook": "no_such_endpoint"},
        {"id": "fix", "kind": "handle", "label": {"zh": "维修"}, "stage": "work", "owner": {"people": [person]},
         "fields": {"*": "read"}},
        {"id": "end", "kind": "end", "label": {"zh": "结束"}, "stage": "over"},
    ]  # fmt: skip
    return {"key": KIND, "label": {"zh": "等待演示"}, "stages": STAGES, "root": root}


def reported(base: str) -> str:
    """A ticket of a type of its own, which nobody is offered afterwards."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=30) as line:
        opened = line.post("/sessions", json={"login": ADMIN, "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        known = known_repair(line)
        data = line.get(f"/tickets/{known['number']}").json()["data"]
        asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
        me = line.get("/me").json()["id"]
        published = line.post("/flows", json={"body": flow(me), "form": "equipment_repair"})
        assert published.status_code == 201, published.text
        kind = {"label": {"zh": "等待演示"}, "form": "equipment_repair", "flow": KIND, "prefix": "DD"}
        assert line.put(f"/ticket-types/{KIND}", json=kind).status_code == 200
        body = {"type": KIND, "title": "主轴异响待配件", "source": {"channel": "phone"}}
        answer = line.post("/tickets", json={**body, "data": {name: data[name] for name in asked}})
        assert answer.status_code == 201, answer.text
        assert line.put(f"/ticket-types/{KIND}", json={**kind, "active": False}).status_code == 200
        return str(answer.json()["number"])


@pytest.mark.req("FLW-2", "FLW-13")
def test_a_wait_says_until_when_is_ended_with_a_reason_and_what_fails_is_settled(person, demo):
    number = reported(demo.base_url)
    desk = person()
    page = desk.sign_in(ADMIN, f"/tickets/{number}")
    page.get_by_text("等待事件：外部系统通知（parts），最长到").wait_for()
    page.get_by_role("list", name="已阅情况").get_by_text("已阅").wait_for()
    desk.shoot("waits-desk")
    page.get_by_role("button", name="提前结束等待").click()
    dialog = page.get_by_role("dialog", name="提前结束等待")
    dialog.get_by_label("原因").fill("配件已到")
    dialog.get_by_role("button", name="提前结束等待").click()
    page.get_by_text("异常：").wait_for()
    desk.shoot("incident-desk")
    listed = person("phone", dark=True)
    listed.sign_in(ADMIN, "/unattended").get_by_role("list", name="流程异常").get_by_text(number).wait_for()
    listed.shoot("incidents-phone-dark")
    page.get_by_role("button", name="跳过").click()
    dialog = page.get_by_role("dialog", name="跳过")
    dialog.get_by_label("原因").fill("ERP 已手工录入")
    dialog.get_by_role("button", name="跳过").click()
    page.get_by_text("异常：").wait_for(state="detached")
    page.get_by_role("button", name="完成").wait_for()
