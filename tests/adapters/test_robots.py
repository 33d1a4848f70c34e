"""Group robots of WeCom, DingTalk and Feishu: signatures, and the many ways in which they say no with HTTP 200."""

from typing import Any

import pytest

from bihuan.adapters import DingTalkRobot, FeishuRobot, Outbound, WeComRobot
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError
from tests.adapters.providers import dingtalk, feishu, provider, wecom

pytestmark = pytest.mark.req("COL-2.server")

NOW = 1_750_000_000_000
LOCAL = Outbound("127.0.0.1")
LETTER = Letter(
    id="n1",
    title="紧急：水泵漏水",
    text="客户：<恒力>*液压*\n[不是链接](http://x)",
    link="https://b.example/t/a/tickets/1",
)


def test_wecom_reads_title_text_and_link_and_marks_of_the_text_stay_text() -> None:
    with provider(wecom) as there:
        account = Account({}, {"url": f"{there.url}/cgi-bin/webhook/send?key=good"})
        WeComRobot(LOCAL).carry(account, LETTER, NOW)
        content = there.requests[0].json()["markdown"]["content"]
    assert content.startswith("**紧急：水泵漏水**\n客户：\\<恒力\\>\\*液压\\*\n\\[不是链接\\]")
    assert content.endswith("[查看工单](https://b.example/t/a/tickets/1)")


def test_a_text_that_is_too_long_for_a_group_is_cut_and_still_arrives() -> None:
    with provider(wecom) as there:
        account = Account({}, {"url": f"{there.url}/?key=good"})
        WeComRobot(LOCAL).carry(account, Letter(id="n", title="长", text="漏" * 5_000), NOW)
        assert len(there.requests[0].json()["markdown"]["content"].encode()) <= 4096


def test_dingtalk_gets_its_signature_in_the_address() -> None:
    with provider(dingtalk("SEC+/=1", NOW)) as there:
        url = f"{there.url}/robot/send?access_token=t"
        DingTalkRobot(LOCAL).carry(Account({}, {"url": url, "secret": "SEC+/=1"}), LETTER, NOW)
        with pytest.raises(RefusedForGoodError, match=r"delivery\.signature_refused: 310000 sign not match"):
            DingTalkRobot(LOCAL).carry(Account({}, {"url": url, "secret": "other"}), LETTER, NOW)
        assert there.requests[0].json()["markdown"]["title"] == "紧急：水泵漏水"


def test_feishu_gets_its_signature_in_the_body() -> None:
    with provider(feishu("sec", NOW)) as there:
        url = f"{there.url}/open-apis/bot/v2/hook/x"
        FeishuRobot(LOCAL).carry(Account({}, {"url": url, "secret": "sec"}), LETTER, NOW)
        with pytest.raises(RefusedForGoodError, match=r"delivery\.signature_refused: 19021"):
            FeishuRobot(LOCAL).carry(Account({}, {"url": url, "secret": "sec"}), LETTER, NOW + 2 * 3_600_000)
        post = there.requests[0].json()["content"]["post"]["zh_cn"]
    assert post["title"] == "紧急：水泵漏水" and post["content"][-1][0]["href"].endswith("/tickets/1")


@pytest.mark.parametrize(
    ("robot", "said", "code", "after"),
    [
        (WeComRobot, {"errcode": 45009, "errmsg": "api freq out of limit"}, "delivery.rate_limited", 60_000),
        (WeComRobot, {"errcode": -1, "errmsg": "system busy"}, "delivery.provider_fault", 60_000),
        (WeComRobot, {"errcode": 93000, "errmsg": "invalid webhook url"}, "delivery.account_refused", None),
        (DingTalkRobot, {"errcode": 130101, "errmsg": "send too fast"}, "delivery.rate_limited", 600_000),
        (DingTalkRobot, {"errcode": 300001, "errmsg": "token is not exist"}, "delivery.account_refused", None),
        (FeishuRobot, {"code": 11232, "msg": "frequency limited"}, "delivery.rate_limited", 60_000),
        (FeishuRobot, {"code": 19024, "msg": "Key Words Not Found"}, "delivery.signature_refused", None),
        (FeishuRobot, {"code": 777, "msg": "?"}, "delivery.rejected", None),
    ],
)
def test_an_error_code_with_http_200_is_no_success(robot: type, said: dict, code: str, after: int | None) -> None:
    with provider(lambda _: (200, {}, said)) as there, pytest.raises((TryAgainError, RefusedForGoodError)) as raised:
        robot(LOCAL).carry(Account({}, {"url": there.url}), LETTER, NOW)
    assert raised.value.code == code
    assert getattr(raised.value, "after_ms", None) == after
    assert isinstance(raised.value, RefusedForGoodError) == (after is None)


@pytest.mark.parametrize(
    ("status", "headers", "kind", "after"),
    [
        (429, {"Retry-After": "30"}, TryAgainError, 30_000),
        (503, {"Retry-After": "Sun, 15 Jun 2025 15:08:20 GMT"}, TryAgainError, 100_000),
        (500, {}, TryAgainError, None),
        (404, {}, RefusedForGoodError, None),
        (302, {"Location": "http://127.0.0.1:1/"}, RefusedForGoodError, None),
    ],
)
def test_http_says_it_too(status: int, headers: dict[str, str], kind: type[Exception], after: int | None) -> None:
    with provider(lambda _: (status, headers, {"errcode": 0})) as there, pytest.raises(kind) as raised:
        WeComRobot(LOCAL).carry(Account({}, {"url": there.url}), LETTER, NOW)
    assert getattr(raised.value, "after_ms", None) == after
    assert len(there.requests) == 1, "a redirect is not followed"


@pytest.mark.parametrize("body", [b"<html>please sign in", b"[" * 100_000])
def test_a_page_that_a_proxy_put_in_between_is_no_verdict(body: bytes) -> None:
    page: Any = (200, {}, body)
    kind = TryAgainError
    with provider(lambda _: page) as there, pytest.raises(kind, match=r"delivery\.not_understood"):
        WeComRobot(LOCAL).carry(Account({}, {"url": there.url}), LETTER, NOW)
