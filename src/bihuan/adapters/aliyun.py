"""阿里云短信 SendSms (2017-05-25), signed ACS3-HMAC-SHA256.

https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature;
https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from bihuan.adapters.answers import check_status, fail, json_body
from bihuan.adapters.outbound import Outbound
from bihuan.core.values import Instant
from bihuan.kernel.ids import derived_id
from bihuan.kernel.ports import Account, Letter

ENDPOINT = "https://dysmsapi.aliyuncs.com"
_VERSION = "2017-05-25"
_ALGORITHM = "ACS3-HMAC-SHA256"
_SIGNED = ("host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version")
_MINUTE = 60_000
_MEANT = {
    # One number: one a minute, five an hour, ten a day, unless the account says otherwise.
    "isv.BUSINESS_LIMIT_CONTROL": ("delivery.rate_limited", 10 * _MINUTE),
    "isv.DAY_LIMIT_CONTROL": ("delivery.rate_limited", 60 * _MINUTE),
    "Throttling": ("delivery.rate_limited", _MINUTE),
    "Throttling.": ("delivery.rate_limited", _MINUTE),
    "isp.": ("delivery.provider_fault", 0),
    "ServiceUnavailable": ("delivery.provider_fault", 0),
    "InternalError": ("delivery.provider_fault", 0),
    "isv.MOBILE_NUMBER_ILLEGAL": ("delivery.number_invalid", None),
    "isv.MOBILE_COUNT_OVER_LIMIT": ("delivery.number_invalid", None),
    "isv.BLACK_KEY_CONTROL_LIMIT": ("delivery.number_blocked", None),
    "isv.AMOUNT_NOT_ENOUGH": ("delivery.account_empty", None),
    "isv.OUT_OF_SERVICE": ("delivery.account_empty", None),
    "SignatureDoesNotMatch": ("delivery.signature_refused", None),
    "IncompleteSignature": ("delivery.signature_refused", None),
    "InvalidAccessKeyId.": ("delivery.account_refused", None),
    "isv.": ("delivery.rejected", None),
}


class AliyunSms:
    """Sends texts through a tenant's Aliyun account."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """See kernel.ports.Carrier. The receipt is BizId."""
        settings = account.settings
        endpoint = str(settings.get("endpoint") or ENDPOINT).rstrip("/")
        query = {
            "PhoneNumbers": letter.address,
            "SignName": str(settings.get("sign_name", "")),
            "TemplateCode": letter.template,
            "TemplateParam": json.dumps(dict(letter.parameters), ensure_ascii=False),
            "OutId": letter.id,
        }
        nonce = derived_id("aliyun", letter.id, str(now)).replace("-", "")
        headers = action_headers(endpoint.partition("://")[2], "SendSms", _VERSION, now, nonce)
        key = str(settings.get("access_key_id", "")), account.secrets.get("access_key_secret", "")
        headers["Authorization"] = authorization(key, query, headers)
        answer = self._outbound.post(f"{endpoint}/?{canonical_query(query)}", headers, b"")
        if answer.status >= 500 or answer.status == 429:
            check_status(answer, now)
        said = json_body(answer)
        if said.get("Code") != "OK":
            fail(str(said.get("Code")), str(said.get("Message", "")), _MEANT)
        return str(said.get("BizId", ""))


def action_headers(host: str, action: str, version: str, now: Instant, nonce: str) -> dict[str, str]:
    """The headers of a call without a body that the signature covers."""
    at = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": at,
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }


def authorization(key: tuple[str, str], query: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """The Authorization header; `key` = (access key id, its secret)."""
    canonical = "\n".join(
        (
            *("POST", "/", canonical_query(query)),
            *(f"{name}:{headers[name].strip()}" for name in _SIGNED),
            *("", ";".join(_SIGNED), headers["x-acs-content-sha256"]),
        )
    )
    text = f"{_ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(key[1].encode(), text.encode(), hashlib.sha256).hex()
    return f"{_ALGORITHM} Credential={key[0]},SignedHeaders={';'.join(_SIGNED)},Signature={signature}"


def canonical_query(query: Mapping[str, str]) -> str:
    """Names and values in RFC 3986 escapes, by name."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))
