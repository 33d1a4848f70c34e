"""Papers come out of the console and the work app; the badge says what this browser could check, and never more."""

import io
import json
import re

import httpx
import pypdf
import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair

TITLE = "纸质单据：主轴异响"


@pytest.mark.req("ADM-8", "AUD-2")
def test_papers_are_printed_from_the_menu_by_keys_and_a_refusal_is_said(person, demo):
    number = reported(demo.base_url)
    auditor = person()
    page = auditor.sign_in("shenji", f"/tickets/{number}")
    opener = page.get_by_role("button", name="打印", exact=True)
    opener.press("Enter")
    page.get_by_role("menuitem", name="派工单").wait_for()
    auditor.shoot("print-menu-desk")
    with page.expect_download() as made:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    receipt = made.value
    assert receipt.suggested_filename == f"{number} 服务回单.pdf"
    assert number in words(receipt.path().read_bytes()) and TITLE in words(receipt.path().read_bytes())
    assert opener.evaluate("button => button === document.activeElement"), "whoever works by keys goes on from there"
    busy = json.dumps({"title": "正在生成的打印件较多，请稍等片刻再试。", "code": "print.busy", "status": 503})
    page.route("**/print/work_order.pdf", lambda way: way.fulfill(status=503, body=busy))
    opener.click()
    page.get_by_role("menuitem", name="派工单").click()
    page.get_by_text("正在生成的打印件较多").wait_for()
    auditor.shoot("print-refused-desk")
    page.get_by_role("button", name="知道了").click()
    page.get_by_text("正在生成的打印件较多").wait_for(state="hidden")
    auditor.faults[:] = [fault for fault in auditor.faults if "503" not in fault]


@pytest.mark.req("AUD-1", "AUD-2")
def test_the_badge_is_green_only_against_what_this_browser_kept_and_red_when_something_differs(person, demo):
    number = reported(demo.base_url)
    auditor = person()
    page = auditor.sign_in("shenji", f"/tickets/{number}")
    badge = page.get_by_role("button", name=re.compile("查看证明"))
    badge.wait_for()
    page.get_by_text(re.compile("记录自洽|最新记录尚待签名")).wait_for()
    with page.expect_download() as made:
        page.get_by_role("button", name="打印", exact=True).click()
        page.get_by_role("menuitem", name="证据 PDF").click()
    assert {"checkpoint.note", f"{number}.ledger.zip"} <= set(pdf(made.value.path().read_bytes()).attachments)
    page.evaluate("localStorage.clear()")
    page.reload()
    page.get_by_text("记录自洽，尚未与外部存证核对").wait_for()
    page.reload()
    page.get_by_text(re.compile("记录完整，未被改动（对照本浏览器 .+ 保存的存证点）")).wait_for()
    badge.scroll_into_view_if_needed()
    auditor.shoot("badge-green-desk")
    badge.click()
    page.get_by_role("dialog", name="记录完整性").get_by_text("账本从先前保存的存证点起只增未改").wait_for()
    page.keyboard.press("Escape")
    page.route("**/proof*", forged)
    page.reload()
    page.get_by_text("记录有问题，不可采信").wait_for()
    badge.click()
    page.get_by_role("dialog", name="记录完整性").get_by_text("记录被回退或改写过").wait_for()
    assert page.get_by_text("本浏览器已核对").count() == 0, "nothing is claimed that did not hold"
    auditor.shoot("badge-red-desk")


def forged(way) -> None:
    """As a server answers whose log was written anew: other roots, other paths, all of them well-formed."""
    answer = way.fetch()
    proof = answer.json()
    other = proof["checkpoint"]["root"]
    proof["checkpoint"]["root"] = other[::-1]
    way.fulfill(response=answer, json=proof)


@pytest.mark.req("ADM-8", "FLD-7")
@pytest.mark.parametrize("dark", [False, True])
def test_an_engineer_has_the_receipt_of_a_job_that_is_done(person, demo, dark):
    engineer = person("phone", dark=dark)
    number = finished(demo.base_url)
    page = engineer.sign_in("zhanggong", f"/work/tickets/{number}")
    button = page.get_by_role("button", name="下载服务回单")
    button.scroll_into_view_if_needed()
    with page.expect_download() as made:
        button.click()
    page.get_by_text("服务回单已下载").wait_for()
    engineer.shoot(f"receipt-phone-{'dark' if dark else 'light'}")
    assert number in words(made.value.path().read_bytes())


@pytest.mark.req("ADM-8")
@pytest.mark.parametrize(("size", "dark"), [("phone", False), ("small", True)])
def test_the_menu_and_the_badge_fit_a_phone(person, demo, size, dark):
    number = reported(demo.base_url)
    someone = person(size, dark=dark)
    page = someone.sign_in("shenji", f"/tickets/{number}")
    page.get_by_role("button", name="打印", exact=True).click()
    page.get_by_role("menuitem", name="证据 PDF").wait_for()
    someone.shoot(f"print-menu-{size}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


def pdf(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pdf(content).pages).split())


def signed_in(base: str, login: str) -> httpx.Client:
    opened = httpx.post(f"{base}/api/v1/sessions", json={"login": login, "password": PASSWORD}, timeout=20).json()
    return httpx.Client(base_url=f"{base}/api/v1", timeout=20, headers={"Authorization": f"Bearer {opened['token']}"})


def reported(base: str) -> str:
    """A ticket of its own. The number."""
    with signed_in(base, "huangjingli") as line:
        known = known_repair(line)
        data = line.get(f"/tickets/{known['number']}").json()["data"]
        asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
        body = {"type": "equipment_repair", "title": TITLE, "source": {"channel": "phone"}}
        answer = line.post("/tickets", json={**body, "data": {name: data[name] for name in asked}})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])


def finished(base: str) -> str:
    """A job of the sample that 张工 has done. The number."""
    with signed_in(base, "zhanggong") as line:
        rows = line.get("/tickets", params={"limit": 100}).json()["items"]
        return next(str(row["number"]) for row in rows if row["category"] in ("resolved", "closed"))
