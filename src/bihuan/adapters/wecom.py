"""企业微信群机器人: POST to the group's webhook, whose address is the secret.

https://developer.work.weixin.qq.com/document/path/91770; error codes path/90313.
"""

import json

from bihuan.adapters.answers import check_status, fail, json_body
from bihuan.adapters.outbound import Outbound
from bihuan.adapters.words import cut_bytes, markdown
from bihuan.core.values import Instant
from bihuan.kernel.ports import Account, Letter

_MOST_BYTES = 4096
_MEANT = {
    "-1": ("delivery.provider_fault", 60_000),
    "45009": ("delivery.rate_limited", 60_000),
    "45033": ("delivery.rate_limited", 60_000),
    "93000": ("delivery.account_refused", None),
    "40001": ("delivery.account_refused", None),
    "40008": ("delivery.rejected", None),
}


class WeComRobot:
    """Speaks in one group of WeCom."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """See kernel.ports.Carrier."""
        body = {"msgtype": "markdown", "markdown": {"content": cut_bytes(markdown(letter), _MOST_BYTES)}}
        headers = {"Content-Type": "application/json"}
        answer = self._outbound.post(account.secrets.get("url", ""), headers, json.dumps(body).encode())
        check_status(answer, now)
        said = json_body(answer)
        if said.get("errcode") != 0:
            fail(str(said.get("errcode")), str(said.get("errmsg", "")), _MEANT)
        return ""
