"""JSON to an address of the company's own, signed with id and time (Standard Webhooks, www.standardwebhooks.com)."""

import base64
import binascii
import hashlib
import hmac

from bihuan.adapters.answers import check_status
from bihuan.adapters.outbound import Outbound
from bihuan.core.values import Instant
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError

_PREFIX = "whsec_"


class StandardWebhook:
    """Pushes a letter's text, which is JSON, to the address in the account's settings."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """See kernel.ports.Carrier. The id is the same at every try, so that the receiver can tell a repeat."""
        seconds = str(now // 1000)
        body = letter.text.encode()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": letter.id,
            "webhook-timestamp": seconds,
            "webhook-signature": signature(account.secrets.get("secret", ""), letter.id, seconds, body),
        }
        answer = self._outbound.post(str(account.settings.get("url", "")), headers, body)
        check_status(answer, now)
        return ""


def signature(secret: str, message_id: str, seconds: str, body: bytes) -> str:
    """`v1,` and HMAC-SHA256 over id, time and body. Raises RefusedForGoodError when the secret is none."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise RefusedForGoodError("delivery.account_refused") from error
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
