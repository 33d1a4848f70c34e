"""SMS through Aliyun and Tencent: signed as published, refusals told apart."""

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.adapters import AliyunSms, Outbound, TencentSms, standard_webhook
from bihuan.adapters import aliyun as ours_of_aliyun
from bihuan.adapters import tencent as ours_of_tencent
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError
from tests.adapters.providers import aliyun, provider, tencent

pytestmark = pytest.mark.req("COL-2.server")

NOW = 1_750_000_000_000
LOCAL = Outbound("127.0.0.1")
VECTORS = json.loads((Path(__file__).parents[1] / "data/protocol-vectors.json").read_text())
LETTER = Letter(
    id="n1",
    title="",
    text="",
    address="13812345678",
    template="SMS_1",
    parameters=(("title", "水泵 漏水*~+/"), ("no", "SB-1")),
)


def test_the_signatures_are_those_of_the_documentation() -> None:
    known = VECTORS["aliyun_acs3"]
    headers = ours_of_aliyun.action_headers(
        known["host"], known["action"], known["version"], known["at"], known["nonce"]
    )
    assert ours_of_aliyun.authorization(tuple(known["key"]), known["query"], headers).endswith(
        f"Signature={known['signature']}"
    )
    known = VECTORS["tencent_tc3"]
    place = (known["service"], known["host"], known["body"].encode(), known["seconds"])
    assert ours_of_tencent.authorization(tuple(known["key"]), *place).endswith(f"Signature={known['signature']}")
    known = VECTORS["standard_webhooks"]
    body = known["payload"].encode()
    assert standard_webhook.signature(known["secret"], known["id"], known["timestamp"], body) == known["signature"]


def aliyun_account(url: str, secret: str = "s") -> Account:
    return Account({"access_key_id": "id", "sign_name": "恒锐机电", "endpoint": url}, {"access_key_secret": secret})


def tencent_account(url: str, secret: str = "s") -> Account:
    settings = {"secret_id": "id", "sdk_app_id": "1400", "sign_name": "恒锐机电", "endpoint": url}
    return Account(settings, {"secret_key": secret})


def test_aliyun_gets_number_template_and_values_and_gives_a_receipt() -> None:
    sent: list[dict[str, str]] = []

    def known(query: dict[str, str]) -> Any:
        sent.append(query)
        return {"Code": "OK", "BizId": "biz-1", "Message": "OK"}

    with provider(aliyun("s", known)) as there:
        assert AliyunSms(LOCAL).carry(aliyun_account(there.url), LETTER, NOW) == "biz-1"
        with pytest.raises(RefusedForGoodError, match=r"delivery\.signature_refused"):
            AliyunSms(LOCAL).carry(aliyun_account(there.url, "wrong"), LETTER, NOW)
    assert (sent[0]["PhoneNumbers"], sent[0]["SignName"], sent[0]["OutId"]) == ("13812345678", "恒锐机电", "n1")
    assert json.loads(sent[0]["TemplateParam"]) == {"title": "水泵 漏水*~+/", "no": "SB-1"}


def test_tencent_gets_number_template_and_values_by_position_and_gives_a_receipt() -> None:
    sent: list[dict[str, Any]] = []

    def known(body: dict[str, Any]) -> Any:
        sent.append(body)
        return {"SendStatusSet": [{"Code": "Ok", "SerialNo": "2019:1", "Message": "send success"}], "RequestId": "r"}

    with provider(tencent("s", known)) as there:
        assert TencentSms(LOCAL).carry(tencent_account(there.url), LETTER, NOW) == "2019:1"
        with pytest.raises(RefusedForGoodError, match=r"delivery\.signature_refused"):
            TencentSms(LOCAL).carry(tencent_account(there.url, "wrong"), LETTER, NOW)
    assert sent[0]["PhoneNumberSet"] == ["13812345678"] and sent[0]["TemplateParamSet"] == ["水泵 漏水*~+/", "SB-1"]


@pytest.mark.parametrize(
    ("code", "ours", "again"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", "delivery.number_invalid", False),
        ("isv.AMOUNT_NOT_ENOUGH", "delivery.account_empty", False),
        ("isv.SMS_TEMPLATE_ILLEGAL", "delivery.rejected", False),
        ("InvalidAccessKeyId.NotFound", "delivery.account_refused", False),
        ("isv.BUSINESS_LIMIT_CONTROL", "delivery.rate_limited", True),
        ("Throttling.User", "delivery.rate_limited", True),
        ("isp.SYSTEM_ERROR", "delivery.provider_fault", True),
    ],
)
def test_what_aliyun_refuses(code: str, ours: str, again: bool) -> None:
    said, kind = {"Code": code, "Message": "m"}, TryAgainError if again else RefusedForGoodError
    with provider(lambda _: (400, {}, said)) as there, pytest.raises(kind) as raised:
        AliyunSms(LOCAL).carry(aliyun_account(there.url), LETTER, NOW)
    assert raised.value.code == ours and code in raised.value.detail


@pytest.mark.parametrize(
    ("code", "ours", "again"),
    [
        ("InvalidParameterValue.IncorrectPhoneNumber", "delivery.number_invalid", False),
        ("FailedOperation.PhoneNumberInBlacklist", "delivery.number_blocked", False),
        ("AuthFailure.SecretIdNotFound", "delivery.account_refused", False),
        ("LimitExceeded.PhoneNumberDailyLimit", "delivery.rate_limited", True),
        ("RequestLimitExceeded", "delivery.rate_limited", True),
        ("InternalError.Timeout", "delivery.provider_fault", True),
    ],
)
@pytest.mark.parametrize("place", ["whole", "number"])
def test_what_tencent_refuses(code: str, ours: str, again: bool, place: str) -> None:
    fault = {"Code": code, "Message": "m"}
    said = {"Error": fault} if place == "whole" else {"SendStatusSet": [fault]}
    kind = TryAgainError if again else RefusedForGoodError
    with provider(lambda _: (200, {}, {"Response": said})) as there, pytest.raises(kind) as raised:
        TencentSms(LOCAL).carry(tencent_account(there.url), LETTER, NOW)
    assert raised.value.code == ours
