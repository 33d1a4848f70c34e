"""Codes that prove whose phone it is: for the tickets of a phone, and for whoever joins with his phone."""

from bihuan.kernel.ids import random_bytes
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import Desk
from bihuan.modules.notifications import interface as notifications
from bihuan.modules.notifications.messages import SendNotice
from bihuan.modules.portal import bookkeeping
from bihuan.modules.portal.interface.phones import address_key, code_hash, drawn_code, phone_key

# Codes that one address may have sent in a day: each is an SMS that the company pays for.
MOST_CODES = 50


class PhoneCodes:
    """`identity.interface.PhoneProof` by the portal's codes: one a minute and five a day for each phone."""

    def can_send(self, tx: Tx) -> bool:
        """Whether there is a channel in use that reaches phones by SMS."""
        return notifications.reaches(tx, "sms")

    async def send(self, desk: Desk, phone: str, person: str | None) -> None:
        """Send a code to the person's phone; without a person nothing is sent, and counted all the same."""
        keys, now = desk.tenant.keys, desk.now()
        code = drawn_code(random_bytes(8))
        here = address_key(keys, "codes", desk.caller.ip or "")

        def keep(tx: Tx) -> None:
            bookkeeping.count_address(tx, here, MOST_CODES, now)
            bookkeeping.keep_code(tx, phone_key(keys, phone), code_hash(keys, phone, code) if person else "", now)

        await desk.write(keep)
        if person:
            await desk.as_platform().submit(
                SendNotice(
                    key=f"portal-code:{phone_key(keys, phone)}:{now}",
                    kind="portal_code",
                    to=({"person": person},),
                    cause="portal",
                    at=now,
                    by=("sms",),
                    values={"code": code},
                    source={"kind": "portal"},
                )
            )

    async def proves(self, desk: Desk, phone: str, code: str) -> bool:
        """Whether this code was sent to that phone lately. It opens once; five wrong ones close it."""
        keys, now = desk.tenant.keys, desk.now()
        kept = code_hash(keys, phone, code)
        return await desk.write(lambda tx: bookkeeping.use_code(tx, phone_key(keys, phone), kept, now))


PHONE_CODES = PhoneCodes()
