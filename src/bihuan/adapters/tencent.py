"""腾讯云短信 SendSms (2021-01-11), signed TC3-HMAC-SHA256.

https://cloud.tencent.com/document/api/382/55981 (SendSms), /52075 and /59177 (error codes), /52072 (signature).
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from bihuan.adapters.answers import check_status, fail, json_body
from bihuan.adapters.outbound import Outbound
from bihuan.core.values import Instant
from bihuan.kernel.ports import Account, Letter

ENDPOINT = "https://sms.tencentcloudapi.com"
_VERSION = "2021-01-11"
_ALGORITHM = "TC3-HMAC-SHA256"
_CONTENT_TYPE = "application/json; charset=utf-8"
_MINUTE = 60_000
_MEANT = {
    "RequestLimitExceeded": ("delivery.rate_limited", _MINUTE),
    "RequestLimitExceeded.": ("delivery.rate_limited", _MINUTE),
    "LimitExceeded": ("delivery.rate_limited", 10 * _MINUTE),
    "LimitExceeded.": ("delivery.rate_limited", 10 * _MINUTE),
    "InternalError": ("delivery.provider_fault", 0),
    "InternalError.": ("delivery.provider_fault", 0),
    "InvalidParameterValue.IncorrectPhoneNumber": ("delivery.number_invalid", None),
    "FailedOperation.PhoneNumberInBlacklist": ("delivery.number_blocked", None),
    "FailedOperation.InsufficientBalanceInSmsPackage": ("delivery.account_empty", None),
    "AuthFailure.SignatureFailure": ("delivery.signature_refused", None),
    "AuthFailure.SignatureExpire": ("delivery.signature_refused", None),
    "AuthFailure.": ("delivery.account_refused", None),
    "UnauthorizedOperation.": ("delivery.account_refused", None),
}


class TencentSms:
    """Sends texts through a tenant's Tencent Cloud account."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """See kernel.ports.Carrier. The receipt is SerialNo."""
        settings = account.settings
        endpoint = str(settings.get("endpoint") or ENDPOINT).rstrip("/")
        key = str(settings.get("secret_id", "")), account.secrets.get("secret_key", "")
        content = json.dumps(_body(account, letter)).encode()
        host, seconds = endpoint.partition("://")[2], now // 1000
        headers = {
            "Content-Type": _CONTENT_TYPE,
            "X-TC-Action": "SendSms",
            "X-TC-Version": _VERSION,
            "X-TC-Region": str(settings.get("region") or "ap-guangzhou"),
            "X-TC-Timestamp": str(seconds),
            "Authorization": authorization(key, "sms", host, content, seconds),
        }
        answer = self._outbound.post(endpoint + "/", headers, content)
        check_status(answer, now)
        return _receipt(json_body(answer).get("Response"))


def _body(account: Account, letter: Letter) -> dict[str, object]:
    return {
        "PhoneNumberSet": [letter.address],
        "SmsSdkAppId": str(account.settings.get("sdk_app_id", "")),
        "SignName": str(account.settings.get("sign_name", "")),
        "TemplateId": letter.template,
        # By position: the names are the template's own business.
        "TemplateParamSet": [text for _, text in letter.parameters],
        "SessionContext": letter.id,
    }


def _receipt(said: object) -> str:
    response = said if isinstance(said, dict) else {}
    error = response.get("Error")
    if isinstance(error, dict):
        fail(str(error.get("Code")), str(error.get("Message", "")), _MEANT)
    statuses = response.get("SendStatusSet") or [{}]
    if statuses[0].get("Code") != "Ok":
        fail(str(statuses[0].get("Code")), str(statuses[0].get("Message", "")), _MEANT)
    return str(statuses[0].get("SerialNo", ""))


def authorization(key: tuple[str, str], service: str, host: str, content: bytes, seconds: int) -> str:
    """The Authorization header; `key` = (secret id, secret key). Signed are content type, host and body."""
    signed = "content-type;host"
    canonical = "\n".join(
        (
            *("POST", "/", "", f"content-type:{_CONTENT_TYPE}", f"host:{host}", "", signed),
            hashlib.sha256(content).hexdigest(),
        )
    )
    day = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    text = "\n".join((_ALGORITHM, str(seconds), scope, hashlib.sha256(canonical.encode()).hexdigest()))
    signing = f"TC3{key[1]}".encode()
    for part in (day, service, "tc3_request"):
        signing = hmac.digest(signing, part.encode(), hashlib.sha256)
    signature = hmac.digest(signing, text.encode(), hashlib.sha256).hex()
    return f"{_ALGORITHM} Credential={key[0]}/{scope}, SignedHeaders={signed}, Signature={signature}"
