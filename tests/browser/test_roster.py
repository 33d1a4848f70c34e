"""A dispatcher finds that nobody works on Saturday, has a roster proposed, and publishes what suits."""

import re

import httpx
import pytest

from tests.browser.conftest import PASSWORD

SATURDAY = {"key": "saturday", "label": {"zh": "周六值守", "en": "Saturdays"}, "days": "sat", "hours": "08:00-12:00"}


@pytest.mark.req("DSP-4")
def test_a_gap_is_seen_a_roster_proposed_and_published(person, demo):
    wanted_on_saturdays(demo.base_url)
    dispatcher = person()
    page = dispatcher.sign_in("laochen", "/roster")
    page.get_by_role("button", name="下一周").click()
    page.get_by_role("row", name=re.compile("张工")).wait_for()
    page.get_by_text(re.compile("^周六值守：.*在岗 0 人，要求 1 人")).wait_for()
    dispatcher.shoot("roster-desk")
    page.get_by_role("button", name="生成排班建议").click()
    change = page.get_by_role("checkbox", name=re.compile("^王工 .*：休 → 白班$"))
    change.wait_for()
    dispatcher.shoot("roster-proposal-desk")
    change.uncheck()
    assert page.get_by_role("button", name="发布所选（0）").is_disabled()
    change.check()
    page.get_by_role("button", name="发布所选（1）").click()
    page.get_by_text("排班已发布").wait_for()
    page.get_by_text("这一周的在岗要求都已满足。").wait_for()
    phone = person("small", dark=True)
    small = phone.sign_in("laochen", "/roster")
    small.get_by_role("row", name=re.compile("张工")).wait_for()
    assert small.evaluate("document.documentElement.scrollWidth") <= 360, "the grid scrolls by itself, not the page"
    phone.shoot("roster-small-dark")


def wanted_on_saturdays(base: str) -> None:
    """王工 keeps office hours, and the company wants somebody at work on Saturdays."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": "admin", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        wang = next(row["user"] for row in line.get("/engineers").json() if row["name"] == "王工")
        office = [{"pattern": "office", "from": "2026-01-05"}]
        assert line.put(f"/roster/people/{wang}", json=office).is_success
        body = line.get("/roster").json()["body"]
        kept = [need for need in body["needs"] if need["key"] != "saturday"]
        assert line.put("/roster", json={"body": {**body, "needs": [*kept, SATURDAY]}}).is_success
