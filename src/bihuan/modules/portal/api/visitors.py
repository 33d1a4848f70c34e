"""Routes for whoever scanned a code or followed a public link: the form, and the report."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.errors import say
from bihuan.kernel.ids import derived_id, new_secret
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of, open_desk_of
from bihuan.modules.assets import interface as assets
from bihuan.modules.company import interface as company
from bihuan.modules.customers import interface as customers
from bihuan.modules.features import interface as features
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity.messages import ChangeUser, CreateUser
from bihuan.modules.portal import bookkeeping, messages, queries
from bihuan.modules.portal.api.pages import portal_address
from bihuan.modules.portal.interface import guest_token, link_token, narrowed_form, seen_fields
from bihuan.modules.portal.interface.doorkeeping import BITS, check_answer, puzzle
from bihuan.modules.portal.interface.phones import address_key, plain_number
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["portal"], responses=PROBLEMS)
OpenDesk = Annotated[Desk, Depends(open_desk_of)]
DeskDep = Annotated[Desk, Depends(desk_of)]
Key = Annotated[str, Path(max_length=50)]
FileId = Annotated[str, Field(max_length=100)]
GUEST_MS = 2 * 3_600_000
# Visits that one address may begin in a day; each makes a person.
MOST_VISITS = 500
_TITLE = 60
# What everybody who holds a device's code may read on its label anyway.
_DEVICE = ("name", "sn", "model")


class ScannedDeviceOut(BaseModel):
    """The device whose code was scanned."""

    code: str
    name: str | None
    sn: str | None
    model: str | None
    place: str | None


class ScannedPlaceOut(BaseModel):
    """The place whose code was scanned: what is written beside it, and nothing of whose it is."""

    code: str
    name: str = Field(description="The site's name")
    room: str


class FormPageOut(BaseModel):
    """Everything that the page of a public form needs."""

    key: str
    company: str
    label: dict[str, str]
    intro: dict[str, str]
    type_label: dict[str, str]
    form: dict[str, Any] = Field(description="The form's definition, its fields narrowed to those that are asked for")
    rights: dict[str, str] = Field(description="By field; `*` for all others")
    phone_needed: bool
    device: ScannedDeviceOut | None
    place: ScannedPlaceOut | None
    puzzle: str = Field(description="To be solved before a visit begins, see POST /portal/visits")
    bits: int


class VisitIn(BaseModel):
    """A solved puzzle: SHA-256 of `<puzzle>.<answer>` begins with `bits` zero bits. `website` must stay empty."""

    model_config = ConfigDict(extra="forbid")
    form: Annotated[str, Field(max_length=50)]
    puzzle: Annotated[str, Field(max_length=200)]
    answer: Annotated[str, Field(max_length=100)]
    website: Annotated[str, Field(max_length=200)] = ""


class VisitOut(BaseModel):
    """A Bearer token with which the visitor uploads pictures and reports, until `until`."""

    token: str
    until: int


class PlaceIn(BaseModel):
    """Where the visitor stands, WGS 84."""

    model_config = ConfigDict(extra="forbid")
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy: Annotated[float | None, Field(ge=0, le=100_000)] = None


class ReportIn(BaseModel):
    """A visitor's report. `device` or `place`: the scanned code; a device is the nearer of both."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=100)] = ""
    phone: Annotated[str, Field(max_length=50)] = ""
    title: Annotated[str, Field(max_length=200)] = ""
    description: Annotated[str, Field(max_length=20_000)] = ""
    device: Annotated[str | None, Field(max_length=200)] = None
    place: Annotated[str | None, Field(max_length=300)] = None
    geo: PlaceIn | None = None
    data: dict[str, Any] = {}
    files: Annotated[list[FileId], Field(max_length=20)] = []


class ReportedOut(BaseModel):
    """The ticket's number, and the link by which its progress is followed."""

    number: str
    token: str
    address: str


@router.get("/forms/{key}")
async def get_form_page(
    key: Key,
    desk: OpenDesk,
    response: Response,
    device: Annotated[str | None, Query(max_length=200)] = None,
    place: Annotated[str | None, Query(max_length=300)] = None,
) -> FormPageOut:
    """A public form as its page shows it; `device`, `place`: scanned codes. `device` as key: the form for codes."""
    found = await desk.read(lambda tx: {**_form_page(desk, tx, key, device), "place": _place(tx, place)})
    response.headers["Cache-Control"] = "no-store"
    return FormPageOut(**found)


def _form_page(desk: Desk, tx: Tx, key: str, code: str | None) -> JsonObject:
    features.check_on(tx, "portal", outside=True)
    row = queries.form_for_devices(tx) if key == "device" else queries.form(tx, key)
    if row is None or not row["active"]:
        raise Refusal("public_form.closed", Kind.NOT_FOUND)
    kind = flows.ticket_type(tx, row["type"])
    version = forms.current_version(tx, kind.form)
    flow = flows.flow_definition(tx, kind.flow, flows.current_version(tx, kind.flow))
    device = _device(desk, tx, code) if code else None
    rights = _rights(dict(flow.start.offers["submit"].form), row, bool((device or {}).get("sn")))
    seen = seen_fields(forms.form_definition(tx, kind.form, version).fields, [rights])
    return {
        "key": row["key"],
        "company": company.name_of(tx, desk.info),
        "label": row["label"],
        "intro": row["intro"],
        "type_label": kind.label,
        "form": narrowed_form(forms.form_body(tx, kind.form, version), seen),
        "rights": rights,
        "phone_needed": row["phone_needed"],
        "device": device,
        "puzzle": puzzle(desk.tenant.keys, row["key"], new_secret(9), desk.now()),
        "bits": BITS,
    }


def _rights(offered: dict[str, str], row: Row, knows_sn: bool) -> dict[str, str]:
    """What the start of the flow offers, and of it only what this page asks for and does not know already."""
    known = {field for what, field in row["prefill"].items() if what != "sn" or knows_sn}
    prefilled = dict.fromkeys(known, "hidden")
    if not row["fields"]:
        return {**offered, **prefilled}
    asked = {name: offered.get(name, offered.get("*", "edit")) for name in row["fields"]}
    return {**asked, **prefilled, "*": "hidden"}


def _device(desk: Desk, tx: Tx, code: str) -> JsonObject | None:
    found = assets.scanned_device(tx, code)
    facts = assets.device_facts(tx, found, desk.now(), desk.info.zone) if found else None
    if facts is None:
        return None
    return {"code": code, "place": assets.place_of(tx, found or ""), **{name: facts.get(name) for name in _DEVICE}}


def _place(tx: Tx, code: str | None) -> JsonObject | None:
    found = customers.scanned_place(tx, code) if code else None
    return {"code": code, "name": found.name, "room": found.room} if found else None


@router.post("/visits", status_code=201)
async def begin_visit(body: VisitIn, desk: OpenDesk) -> VisitOut:
    """Begin a report. Refuses `public_report.robot` without a solved puzzle."""
    if body.website:
        raise Refusal("public_report.robot", path="answer")
    keys, now = desk.tenant.keys, desk.now()
    check_answer(keys, body.form, body.puzzle, body.answer, now)
    # The same puzzle is the same visitor: solving one gives one person, however often it is sent.
    guest = derived_id(desk.info.id, "portal-guest", body.puzzle)
    await desk.read(lambda tx: features.check_on(tx, "portal", outside=True))
    known = await desk.read(lambda tx: identity.person_exists(tx, guest))
    if not known:
        here = address_key(keys, "visits", desk.caller.ip or "")
        await desk.write(lambda tx: bookkeeping.count_address(tx, here, MOST_VISITS, now))
        made = CreateUser("访客", language=desk.language, roles=(identity.GUEST,), user=guest)
        # Under one key: whoever presses twice is made once.
        await replace(desk.as_platform(guest), idempotency_key=guest).submit(made)
    until = now + GUEST_MS
    return VisitOut(token=guest_token(keys, desk.info.slug, guest, until), until=until)


@router.post("/forms/{key}/tickets", status_code=201)
async def report(key: Key, body: ReportIn, desk: DeskDep) -> ReportedOut:
    """Report with the token of a visit. The same Idempotency-Key, or the same visit and form, is the same ticket."""
    guest = desk.caller.id if desk.caller.kind == "link" and desk.caller.session is None else None
    if guest is None:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant")
    row = await desk.read(lambda tx: queries.form(tx, key))
    phone = plain_number(body.phone)
    if row is not None and row["phone_needed"] and not phone:
        raise Refusal("public_report.phone_missing", path="phone")
    device = await desk.read(lambda tx: _scanned(tx, body.device))
    place = None if device else await desk.read(lambda tx: _scanned_place(tx, body.place))
    await _introduce(desk, guest, body.name.strip(), phone)
    report_id = derived_id(desk.info.id, "portal-report", guest, desk.idempotency_key or key)
    await desk.submit(
        messages.ReportPublicly(
            form=key,
            guest=guest,
            report=report_id,
            title=_title(body, row),
            description=_with_room(body.description, place, desk.language),
            device=device,
            site=place.site if place else None,
            geo=body.geo.model_dump(exclude_none=True) if body.geo else None,
            data=await desk.read(lambda tx: _data(desk, tx, body, row)),
            files=tuple(body.files),
        )
    )
    return await desk.read(lambda tx: _reported(desk, tx, report_id))


async def _introduce(desk: Desk, guest: str, name: str, phone: str) -> None:
    """What the visitor says of himself: people call him back by it."""
    changes: JsonObject = {key: value for key, value in (("name", name), ("phone", phone)) if value}
    if changes:
        await desk.as_platform(guest).submit(ChangeUser(guest, changes))


def _scanned(tx: Tx, code: str | None) -> str | None:
    if not code:
        return None
    found = assets.scanned_device(tx, code)
    if found is None:
        raise Refusal("device.unknown", path="device")
    return found


def _scanned_place(tx: Tx, code: str | None) -> customers.Place | None:
    if not code:
        return None
    found = customers.scanned_place(tx, code)
    if found is None:
        raise Refusal("public_report.place_unknown", path="place")
    return found


def _with_room(description: str, place: customers.Place | None, language: str) -> str:
    """The site is a field of the ticket; the room is for whoever goes there to read."""
    if place is None or not place.room:
        return description
    said = say("public_report.place", {"site": place.name, "room": place.room}, language)
    return f"{description.rstrip()}\n{said}".lstrip()


def _data(desk: Desk, tx: Tx, body: ReportIn, row: Row | None) -> JsonObject:
    """What was filled in, and what the visitor said of himself where the form keeps it."""
    device = _device(desk, tx, body.device) if body.device else None
    said = {"name": body.name.strip(), "phone": plain_number(body.phone), "sn": (device or {}).get("sn")}
    prefill: dict[str, str] = row["prefill"] if row else {}
    return {**{field: said[what] for what, field in prefill.items() if said[what]}, **body.data}


def _title(body: ReportIn, row: Row | None) -> str:
    first = next((line.strip() for line in body.description.splitlines() if line.strip()), "")
    label = str((row or {}).get("label", {}).get("zh", ""))
    return body.title.strip() or (first if len(first) <= _TITLE else first[: _TITLE - 1] + "…") or label


def _reported(desk: Desk, tx: Tx, report_id: str) -> ReportedOut:
    row = queries.link(tx, report_id)
    ticket = tickets.ticket_row(tx, row["ticket"]) if row else None
    if ticket is None:
        raise Refusal("link.not_good", Kind.NOT_FOUND)
    token = link_token(desk.tenant.keys, desk.info.slug, report_id)
    return ReportedOut(number=ticket["number"], token=token, address=f"{portal_address(desk)}/t#{token}")
