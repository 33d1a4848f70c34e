"""飞书群自定义机器人: POST to the group's webhook; with 签名校验, time and signature stand in the body.

https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
"""

import base64
import hashlib
import hmac
import json

from bihuan.adapters.answers import check_status, fail, json_body
from bihuan.adapters.outbound import Outbound
from bihuan.adapters.words import OPEN, cut_bytes, one_line
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.ports import Account, Letter

_MOST_BYTES = 15_000
_MEANT = {
    "11232": ("delivery.rate_limited", 60_000),
    "11247": ("delivery.rate_limited", 60_000),
    "99991400": ("delivery.rate_limited", 60_000),
    "19021": ("delivery.signature_refused", None),
    "19022": ("delivery.signature_refused", None),
    "19024": ("delivery.signature_refused", None),
    "19001": ("delivery.account_refused", None),
    "9499": ("delivery.rejected", None),
}


class FeishuRobot:
    """Speaks in one group of Feishu."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """See kernel.ports.Carrier."""
        body = {**signature(account.secrets.get("secret", ""), now), "msg_type": "post", "content": _post(letter)}
        headers = {"Content-Type": "application/json"}
        answer = self._outbound.post(account.secrets.get("url", ""), headers, json.dumps(body).encode())
        # Limits and wrong signatures come with HTTP 400, too: what counts is the code in the body.
        if answer.status == 429 or answer.status >= 500:
            check_status(answer, now)
        said = json_body(answer)
        code = said.get("code", said.get("StatusCode"))
        if code != 0:
            fail(str(code), str(said.get("msg", "")), _MEANT)
        return ""


def signature(secret: str, now: Instant) -> JsonObject:
    """`timestamp` (seconds) and `sign` of the body; nothing when the group asks for no signature."""
    if not secret:
        return {}
    seconds = str(now // 1000)
    digest = hmac.digest(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256)
    return {"timestamp": seconds, "sign": base64.b64encode(digest).decode()}


def _post(letter: Letter) -> JsonObject:
    text = cut_bytes(letter.text, _MOST_BYTES)
    content: list[list[JsonObject]] = [[{"tag": "text", "text": line}] for line in text.splitlines()]
    if letter.link:
        content.append([{"tag": "a", "text": OPEN.get(letter.language, OPEN["zh"]), "href": letter.link}])
    language = "en_us" if letter.language == "en" else "zh_cn"
    return {"post": {language: {"title": one_line(letter.title), "content": content}}}
