"""转交 on the phone: favourites and those turned to lately stand at the top, so that two taps hand work over; with no
network, too."""

import re
from typing import Any

import pytest

from tests.browser.cable import Cable
from tests.browser.conftest import UNSENT
from tests.browser.eyes import barriers, outside, settle, small_targets
from tests.browser.test_children_of_steps import FIELDS, STAGES
from tests.browser.test_parents_and_children import Line, hired
from tests.browser.test_work_asking import more
from tests.browser.test_work_offline import cable, come_back, phone

__all__ = ["cable", "phone"]  # fixtures

TYPE, OWN = "handing_check", "hand_owner"
THREE = FIRST, SECOND, THIRD = "转交小桑", "转交小榆", "转交小槐"


@pytest.fixture(scope="module")
def crew(demo) -> dict[str, str]:
    """Somebody whom contracts come to, three colleagues, and a type of ticket of theirs; by name."""
    admin = Line(demo.base_url, "admin")
    made = {name: hired(admin, name, f"hand_{number}", ["approver"], []) for number, name in enumerate(THREE)}
    owner = hired(admin, "转交老柳", OWN, ["approver"], [])
    start = {"id": "start", "kind": "start", "label": {"zh": "提交", "en": "Ask"}, "stage": "new"}
    check = {"id": "check", "kind": "approve", "label": {"zh": "复核", "en": "Check"}, "stage": "work"}
    end = {"id": "end", "kind": "end", "label": {"zh": "完成", "en": "Done"}, "stage": "done"}
    words = {"zh": "合同复核", "en": "Contract"}
    own = {"approvers": {"people": [owner]}}
    flow = {"key": TYPE, "label": words, "stages": STAGES, "leads": ["lead"], "root": [start, {**check, **own}, end]}
    admin.ask("POST", "/forms", json={"body": {"form": TYPE, "label": words, "fields": FIELDS}})
    admin.ask("POST", "/flows", json={"body": flow, "form": TYPE, "confirmed": True})
    kind = {"label": words, "form": TYPE, "flow": TYPE, "prefix": "HTF"}
    admin.ask("PUT", f"/ticket-types/{TYPE}", json=kind)
    return made


def job(base: str, title: str) -> str:
    """A contract that the owner has to check; its number."""
    body = {"type": TYPE, "title": title, "source": {"channel": "phone"}, "data": {"what": title}}
    return str(Line(base, "xiaozhou").ask("POST", "/tickets", json=body)["number"])


def owner_of(base: str, number: str) -> str:
    (task,) = Line(base, "admin").ask("GET", f"/tickets/{number}")["tasks"]
    return str(task["assignee"])


def names(asking: Any, group: str) -> list[str]:
    """Who stands in a group, in its order."""
    found: list[str] = (
        asking.get_by_role("region", name=group).locator("[aria-pressed] span:nth-child(2)").all_inner_texts()
    )
    return found


def handed_by_two_taps(asking: Any, group: str, name: str) -> None:
    """A name, and the button that says so."""
    asking.get_by_role("region", name=group).get_by_role("button", name=name, exact=True).click()
    asking.get_by_role("button", name="转交", exact=True).click()
    asking.wait_for(state="detached")


@pytest.mark.req("DSP-8", "FLD-7", "FLW-4")
def test_work_is_handed_to_a_favourite_and_to_who_was_asked_lately_without_looking_for_them(
    person, demo, crew: dict[str, str]
) -> None:
    numbers = [job(demo.base_url, title) for title in ("一号合同", "二号合同", "三号合同", "四号合同")]
    someone = person("phone")
    page = someone.sign_in(OWN, f"/work/tickets/{numbers[0]}")
    asking = more(page, "转交")
    assert asking.get_by_role("region", name="最近").count() == 0, "he has turned to nobody yet"
    for name in (FIRST, SECOND):
        number = numbers[0] if name == FIRST else numbers[1]
        if name == SECOND:
            asking = opened(page, demo.base_url, number)
        asking.get_by_role("searchbox", name="按姓名查找").fill(name)
        handed_by_two_taps(asking, "全部同事", name)
        page.get_by_text(re.compile(f"· {name}")).wait_for()
        assert owner_of(demo.base_url, number) == crew[name]
    asking = opened(page, demo.base_url, numbers[2])
    asking.get_by_role("region", name="最近").wait_for()
    assert names(asking, "最近") == [SECOND, FIRST], "whom he turned to last comes first"
    asking.get_by_role("searchbox", name="按姓名查找").fill(THIRD)
    asking.get_by_role("button", name=f"把{THIRD}设为常用").click()
    asking.get_by_role("searchbox", name="按姓名查找").fill("")
    asking.get_by_role("region", name="常用").wait_for()
    assert (names(asking, "常用"), names(asking, "最近")) == ([THIRD], [SECOND, FIRST])
    settle(page)
    someone.shoot("work-transfer-near-phone")
    assert small_targets(page) == [] and outside(page) == [] and barriers(page) == []
    handed_by_two_taps(asking, "最近", FIRST)
    page.get_by_text(re.compile(f"· {FIRST}")).wait_for()
    asking = opened(page, demo.base_url, numbers[3])
    assert names(asking, "最近") == [FIRST, SECOND]
    handed_by_two_taps(asking, "常用", THIRD)
    page.get_by_text(re.compile(f"· {THIRD}")).wait_for()
    assert [owner_of(demo.base_url, number) for number in numbers[2:]] == [crew[FIRST], crew[THIRD]]


def opened(page: Any, base: str, number: str) -> Any:
    """The form of the next job."""
    page.goto(f"{base}/work/tickets/{number}")
    return more(page, "转交")


@pytest.mark.req("DSP-8", "FLD-1")
def test_favourites_and_recent_ones_are_there_without_a_network(
    phone, cable: Cable, demo, crew: dict[str, str]
) -> None:
    line = Line(demo.base_url, OWN)
    line.ask("PUT", f"/colleagues/{crew[THIRD]}/star")
    before = job(demo.base_url, "五号合同")
    (task,) = line.ask("GET", f"/tickets/{before}")["tasks"]
    line.ask("POST", f"/tasks/{task['id']}/actions/transfer", json={"people": [crew[SECOND]]})
    number = job(demo.base_url, "六号合同")
    someone = phone(dark=True)
    page = someone.sign_in(OWN, "/work/")
    page.get_by_role("link", name=re.compile("六号合同")).wait_for()
    page.get_by_text("没有网络也能处理").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    cable.pull()
    page.reload()
    page.get_by_role("link", name=re.compile("六号合同")).click()
    asking = more(page, "转交")
    assert names(asking, "常用") == [THIRD]
    assert names(asking, "最近")[0] == SECOND
    handed_by_two_taps(asking, "最近", SECOND)
    page.get_by_text(UNSENT).first.wait_for()
    settle(page)
    someone.shoot("work-transfer-kept-phone-dark")
    come_back(page, cable)
    page.get_by_text(UNSENT).first.wait_for(state="hidden", timeout=40_000)
    assert owner_of(demo.base_url, number) == crew[SECOND]


@pytest.mark.req("DSP-8")
def test_in_a_large_company_favourites_are_there_although_the_list_does_not_reach_to_them(
    person, demo, crew: dict[str, str]
) -> None:
    Line(demo.base_url, OWN).ask("PUT", f"/colleagues/{crew[SECOND]}/star")
    number = job(demo.base_url, "七号合同")
    someone = person("phone")
    cut: list[str] = []
    someone.page.context.route(re.compile(r"/api/v1/users\?limit=200"), lambda route: without(route, SECOND, cut))
    page = someone.sign_in(OWN, f"/work/tickets/{number}")
    asking = more(page, "转交")
    handed_by_two_taps(asking, "常用", SECOND)
    assert SECOND in cut
    page.get_by_role("button", name="更多操作").wait_for(state="detached")
    assert owner_of(demo.base_url, number) == crew[SECOND]


def without(route: Any, name: str, cut: list[str]) -> None:
    """The first people of a company in which he comes later."""
    answer = route.fetch()
    page = answer.json()
    cut += [one["name"] for one in page["items"] if one["name"] == name]
    route.fulfill(response=answer, json={**page, "items": [one for one in page["items"] if one["name"] != name]})
