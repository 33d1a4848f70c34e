"""What a customer sees where a part of the page does not come: words and a way on, never an empty page."""

import pytest


@pytest.mark.req("PTL-1")
def test_where_the_form_does_not_come_it_is_said_and_can_be_tried_again(person):
    someone = person("phone")
    page = someone.page
    page.route("**/assets/Report-*.js", lambda route: route.abort())
    page.goto(f"{someone.base}/portal/r/repair")
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("heading", level=1).count() == 1, "the rest of the page stands"
    someone.shoot("portal-part-missing-phone")
    page.unroute("**/assets/Report-*.js")
    page.get_by_role("button", name="重试").click()
    page.get_by_role("button", name="提交").wait_for()
    someone.faults.clear()
