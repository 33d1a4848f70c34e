"""The portal inside WeChat's own browser, on an older Android phone and on an iPhone.

Neither kernel can be had here. What they lack can: the story runs in Chromium that calls itself WeChat, without what
these kernels do not have (Tencent's XWEB on phones that never updated is Chromium 89; WKWebView of iOS 14), without
windows of its own, downloads, notifications and workers, which WeChat allows nobody.
"""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Person
from tests.browser.test_portal import Staff, accept, code, finish_the_work, rate, report, send_somebody, staff, station

pytestmark = pytest.mark.req("PTL-1", "PTL-2", "PTL-3")
__all__ = ["code", "staff"]

ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; V1990A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/89.0 "
    "Mobile Safari/537.36 MMWEBID/2912 MicroMessenger/8.0.16.2040(0x28001055) WeChat/arm64 NetType/4G Language/zh_CN"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 14_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.40(0x18002831) NetType/WIFI Language/zh_CN"
)
# What both lack, and what WeChat keeps from pages.
LACKING = """
for (const name of ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"])
  delete Array.prototype[name];
delete String.prototype.at;
for (const name of ["hasOwn", "groupBy"]) delete Object[name];
delete Promise.withResolvers;
delete AbortSignal.timeout;
delete AbortSignal.any;
for (const name of ["structuredClone", "Notification", "BarcodeDetector", "VideoEncoder", "VideoDecoder",
  "VideoFrame", "AudioEncoder", "AudioDecoder", "BroadcastChannel", "SharedWorker", "showOpenFilePicker",
  "SpeechRecognition", "webkitSpeechRecognition"]) delete window[name];
if (window.Crypto) delete Crypto.prototype.randomUUID;
for (const name of ["serviceWorker", "share", "canShare", "wakeLock", "locks", "clipboard"])
  Object.defineProperty(Navigator.prototype, name, { value: undefined });
window.open = () => null;
window.print = () => undefined;
"""


@pytest.mark.parametrize("agent", [ANDROID, IPHONE], ids=["android", "iphone"])
def test_from_the_scan_to_the_rating_inside_wechat(
    person: Callable[..., Person], staff: Staff, code: str, agent: str
) -> None:
    customer = person("phone", agent=agent)
    customer.page.add_init_script(LACKING)
    number = report(customer, code)
    send_somebody(staff, number)
    customer.page.reload()
    station(customer, "工程师已出发")
    finish_the_work(staff, number)
    customer.page.reload()
    customer.page.get_by_text("收到，工程师二十分钟后到").wait_for()
    accept(customer)
    rate(customer)
    station(customer, "已完成")
