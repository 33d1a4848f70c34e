"""A company gives itself a name and a logo, and everybody sees them: its people, its customers before any sign-in."""

import io
from collections.abc import Callable, Iterator

import httpx
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Person
from tests.browser.eyes import outside, settle
from tests.http.process import ServerProcess

LONGEST = "苏州恒锐机电设备安装调试维修保养与技术服务有限公司华东区域中"
NAME, FULL = "恒锐服务", "苏州恒锐机电设备有限公司"


def logo() -> bytes:
    """A red disc with a word, on transparent ground."""
    image = Image.new("RGBA", (600, 200))
    draw = ImageDraw.Draw(image)
    draw.ellipse((10, 10, 190, 190), fill=(200, 30, 40, 255))
    draw.rectangle((220, 70, 590, 130), fill=(40, 40, 60, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def as_it_was(demo: ServerProcess) -> Iterator[None]:
    """Whatever the story does to the demo company's name is undone."""
    yield
    with httpx.Client(base_url=f"{demo.base_url}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": "admin", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        assert line.delete("/company/logo").status_code == 200
        assert line.put("/company", json={}).status_code == 200


@pytest.mark.req("ADM-8", "PTL-1")
@pytest.mark.usefixtures("as_it_was")
def test_the_company_says_its_name_and_everybody_sees_it(person: Callable[..., Person], demo: ServerProcess) -> None:
    admin = person()
    page = admin.sign_in("admin", "/company")
    says_who_it_is(admin, page)
    admin.shoot("company-desk")
    stands_at_the_head(page)
    customer = person("phone", dark=True)
    before_any_sign_in(customer)
    colleague = person()
    signs_in_under_it(colleague)
    on_a_phone(person("phone", dark=True))
    a_long_name_stays_in_its_card(person("small"), demo.base_url)


def says_who_it_is(admin: Person, page: Page) -> None:
    page.get_by_label("简称").fill(NAME)
    page.get_by_label("全称").fill(FULL)
    page.get_by_label("服务电话").fill("400-820-6688")
    page.get_by_label("地址").fill("苏州工业园区星湖街 328 号")
    page.get_by_role("figure").filter(has_text="打印件抬头").get_by_text("电话 400-820-6688").wait_for()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存").first.wait_for()
    chosen = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}
    # A browser tells of every refusal by itself; this one is asked for.
    with page.expect_response("**/company/logo") as refused:
        page.get_by_label("选择图片").set_input_files(chosen)  # type: ignore[arg-type]
    assert refused.value.status == 422
    page.get_by_text("SVG 请先导出为 PNG").wait_for()
    admin.faults[:] = [fault for fault in admin.faults if "422 (Unprocessable" not in fault]
    page.get_by_label("选择图片").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": logo()})
    drawn = page.get_by_role("img", name="标志")
    drawn.wait_for()
    assert drawn.evaluate("async (img) => { await img.decode(); return img.naturalWidth > img.naturalHeight }")


def stands_at_the_head(page: Page) -> None:
    head = page.get_by_role("banner")
    head.get_by_text(NAME).wait_for()
    assert head.locator("img").count() == 1


def before_any_sign_in(customer: Person) -> None:
    """On every page of the portal; and nothing of the company but what its letters say."""
    page = customer.page
    for path in ("/portal/", "/portal/r/repair", "/portal/mine"):
        with page.expect_response("**/api/v1/portal/company") as told:
            customer.open(path)
        assert told.value.json().keys() == {"name", "full_name", "phone", "logo", "own", "zone"}
        page.get_by_text(NAME).first.wait_for()
        picture = page.locator("img[src*='/portal/logo/']")
        assert picture.evaluate("async (img) => { await img.decode(); return img.naturalWidth }") > 0
    customer.open("/portal/r/repair")
    page.get_by_text(NAME).first.wait_for()
    expect(page.get_by_role("link", name="400-820-6688")).to_have_attribute("href", "tel:4008206688")
    customer.shoot("portal-company-phone-dark")


def signs_in_under_it(colleague: Person) -> None:
    page = colleague.open("/")
    page.get_by_role("button", name="登录").wait_for()
    page.get_by_role("main").get_by_text(NAME).wait_for()
    colleague.shoot("sign-in-company-desk")
    colleague.open("/work/")
    page.get_by_role("main").get_by_text(NAME).wait_for()


def on_a_phone(small: Person) -> None:
    page = small.sign_in("admin", "/company")
    expect(page.get_by_label("全称")).to_have_value(FULL)
    page.get_by_role("img", name="标志").wait_for()
    small.shoot("company-phone-dark")
    settle(page)
    assert outside(page) == []


def a_long_name_stays_in_its_card(stranger: Person, base_url: str) -> None:
    with httpx.Client(base_url=f"{base_url}/api/v1", trust_env=False) as line:
        token = line.post("/sessions", json={"login": "admin", "password": PASSWORD}).json()["token"]
        line.cookies.clear()
        head = {"Authorization": f"Bearer {token}"}
        line.put("/company", json={"name": LONGEST}, headers=head).raise_for_status()
    page = stranger.open("/work/")
    page.get_by_text(LONGEST).wait_for()
    settle(page)
    assert outside(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
