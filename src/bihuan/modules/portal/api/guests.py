"""The route by which staff make whoever called the reporter of his own ticket, so that its page may be his."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import NOTHING, scope_of
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.ids import derived_id
from bihuan.kernel.masters import get_record
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.customers import interface as customers
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity.messages import ChangeUser, CreateUser
from bihuan.modules.portal.interface.phones import phone_key, plain_number

router = Router(tags=["portal"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]


class GuestIn(BaseModel):
    """Who called. For a `contact` of a customer, name and number are those that stand there, if they do."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=100)] = ""
    phone: Annotated[str, Field(max_length=50)] = ""
    contact: Annotated[str | None, Field(max_length=100)] = None


class GuestOut(BaseModel):
    """The person to name as a ticket's `submitter`."""

    id: str


@router.post("/guests", status_code=201)
async def know_guest(body: GuestIn, desk: DeskDep) -> GuestOut:
    """Whoever called, as a person without an account: one for each contact, without a contact one for each number."""

    def read(tx: Tx) -> tuple[str, bool, JsonObject]:
        if scope_of(desk.caller.subject, "create_for", "ticket") == NOTHING:
            raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant")
        said = _said(desk, tx, body)
        guest, known = _guest(desk, tx, body, said["phone"])
        return guest, known, {key: value for key, value in said.items() if value}

    guest, known, said = await desk.read(read)
    if known:
        await desk.as_platform(desk.caller.id).submit(ChangeUser(guest, said))
    else:
        made = CreateUser(said.get("name", "访客"), language=desk.language, roles=(identity.GUEST,), user=guest)
        await desk.as_platform(desk.caller.id).submit(replace(made, phone=said.get("phone")))
    return GuestOut(id=guest)


def _said(desk: Desk, tx: Tx, body: GuestIn) -> dict[str, str]:
    """Name and number, as they stand with the contact or were given. Refuses `public_report.phone_missing`."""
    contact: JsonObject = {}
    if body.contact is not None:
        get_record(tx, customers.CONTACTS, desk.caller, body.contact)
        contact = customers.contact_facts(tx, body.contact) or {}
    phone = plain_number(contact.get("phone") or body.phone)
    if not phone and body.contact is None:
        raise Refusal("public_report.phone_missing", path="phone")
    return {"name": contact.get("name") or body.name.strip(), "phone": phone}


def _guest(desk: Desk, tx: Tx, body: GuestIn, phone: str) -> tuple[str, bool]:
    """The guest's id, and whether he is known. Somebody whose data were erased, or who was shut out, is a new one."""
    ids = ((guest, identity.person_exists(tx, guest)) for guest in _ids(desk, body, phone))
    return next((guest, known) for guest, known in ids if not known or identity.is_active(tx, guest))


def _ids(desk: Desk, body: GuestIn, phone: str) -> Iterator[str]:
    # A visitor of the portal may type any number: nobody gets a ticket of somebody else by having typed his.
    # The id is in the ledger for ever, so a number stands in it under a key.
    what = ("contact", body.contact) if body.contact else ("phone", phone_key(desk.tenant.keys, phone))
    return (derived_id(desk.info.id, "portal-caller", *what, str(turn)) for turn in count())
