"""Whose phone it is, proven by a code on it. A module above, which can send SMS, provides how (`PHONE_PROOF`)."""

from typing import Protocol

from bihuan.kernel.tx import Tx
from bihuan.kernel.web import Desk

PHONE_PROOF = "identity.phone_proof"


class PhoneProof(Protocol):
    """Codes to phones, throttled by phone and by address, in one place for everything that asks for one."""

    def can_send(self, tx: Tx) -> bool:
        """Whether there is a channel in use that reaches phones by SMS."""

    async def send(self, desk: Desk, phone: str, person: str | None) -> None:
        """Send a code to the person's phone; without a person nothing is sent, and counted all the same.

        Refuses `portal.too_many_codes` and `portal.too_many_here`.
        """

    async def proves(self, desk: Desk, phone: str, code: str) -> bool:
        """Whether this code was sent to that phone lately. It opens once; five wrong ones close it."""
