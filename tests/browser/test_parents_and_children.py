"""S-7, hospital IT: the first line opens children for two groups, all meet once, and their results come together."""

import datetime as dt
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.browser.conftest import PASSWORD

FIRST = "Wolke-rot-Fenster-12"
TITLE = "三楼门诊系统打不开"
FORM = {
    "form": "it_fault",
    "label": {"zh": "信息故障", "en": "IT fault"},
    "fields": [
        {"key": "systems", "kind": "text", "label": {"zh": "受影响的系统", "en": "Systems"}},
        {"key": "finding", "kind": "long_text", "label": {"zh": "处理结果", "en": "Finding"}},
    ],
}
STAGES = [
    {"key": "new", "label": {"zh": "待处理", "en": "New"}, "category": "new"},
    {"key": "work", "label": {"zh": "处理中", "en": "In work"}, "category": "active"},
    {"key": "done", "label": {"zh": "已解决", "en": "Resolved"}, "category": "resolved"},
    {"key": "gone", "label": {"zh": "已取消", "en": "Cancelled"}, "category": "cancelled"},
]
FLOW = {
    "key": "it_fault",
    "label": {"zh": "信息故障", "en": "IT fault"},
    "stages": STAGES,
    "leads": ["lead"],
    "admins": ["admin"],
    "root": [
        {"id": "report", "kind": "start", "label": {"zh": "报障", "en": "Report"}, "stage": "new",
         "fields": {"*": "edit", "finding": "hidden"}},
        {"id": "solve", "kind": "handle", "label": {"zh": "排查处理", "en": "Solve"}, "stage": "work",
         "owner": "by_hand", "mode": "direct", "dispatchers": ["dispatcher"],
         "fields": {"*": "read", "finding": "required"}},
        {"id": "done", "kind": "end", "label": {"zh": "完成", "en": "Done"}, "stage": "done"},
    ],
}  # fmt: skip


class Line:
    """Somebody over HTTP, beside the browsers."""

    def __init__(self, base: str, login: str, password: str = PASSWORD) -> None:
        self.base = base
        self.client = httpx.Client(base_url=f"{base}/api/v1", timeout=30)
        opened = self.client.post("/sessions", json={"login": login, "password": password}).json()
        self.client.headers["Authorization"] = f"Bearer {opened['token']}"

    def ask(self, method: str, path: str, **content):
        answer = self.client.request(method, path, **content)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def upload(self, name: str, content: bytes) -> str:
        kind = {"Content-Type": "application/octet-stream"}
        return self.ask("POST", "/files/content", params={"name": name}, content=content, headers=kind)["id"]

    def assign(self, number: str, person: str) -> None:
        task = self.ask("GET", f"/tickets/{number}")["tasks"][0]["id"]
        self.ask("POST", f"/tasks/{task}/actions/assign", json={"person": person})

    def finish(self, number: str, finding: str) -> None:
        task = self.ask("GET", f"/tickets/{number}")["tasks"][0]["id"]
        self.ask("POST", f"/tasks/{task}/actions/finish", json={"data": {"finding": finding}})


@pytest.fixture
def hospital(demo):
    """Two groups of the IT department, their people, and a type of ticket of their own, put away afterwards."""
    admin = Line(demo.base_url, "admin")
    teams = {name: team_of(admin, name) for name in ("网络组", "服务器组")}
    staff = {
        "first": hired(admin, "一线小苏", "its_first", ["dispatcher", "front_desk"], []),
        "network": hired(admin, "网管小林", "its_network", ["engineer"], [teams["网络组"]]),
        "server": hired(admin, "系统小何", "its_server", ["engineer"], [teams["服务器组"]]),
    }
    admin.ask("POST", "/forms", json={"body": FORM})
    admin.ask("POST", "/flows", json={"body": FLOW, "form": "it_fault"})
    kind = {"label": {"zh": "信息故障", "en": "IT fault"}, "form": "it_fault", "flow": "it_fault", "prefix": "XXK"}
    rules = {"on_end": "block", "synced": ["priority"], "results": ["finding"]}
    admin.ask("PUT", "/ticket-types/it_fault", json={**kind, "children": rules})
    yield demo.base_url, staff
    admin.ask("PUT", "/ticket-types/it_fault", json={**kind, "active": False})


def team_of(admin: Line, name: str) -> str:
    known = [team["id"] for team in admin.ask("GET", "/teams") if team["name"] == name]
    return known[0] if known else admin.ask("POST", "/teams", json={"name": name})["id"]


def hired(admin: Line, name: str, login: str, roles: list[str], teams: list[str]) -> str:
    # Whoever an earlier story hired works here still.
    known = admin.ask("GET", "/users", params={"q": login})["items"]
    if known:
        return known[0]["id"]
    user = admin.ask("POST", "/users", json={"name": name, "login": login, "roles": roles, "teams": teams})["id"]
    admin.ask("POST", f"/users/{user}/password", json={"password": FIRST})
    # Whoever was given a password chooses one of his own before he does anything.
    Line(admin.base, login, FIRST).ask("POST", "/me/password", json={"old": FIRST, "new": PASSWORD})
    return user


@pytest.mark.req("S-7", "FLW-8", "DSP-7")
def test_two_groups_help_the_first_line_and_meet_and_their_results_come_together(person, hospital):
    base, staff = hospital
    first = Line(base, "its_first")
    parent = first.ask(
        "POST",
        "/tickets",
        json={
            "type": "it_fault",
            "title": TITLE,
            "source": {"channel": "phone"},
            "data": {"systems": "门诊收费、叫号"},
        },
    )["number"]
    first.assign(parent, staff["first"])
    desk = person()
    page = desk.sign_in("its_first", f"/tickets/{parent}")
    children = [
        opened(page, desk, team, title) for team, title in (("网络组", "查三楼交换机"), ("服务器组", "查挂号库"))
    ]
    first.assign(children[0], staff["network"])
    first.assign(children[1], staff["server"])
    network, server = Line(base, "its_network"), Line(base, "its_server")
    log = network.upload("交换机日志.txt", b"2026-06-01 08:12 port 14 up\n")
    said = {"text": "交换机日志正常，见附件", "public": True, "files": [log]}
    network.ask("POST", f"/tickets/{children[0]}/notes", json=said)
    met(desk, page)
    phone(person, children[1])
    network.finish(children[0], "网络正常，丢包来自服务器")
    server.finish(children[1], "连接池耗尽，已扩容并重启")
    together(desk, page, parent)
    by_team(person)
    for size, dark in (("phone", False), ("phone", True), ("desk", True)):
        looked_at(person(size, dark=dark), parent, f"family-{size}{'-dark' if dark else ''}")


def opened(page, desk, team: str, title: str) -> str:
    """A child for one group, with what the parent says already."""
    page.get_by_role("button", name="开子工单").click()
    dialog = page.get_by_role("dialog", name="开子工单")
    dialog.get_by_label("工单类型").select_option("it_fault")
    dialog.get_by_label("标题").fill(title)
    dialog.get_by_label("交给哪个班组").select_option(label=team)
    dialog.get_by_role("checkbox", name="受影响的系统").wait_for()
    desk.shoot("child-open-desk")
    dialog.get_by_role("button", name="开子工单").click()
    dialog.wait_for(state="detached")
    link = page.get_by_role("link", name=title)
    link.wait_for()
    return link.get_attribute("href").rpartition("/")[2]


def met(desk, page) -> None:
    """A session with both, which has just begun; who is free shows while it is booked."""
    page.get_by_role("button", name="约会诊").click()
    dialog = page.get_by_role("dialog", name="约会诊")
    begun = dt.datetime.now(ZoneInfo("Asia/Shanghai")) - dt.timedelta(minutes=2)
    dialog.get_by_label("开始").fill(begun.strftime("%Y-%m-%dT%H:%M"))
    for team in ("网络组", "服务器组"):
        dialog.get_by_role("combobox", name="加入整个班组").click()
        page.locator(".ant-select-item-option", has_text=team).click()
    dialog.get_by_text("网管小林：有空").wait_for()
    dialog.get_by_label("主题").fill("网络还是服务器")
    dialog.get_by_label("会议链接").fill("https://meeting.example/303")
    desk.shoot("session-book-desk")
    dialog.get_by_role("button", name="约会诊").click()
    dialog.wait_for(state="detached")
    page.get_by_text("网络还是服务器").first.wait_for()
    page.get_by_role("button", name="写纪要").click()
    dialog = page.get_by_role("dialog", name="写纪要")
    dialog.get_by_label("纪要", exact=True).fill("两组对了时间线")
    dialog.get_by_label("结论").fill("先扩容连接池")
    dialog.get_by_role("button", name="保存").click()
    dialog.wait_for(state="detached")
    page.get_by_text("先扩容连接池").wait_for()
    desk.shoot("session-held-desk")


def phone(person, child: str) -> None:
    """The one of the servers finds the session of today and his ticket, and what the other group shares."""
    server = person("phone")
    page = server.sign_in("its_server", "/work/")
    page.get_by_role("heading", name="今天的会诊").wait_for()
    page.get_by_text("网络还是服务器").wait_for()
    server.shoot("work-sessions-phone")
    other = person()
    page = other.sign_in("its_server", f"/tickets/{child}")
    page.get_by_role("heading", name="共享的备注和文件").wait_for()
    page.locator("summary").first.click()
    page.get_by_text("交换机日志正常，见附件").wait_for()
    page.get_by_text("交换机日志.txt").wait_for()
    other.shoot("family-child-desk")


def together(desk, page, parent: str) -> None:
    """What both found stands in the parent, which may end now."""
    page.get_by_text("网络正常，丢包来自服务器").wait_for()
    page.get_by_text("连接池耗尽，已扩容并重启").wait_for()
    page.get_by_text("2/2 已结束").wait_for()
    desk.shoot("family-desk")
    page.get_by_role("button", name="完成").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("处理结果").fill("扩容后恢复")
    dialog.get_by_role("button", name="完成").click()
    dialog.wait_for(state="detached")
    page.get_by_text("已解决").first.wait_for()


def by_team(person) -> None:
    """What each group got and solved, for whoever answers for both."""
    lead = person()
    page = lead.sign_in("admin", "/reports?ask=volume&by=team")
    answer = page.get_by_role("table", name="统计结果")
    for team in ("网络组", "服务器组"):
        row = answer.get_by_role("row").filter(has_text=team)
        row.wait_for()
        heads = answer.get_by_role("columnheader").all_inner_texts()
        assert heads[0] == "班组"
        cells = dict(zip(heads, row.locator("th, td").all_inner_texts(), strict=True))
        assert int(cells["新建"]) >= 1 and int(cells["已解决"]) >= 1, cells
    page.get_by_role("figure").get_by_role("listitem").first.wait_for()
    lead.shoot("report-by-team-desk")


def looked_at(someone, parent: str, name: str) -> None:
    page = someone.sign_in("its_first", f"/tickets/{parent}")
    heading = page.get_by_role("heading", name="母子工单", exact=True)
    heading.wait_for()
    heading.scroll_into_view_if_needed()
    page.get_by_text("先扩容连接池").wait_for()
    someone.shoot(name)
