"""Every page, looked at as people with less sight, no mouse, a small phone or large letters do (docs/look.md)."""

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from PIL import Image

from tests.browser.conftest import PASSWORD, ROOT, Person
from tests.browser.eyes import barriers, outside, settle, small_targets
from tests.http.process import ServerProcess

# Thirty views, each in four ways: too much for every commit.
pytestmark = [pytest.mark.req("INT-1", "PTL-1", "FLD-2"), pytest.mark.full]

TITLE = "注塑机液压站压力上不去"
HIS_JOB = "冷却水泵电机跳闸"
AT_WORK = "舱盖液压泵站油温过高"


@dataclass(frozen=True)
class View:
    """A page: how its pictures are called, who looks at it (nobody: signed out) and where it is."""

    name: str
    login: str
    path: str


CONSOLE = (
    View("sign-in", "", "/"),
    View("pool", "laochen", "/tickets"),
    View("board", "laochen", "/tickets?layout=board"),
    View("ticket", "laochen", "/tickets/{number}"),
    View("new", "xiaozhou", "/new"),
    View("waiting", "laochen", "/dispatch"),
    View("tasks", "zhanggong", "/tasks"),
    View("approvals", "zhaozong", "/approvals"),
    View("notices", "liuzhuguan", "/notices"),
    View("roster", "liuzhuguan", "/roster"),
    View("times", "liuzhuguan", "/times"),
    View("rules", "admin", "/rules"),
    View("first-run", "admin", "/first"),
    View("flows", "admin", "/flows"),
    View("flow", "admin", "/flows/purchase_request"),
    View("messages", "admin", "/messages"),
    View("calendars", "admin", "/calendars"),
    View("company", "admin", "/company"),
    View("modules", "admin", "/modules"),
    View("people", "admin", "/people"),
    View("organisation", "admin", "/organisation"),
    View("dispatch-policies", "admin", "/dispatch-policies"),
    View("working-together", "admin", "/working-together"),
    View("roles", "admin", "/roles"),
    View("customers", "admin", "/customers"),
    View("customer", "admin", "/customers/{customer}"),
    View("import", "admin", "/import/customer"),
    View("devices", "admin", "/devices"),
    View("device", "admin", "/devices/{device}"),
    View("labels", "admin", "/labels"),
    View("place-labels", "admin", "/labels/places/{customer}/{site}"),
    View("types", "admin", "/types"),
    View("policies", "admin", "/policies"),
    View("engineers", "admin", "/engineers"),
    View("bundles", "admin", "/bundles"),
    View("form-designer", "admin", "/forms/equipment_repair"),
    View("public-forms", "admin", "/public-forms"),
    View("replies", "admin", "/replies"),
    View("retention", "admin", "/retention"),
    View("evidence", "admin", "/evidence"),
    View("tables", "admin", "/data"),
    View("table", "admin", "/data/office_contracts"),
    View("record", "admin", "/data/office_contracts/{record}"),
    View("table-board", "admin", "/data/office_visitors?view=states"),
    View("table-calendar", "admin", "/data/office_room_bookings?view=month"),
    View("reports", "admin", "/reports?ask=backlog&by=type&period=always"),
    View("unattended", "admin", "/unattended"),
    View("hand-over", "zhanggong", "/hand-over"),
    View("trace", "admin", "/trace?q=张工"),
    View("trace-ticket", "admin", "/trace/{number}"),
    View("account", "zhanggong", "/account"),
    View("erasures", "admin", "/erasures"),
    View("health", "admin", "/health"),
    View("drill", "shenji", "/trace/drill"),
    View("missing", "admin", "/nowhere"),
)
WORK = (
    View("work-sign-in", "", "/work/"),
    View("work-tasks", "zhanggong", "/work/"),
    View("work-job", "zhanggong", "/work/tickets/{job}"),
    View("work-report", "zhanggong", "/work/report"),
    View("work-approvals", "zhaozong", "/work/approvals"),
    View("work-mine", "zhanggong", "/work/mine"),
    View("work-leaves", "zhanggong", "/work/leaves"),
    View("work-board", "liuzhuguan", "/work/board"),
)
PORTAL = (
    View("portal-landing", "", "/portal/"),
    View("portal-report", "", "/portal/r/repair"),
    View("portal-device", "", "/portal/d/{code}"),
    View("portal-ticket", "", "/portal/t#{token}"),
    View("portal-mine", "", "/portal/mine"),
    View("portal-no-link", "", "/portal/t"),
)
APPS = {"console": CONSOLE, "work": WORK, "portal": PORTAL}

# What README and docs/look.md show.
PICTURES = {
    "look-pool-desk": "pool",
    "look-board-desk-dark": "board-dark",
    "look-ticket-desk": "ticket",
    "look-work-job-phone": "work-job",
    "look-approvals-desk": "approvals",
    "look-flow-desk": "flow",
    "look-form-designer-desk": "form-designer",
    "look-policies-desk": "policies",
    "look-reports-desk-dark": "reports-dark",
    "look-trace-ticket-desk": "trace-ticket",
    "look-customers-phone": "customers-phone",
    "look-new-phone": "new-phone",
    "look-work-tasks-phone": "work-tasks",
    "look-work-report-phone": "work-report",
    "look-portal-mine-phone": "portal-mine",
    "look-portal-report-phone": "portal-report",
    "look-portal-ticket-phone": "portal-ticket",
}


@pytest.fixture(scope="session")
def things(demo: ServerProcess) -> dict[str, str]:
    """What the addresses name, of the demo company."""
    return places_of(demo)


def places_of(server: ServerProcess) -> dict[str, str]:
    """A ticket with a history, a machine's code, the way of a customer to his ticket."""
    with httpx.Client(base_url=f"{server.base_url}/api/v1", trust_env=False) as line:
        by(line, "laochen")
        numbers = {row["title"]: row["number"] for row in line.get("/tickets?limit=100").json()["items"]}
        link = line.post(f"/tickets/{numbers[AT_WORK]}/access-links", json={}).json()["address"]
        device = next(one for one in line.get("/devices?limit=100").json()["items"] if one.get("site"))
        by(line, "admin")
        contract = line.get("/tables/office_contracts/records?limit=1").json()["items"][0]["id"]
    place = {"customer": device["customer"], "site": device["site"], "code": device["code"], "device": device["id"]}
    found = {"number": numbers[TITLE], "job": numbers[HIS_JOB], "token": link.partition("#")[2], "record": contract}
    return {**found, **place}


def by(line: httpx.Client, login: str) -> None:
    """From here on this person asks."""
    opened = line.post("/sessions", json={"login": login, "password": PASSWORD}).json()
    line.headers["Authorization"] = f"Bearer {opened['token']}"


_TWO_PICTURES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("app", APPS)
def test_nobody_is_shut_out_by_a_page(
    app: str, size: str, person: Callable[..., Person], things: dict[str, str]
) -> None:
    someone = person(size)
    faults = {}
    for view in APPS[app]:
        faults[view.name] = list(look(someone, view, things))
    found = [f"{name}: {fault}" for name, several in faults.items() for fault in several]
    assert not found, "\n".join(found)


def look(someone: Person, view: View, things: dict[str, str]) -> Iterator[str]:
    """Walk around one page: light, dark, and as narrow as it gets."""
    page = someone.page
    enter(someone, view.login)
    page.emulate_media(color_scheme="light")
    someone.open(view.path.format(**things))
    settle(page)
    assert view.login == "" or not page.get_by_role("button", name="登录", exact=True).count(), "signed out"
    size = page.viewport_size or {"width": 0, "height": 0}
    phone = size["width"] < 400
    keep(someone, f"look-{view.name}-{'phone' if phone else 'desk'}")
    yield from barriers(page)
    yield from outside(page)
    if phone:
        yield from small_targets(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("[data-theme=dark]", state="attached")
    page.evaluate(_TWO_PICTURES)  # what follows the change begins in the next one
    settle(page)
    keep(someone, f"look-{view.name}-{'phone' if phone else 'desk'}-dark")
    yield from (f"dark: {fault}" for fault in barriers(page, "color-contrast"))
    # 1440 × 900 at 200 % is this; a small phone is that.
    page.set_viewport_size({"width": 360, "height": 740} if phone else {"width": 720, "height": 450})
    keep(someone, f"look-{view.name}-{'360' if phone else 'zoomed'}")
    yield from (f"narrow: {fault}" for fault in outside(page))
    page.set_viewport_size(size)


def enter(someone: Person, login: str) -> None:
    """Sign in as somebody, or out, without walking through the form each time."""
    page = someone.page
    page.goto("about:blank")
    page.context.clear_cookies()
    if login:
        who = {"login": login, "password": PASSWORD, "cookie": True}
        answer = page.request.post(f"{someone.base}/api/v1/sessions", data=who)
        assert answer.ok, answer.text()


def keep(someone: Person, name: str) -> None:
    """LOOK_ALL=1: pictures of everything, to be looked at; LOOK_PICTURES=1: those of the documentation, anew."""
    if os.environ.get("LOOK_ALL"):
        someone.shoot(name)
    if os.environ.get("LOOK_PICTURES") and name in PICTURES:
        shown = Image.open(io.BytesIO(someone.page.screenshot())).convert("RGB").quantize(128)
        shown.save(ROOT / f"docs/pictures/{PICTURES[name]}.png", optimize=True)
