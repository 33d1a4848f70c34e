"""到场 on the phone: what the app says of the place, what it asks for instead, and what the desk then reads."""

import re

import pytest

from tests.browser.test_work_app import SITE, Desk, a_photo

ELSEWHERE = {"latitude": 31.33, "longitude": 120.7643, "accuracy": 15}


def on_site(person, demo, title: str, place: dict | None):
    """An engineer who has set out and presses 到场; the dialog, his browser and the ticket's number."""
    number = Desk(demo.base_url, "laochen").job("zhanggong", title)["number"]
    engineer = person("phone")
    if place is not None:
        engineer.page.context.grant_permissions(["geolocation"])
        engineer.page.context.set_geolocation(place)
    page = engineer.sign_in("zhanggong", "/work/")
    page.get_by_role("link", name=re.compile(title)).click()
    for step in ("接单", "出发", "到场"):
        page.get_by_role("button", name=step, exact=True).click()
    return page.get_by_role("dialog"), engineer, number


def vouch(dialog, words: str) -> None:
    """A photo of the place, and why it is not where it should be."""
    dialog.get_by_label("拍现场照片").first.set_input_files([a_photo()])
    dialog.get_by_role("button", name="移除").first.wait_for()
    dialog.get_by_label("说明").fill(words)


@pytest.mark.req("FLD-3")
@pytest.mark.parametrize(
    ("title", "place", "said", "words", "outcome"),
    [
        ("空压机漏油", SITE, "距现场约 0 米", "", "签到已核对"),
        ("空压机皮带断裂", ELSEWHERE, "不在签到范围内", "客户把设备搬到了二厂", "签到不在现场"),
        ("空压机无法启动", None, "没有定位权限", "手机权限被公司策略关闭", "签到免核对"),
        ("空压机异响三声", None, "没有定位权限", "", "签到未核对"),
    ],
    ids=["there", "elsewhere", "not allowed, with a photo", "not allowed"],
)
def test_a_check_in_is_judged_and_stops_nobody(person, demo, title, place, said, words, outcome):
    dialog, engineer, number = on_site(person, demo, title, place)
    dialog.get_by_text(said).wait_for()
    if words:
        vouch(dialog, words)
    engineer.shoot(f"work-check-in-{len(words)}")
    dialog.get_by_role("button", name="到场", exact=True).click()
    engineer.page.get_by_role("button", name=re.compile("^开始")).wait_for()
    desk = person("desk")
    page = desk.sign_in("laochen", f"/tickets/{number}")
    page.get_by_text(outcome, exact=True).wait_for()
    if words:
        page.get_by_text(words).first.wait_for()
    desk.shoot(f"ticket-check-in-{len(words)}")
    page = desk.open(f"/trace/{number}")
    page.get_by_text(outcome, exact=True).first.wait_for()
