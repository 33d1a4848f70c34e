"""钉钉群自定义机器人: POST to the group's webhook; with 加签, time and signature stand in the address.

https://open.dingtalk.com/document/robots/custom-robot-access and …/customize-robot-security-settings.
"""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote_plus

from bihuan.adapters.answers import check_status, fail, json_body
from bihuan.adapters.outbound import Outbound
from bihuan.adapters.words import cut_bytes, markdown, one_line
from bihuan.core.values import Instant
from bihuan.kernel.ports import Account, Letter

_MOST_BYTES = 18_000
# More than 20 a minute and the robot is silenced for ten minutes.
_SILENCED_MS = 10 * 60_000
_MEANT = {
    "-1": ("delivery.provider_fault", 60_000),
    "130101": ("delivery.rate_limited", _SILENCED_MS),
    "410100": ("delivery.rate_limited", _SILENCED_MS),
    "90030": ("delivery.rate_limited", 60 * 60_000),
    "300001": ("delivery.account_refused", None),
    "300005": ("delivery.account_refused", None),
    # Signature, key word or address not as the group's security settings want them; errmsg says which.
    "310000": ("delivery.signature_refused", None),
}


class DingTalkRobot:
    """Speaks in one group of DingTalk."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """See kernel.ports.Carrier."""
        text = cut_bytes(markdown(letter).replace("\n", "  \n"), _MOST_BYTES)
        body = {"msgtype": "markdown", "markdown": {"title": one_line(letter.title)[:100], "text": text}}
        address = signed_address(account.secrets.get("url", ""), account.secrets.get("secret", ""), now)
        answer = self._outbound.post(address, {"Content-Type": "application/json"}, json.dumps(body).encode())
        check_status(answer, now)
        said = json_body(answer)
        if said.get("errcode") != 0:
            fail(str(said.get("errcode")), str(said.get("errmsg", "")), _MEANT)
        return ""


def signed_address(url: str, secret: str, now: Instant) -> str:
    """The webhook with `timestamp` (ms) and `sign`; as it is when the group asks for no signature."""
    if not secret:
        return url
    digest = hmac.digest(secret.encode(), f"{now}\n{secret}".encode(), hashlib.sha256)
    sign = quote_plus(base64.b64encode(digest))
    return f"{url}{'&' if '?' in url else '?'}timestamp={now}&sign={sign}"
