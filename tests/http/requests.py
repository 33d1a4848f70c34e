"""One harmless request for every route, made anew for every caller: what it would change is made for it before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bihuan.core.flow.bpmn import to_bpmn
from bihuan.kernel.ids import derived_id
from bihuan.kernel.masters import ArchiveRecord
from bihuan.kernel.tables import outbox
from bihuan.modules.automations import messages as automations
from bihuan.modules.bundles.interface import packed
from bihuan.modules.customers.queries import place_code
from bihuan.modules.dispatch import messages as dispatch
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as people
from bihuan.modules.identity.tables import sign_in_attempt
from bihuan.modules.joint import messages as joint
from bihuan.modules.notifications import messages as notices
from bihuan.modules.notifications.interface import seal_secrets
from bihuan.modules.replies import messages as replies
from bihuan.modules.tickets import messages as tickets
from bihuan.modules.views import messages as views
from tests.cast import BY_ID
from tests.http.world import CHECK_UP_FLOW, CHECK_UP_FORM, OFFICE, PASSWORD, PNG, PROMISES, SLUG, World

ORG = {"departments": "department", "areas": "area", "skills": "skill", "teams": "team"}


@dataclass(frozen=True, slots=True)
class Ask:
    """A request below /api/v1 (or at the root): method, address, and what `httpx` takes besides."""

    method: str
    path: str
    more: dict[str, Any] = field(default_factory=dict)


Make = Callable[[World, str], Ask]
REQUESTS: dict[str, Make] = {}


def request_for(route: str, world: World, who: str) -> Ask:
    """The request of a row of the table, made for this caller."""
    return REQUESTS[route](world, who)


def _plain(route: str, path: Callable[[World], str] | str | None = None, **more: Any) -> None:
    method, _, template = route.partition("[")[0].strip().partition(" ")

    def make(world: World, _who: str) -> Ask:
        return Ask(method, path(world) if callable(path) else path or template, more)

    REQUESTS[route] = make


def _made(route: str, make: Callable[[World, str], tuple[str, Any]]) -> None:
    """`make` gives the address and the JSON body (None: no body)."""
    method = route.partition(" ")[0]

    def build(world: World, who: str) -> Ask:
        path, body = make(world, who)
        return Ask(method, path, {} if body is None else {"json": body})

    REQUESTS[route] = build


# --- the process, oneself ------------------------------------------------------------------------------------

for _path in ("/healthz", "/readyz"):
    _plain(f"GET {_path}")
_plain("GET /events", "/events?follow=false")
_plain("GET /ledger/public-key")
_plain("GET /ledger/checkpoint")
_plain("GET /ledger/proof/{event}", "/ledger/proof/0")
_AUDITOR = {"kind": "mail", "label": "审计", "settings": {"address": "audit@example.com"}}
_plain("GET /company")
_plain("PUT /company", json={"name": "恒锐机电"})
_plain("PUT /company/logo", content=PNG, headers={"Content-Type": "application/octet-stream"})
_plain("DELETE /company/logo")
_plain("GET /portal/company")
_plain("GET /features")
_plain("PUT /features/{key}", "/features/reviews", json={"on": True})
_plain("GET /portal/logo/{digest}", "/portal/logo/none")
_plain("GET /retention")
_plain("PUT /retention/types/{type_key}", "/retention/types/nothing", json={"years": 10})
_plain("POST /retention/holds", json={"ticket": "NO-1", "reason": "x"})
_plain("POST /retention/holds/{ticket}/lift", "/retention/holds/nobody/lift", json={"reason": "x"})
_plain("PUT /retention/purging", json={"on": False})
_plain("POST /retention/purge")
_plain("GET /trace/drill", "/trace/drill?count=3")
_plain("GET /tickets/{key}/review", "/tickets/nothing/review")
_plain("PUT /tickets/{key}/review", "/tickets/nothing/review", json={"cause": "x"})
_plain("PUT /tickets/{key}/review/measures/{measure}", "/tickets/nothing/review/measures/none", json={"done": True})
_TABLE = {"key": "contracts", "label": "合同", "form": "nothing", "title": "number"}
_plain("GET /tables")
_plain("POST /tables", json={"body": _TABLE})
_plain("GET /tables/{table}", "/tables/nothing")
_plain("GET /tables/{table}/fields", "/tables/nothing/fields")
_plain("GET /tables/{table}/form", "/tables/nothing/form")
_plain("POST /tables/{table}/archive", "/tables/nothing/archive")
_plain("POST /tables/{table}/restore", "/tables/nothing/restore")
_plain("GET /tables/{table}/records", "/tables/nothing/records")
_plain("POST /tables/{table}/records", "/tables/nothing/records", json={"data": {}})
_plain("GET /tables/{table}/choices", "/tables/nothing/choices")
_plain("GET /tables/{table}/export", "/tables/nothing/export")
_plain("POST /tables/{table}/import", "/tables/nothing/import", json={"text": "x", "run": "run-00001"})
_plain("GET /tables/{table}/records/{record}", "/tables/nothing/records/none")
_plain("PATCH /tables/{table}/records/{record}", "/tables/nothing/records/none", json={"data": {}})
_plain("POST /tables/{table}/records/{record}/archive", "/tables/nothing/records/none/archive")
_plain("POST /tables/{table}/records/{record}/restore", "/tables/nothing/records/none/restore")
_plain("POST /tables/{table}/records/{record}/erase", "/tables/nothing/records/none/erase")
_plain("GET /tables/{table}/records/{record}/history", "/tables/nothing/records/none/history")
_plain("GET /tables/{table}/records/{record}/free", "/tables/nothing/records/none/free?day=0")
_plain("GET /erasures")
_plain("POST /erasures/preview", json={"kind": "user", "subject": "nobody"})
_plain("POST /erasures", json={"kind": "user", "subject": "nobody", "confirm": "x", "reason": "x"})
_plain("PUT /erasures/backups", json={"days": 30})
_plain("GET /health")
_plain("POST /health/followers/{follower_id}/retry", "/health/followers/none/retry")
_plain("POST /health/search/rebuild")
_plain("GET /witness")
_plain("POST /witness/destinations", json=_AUDITOR)
_plain("PUT /witness/destinations/{witness}", "/witness/destinations/nobody", json=_AUDITOR)
_plain("DELETE /witness/destinations/{witness}", "/witness/destinations/nobody")
_plain("PUT /witness/plan", json={"hour": 3, "overdue_days": 7})
_plain("POST /witness/send", json={"only": "nobody"})
_plain("POST /witness/departures/{departure}/retry", "/witness/departures/none/retry")
_plain("GET /witness/departures/{departure}/note", "/witness/departures/none/note")
_plain("GET /witness/departures/{departure}/token", "/witness/departures/none/token")
_plain("GET /sessions")
_plain("POST /sessions", json={"login": "desk", "password": PASSWORD})
_plain("GET /me")
_plain("GET /me/deputies")
_plain("PATCH /me", json={"language": "zh"})
_plain("PUT /me/deputies", json=[])


def _wrong_password(route: str, body: dict[str, str]) -> None:
    def make(world: World, _who: str) -> tuple[str, Any]:
        # So many guesses from one address would soon have to wait.
        world.install.tenants.get(SLUG).writer.call(lambda tx: tx.execute(sign_in_attempt.delete()))
        return route.partition(" ")[2], body

    _made(route, make)


_wrong_password("POST /me/password", {"old": "falsch", "new": "neu und lang genug"})
_wrong_password("POST /me/recovery-codes", {"password": "falsch"})
_wrong_password("POST /me/totp/disable", {"password": "falsch"})


def _enrolled(world: World, who: str) -> tuple[str, Any]:
    if who in BY_ID:
        world.submit(people.EnrolTotp(who, identity.seal_totp(world.keys, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")), who)
    return "/me/totp/confirm", {"code": "000000"}


def _in_new_session(route: str, *, stays: bool) -> None:
    """Sent from a new session, which from now on is the caller's if it outlives the request."""
    method, _, path = route.partition(" ")

    def make(world: World, who: str) -> Ask:
        fresh = world.sign_in(BY_ID[who]) if who in BY_ID else {}
        if stays and fresh:
            world.headers[who] = fresh
        return Ask(method, path, {"headers": fresh})

    REQUESTS[route] = make


_plain("POST /me/totp")
_made("POST /me/totp/confirm", _enrolled)
_in_new_session("DELETE /sessions", stays=True)
_in_new_session("DELETE /sessions/current", stays=False)
_plain("DELETE /sessions/{session_id}", "/sessions/nobody-has-it")
_plain("GET /tokens")
_plain("POST /tokens", json={"name": "测试", "scopes": ["tickets:read"]})
_plain("DELETE /tokens/{token_id}", lambda world: f"/tokens/{world.a_token()}")


# --- people and organisation -----------------------------------------------------------------------------------


def _employee(world: World, **more: Any) -> str:
    return world.send(people.CreateUser("新人", **more))


_plain("GET /users")
_made("POST /users", lambda _w, _who: ("/users", {"name": "新人"}))
_plain("GET /users/{user_id}", "/users/engineer")
_plain("GET /users/{user_id}/deputies", "/users/engineer/deputies")
_plain("PUT /users/{user_id}/deputies", "/users/engineer/deputies", json=[])
_plain("GET /users/{user_id} [left]", "/users/nobody-there")
_made("PATCH /users/{user_id}", lambda w, _: (f"/users/{_employee(w)}", {"name": "改名"}))
_plain("POST /users/{user_id}/reveal", "/users/engineer/reveal", json={"field": "phone"})
_made("POST /users/{user_id}/deactivate", lambda w, _: (f"/users/{_employee(w)}/deactivate", None))
_made("POST /users/{user_id}/reactivate", lambda w, _: (f"/users/{_employee(w)}/reactivate", None))
_made("POST /users/{user_id}/erase", lambda w, _: (f"/users/{_employee(w)}/erase", {"reason": "离职"}))
_made("POST /users/{user_id}/password", lambda w, _: (f"/users/{_employee(w)}/password", {"password": PASSWORD}))
_made(
    "POST /users/{user_id}/invitation", lambda w, _: (f"/users/{_employee(w, login=f'neu{w.number()}')}/invitation", {})
)
_plain("POST /invitations", json={"token": "bh_i_hengrui.1.2.3.4"})
_plain("POST /invitations/accept", json={"token": "bh_i_hengrui.1.2.3.4", "password": PASSWORD})
_plain("POST /invitations/codes", json={"token": "bh_i_hengrui.1.2.3.4", "phone": "13800138000"})
_plain("POST /invitations/codes/check", json={"token": "bh_i_x.1.2.3.4", "phone": "13800138000", "code": "000000"})
_made("DELETE /users/{user_id}/totp", lambda w, _: (f"/users/{_employee(w)}/totp", None))
_made("DELETE /users/{user_id}/sessions", lambda w, _: (f"/users/{_employee(w)}/sessions", None))

_plain("GET /roles")
_plain("GET /roles/{key}", "/roles/engineer")
_ROLE: dict[str, Any] = {
    "label": {"zh": "新角色"},
    "grants": [{"action": "read", "kind": "ticket", "rows": "own_created"}],
}
_made("PUT /roles/{key}", lambda w, _: (f"/roles/r{w.number()}", _ROLE))


_plain("POST /roles/{key}/view", "/roles/engineer/view")


def _role(world: World, _who: str) -> tuple[str, None]:
    key = f"r{world.number()}"
    world.send(people.SaveRole(key, _ROLE["label"], tuple(_ROLE["grants"])))
    return f"/roles/{key}", None


_made("DELETE /roles/{key}", _role)


def _unit(world: World, kind: str) -> str:
    return world.send(people.SaveOrgUnit(kind, f"新的{world.number()}"))


def _add_units(many: str, kind: str) -> None:
    _plain(f"GET /{many}")
    _made(f"POST /{many}", lambda w, _: (f"/{many}", {"name": f"又一个{w.number()}"}))
    _made(f"GET /{many}/{{unit_id}}", lambda w, _: (f"/{many}/{_unit(w, kind)}", None))
    _made(f"PUT /{many}/{{unit_id}}", lambda w, _: (f"/{many}/{_unit(w, kind)}", {"name": f"改名{w.number()}"}))
    _made(f"DELETE /{many}/{{unit_id}}", lambda w, _: (f"/{many}/{_unit(w, kind)}", None))


for _many, _kind in ORG.items():
    _add_units(_many, _kind)

# --- files -----------------------------------------------------------------------------------------------------

_plain("POST /files", json={"name": "现场.jpg", "size": 5})
_plain("POST /files/content", "/files/content?name=a.png", content=PNG, headers={"Content-Type": "image/png"})
_OCTETS = {"Content-Type": "application/octet-stream", "Upload-Offset": "0"}
_plain("PATCH /files/{file_id}", lambda w: f"/files/{w.an_upload()}", content=b"1", headers=_OCTETS)
_plain("HEAD /files/{file_id}", lambda w: f"/files/{w.an_upload()}")
_plain("DELETE /files/{file_id}", lambda w: f"/files/{w.an_upload()}")
_plain("GET /files/{file_id}", lambda w: f"/files/{w.photo}")
_plain("GET /files/{file_id}/facts", lambda w: f"/files/{w.photo}/facts")
_plain("GET /files/{file_id}/thumbnail", lambda w: f"/files/{w.photo}/thumbnail")
_plain("POST /files/{file_id}/erase", lambda w: f"/files/{w.a_file()}/erase")

# --- imports ---------------------------------------------------------------------------------------------------


def _sheet_of(world: World, who: str) -> str:
    """A table that the caller has uploaded; for who may bring none, the front desk's."""
    owner = who if who in ("admin", "desk") else "desk"
    more = {"content": f"客户名称\n导入的客户{world.number()}\n".encode(), "headers": {"Content-Type": "text/csv"}}
    return str(world.ask(owner, "POST", "/files/content?name=t.csv", **more).json()["id"])


def _import_of(world: World, who: str) -> str:
    """An import that the caller has begun; for who may not, the front desk's."""
    owner = who if who in ("admin", "desk") else "desk"
    body = {"kind": "customer", "file": _sheet_of(world, owner)}
    return str(world.ask(owner, "POST", "/imports", json=body).json()["id"])


for _path in ("/read", "/check", "/faulty", ""):
    _made(
        f"POST /imports{_path}",
        lambda w, who, path=_path: (f"/imports{path}", {"kind": "customer", "file": _sheet_of(w, who)}),  # type: ignore[misc]
    )
_plain("GET /imports", "/imports?kind=customer")
_plain("GET /imports/template", "/imports/template?kind=device")
_made("GET /imports/{import_id}", lambda w, who: (f"/imports/{_import_of(w, who)}", None))
_made("GET /imports/{import_id}/rows", lambda w, who: (f"/imports/{_import_of(w, who)}/rows", None))
_made("POST /imports/{import_id}/continue", lambda w, who: (f"/imports/{_import_of(w, who)}/continue", None))
_made("POST /imports/{import_id}/cancel", lambda w, who: (f"/imports/{_import_of(w, who)}/cancel", None))

# --- customers, devices ----------------------------------------------------------------------------------------


def _company(world: World) -> str:
    return world.customers["恒力液压"]


def _own(world: World, kind: str) -> str:
    """A record like those of 恒力液压, made for this request."""
    number, company = world.number(), _company(world)
    values: dict[str, dict[str, Any]] = {
        "customer": {"name": f"新客户{number}"},
        "contact": {"customer": company, "name": "新联系人", "phone": "13900001111"},
        "site": {"customer": company, "name": f"厂房{number}"},
        "contract": {"customer": company, "number": f"N{number}", **_TERM},
        "device": {"name": "电机", "customer": company},
    }
    return world.save(kind, **values[kind])


_TERM = {"valid_from": "2020-01-01", "valid_to": "2030-01-01"}
_MASTERS: dict[str, tuple[str, Callable[[World], str], dict[str, Any], str]] = {
    "/customers": ("customer", lambda _w: "/customers", {"name": "某公司"}, "name"),
    "/customers/{parent_id}/contacts": (
        "contact",
        lambda w: f"/customers/{_company(w)}/contacts",
        {"name": "某人"},
        "phone",
    ),
    "/customers/{parent_id}/sites": ("site", lambda w: f"/customers/{_company(w)}/sites", {"name": "某地"}, "address"),
    "/customers/{parent_id}/contracts": (
        "contract",
        lambda w: f"/customers/{_company(w)}/contracts",
        {"number": "", **_TERM},
        "amount",
    ),
    "/devices": ("device", lambda _w: "/devices", {"name": "某设备"}, "name"),
}


def _existing(world: World, kind: str) -> str:
    known = {"contact": world.contact, "site": world.site, "contract": world.contract, "device": world.device}
    return known.get(kind) or _company(world)


def _body(world: World, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "number": f"B{world.number()}"} if "number" in body else body


def _archived(world: World, kind: str) -> str:
    record = _own(world, kind)
    world.send(ArchiveRecord(kind, record))
    return record


def _add_master(template: str) -> None:
    kind, base, body, field_name = _MASTERS[template]
    one = f"{template}/{{record_id}}"
    _plain(f"GET {template}", base)
    _made(f"POST {template}", lambda w, _: (base(w), _body(w, body)))
    _plain(f"GET {one}", lambda w: f"{base(w)}/{_existing(w, kind)}")
    _made(f"PATCH {one}", lambda w, _: (f"{base(w)}/{_own(w, kind)}", {"note": "改动"}))
    _made(f"POST {one}/archive", lambda w, _: (f"{base(w)}/{_own(w, kind)}/archive", None))
    _made(f"POST {one}/restore", lambda w, _: (f"{base(w)}/{_archived(w, kind)}/restore", None))
    _made(f"POST {one}/erase", lambda w, _: (f"{base(w)}/{_own(w, kind)}/erase", None))
    _made(f"POST {one}/reveal", lambda w, _: (f"{base(w)}/{_existing(w, kind)}/reveal", {"field": field_name}))


for _template in _MASTERS:
    _add_master(_template)
_plain("GET /customers/lookup", "/customers/lookup?phone=13812345678")
_plain("GET /customers/{record_id}/card", lambda w: f"/customers/{_company(w)}/card")
_SITES = "/customers/{parent_id}/sites/{record_id}"
_plain(f"GET {_SITES}/code", lambda w: f"/customers/{_company(w)}/sites/{_existing(w, 'site')}/code?room=301")
_plain(f"GET {_SITES}/labels", lambda w: f"/customers/{_company(w)}/sites/{_existing(w, 'site')}/labels?rooms=301")
_plain("GET /customers/places/{code}", lambda w: f"/customers/places/{place_code(w.keys, _existing(w, 'site'), '301')}")
_plain("GET /devices/labels", lambda w: f"/devices/labels?ids={w.device}")
_plain("GET /devices/{record_id}/label", lambda w: f"/devices/{w.device}/label")
_plain("GET /devices/by-code/{code}", lambda w: f"/devices/by-code/{w.code}")
_made("POST /devices/{record_id}/documents", lambda w, who: (f"/devices/{_own(w, 'device')}/documents", {"file": "-"}))
_made("DELETE /devices/{record_id}/documents/{file}", lambda w, _: (f"/devices/{_own(w, 'device')}/documents/-", None))

# --- definitions -----------------------------------------------------------------------------------------------

_plain("GET /named/{kind}", "/named/customer")
_plain("GET /named/{kind}/{thing}", "/named/customer/none")
_plain("GET /forms")
_plain("GET /forms/{key}", "/forms/check_up")
_plain("GET /forms/{key}/schema", "/forms/check_up/schema")
_plain("GET /forms/{key}/versions", "/forms/check_up/versions")
_plain("GET /forms/{key}/removed", "/forms/check_up/removed")
_plain("POST /forms/check", json={"body": {**CHECK_UP_FORM, "form": "another"}})
_plain("POST /forms/from-sheet", json={"text": "日期\t联系电话\t报修人\n2026-03-01\t13812345678\t王芳"})
_plain("POST /forms", json={"body": {**CHECK_UP_FORM, "form": "another"}})
_plain("GET /flows")
_plain("GET /flows/{key}", "/flows/check_up")
_plain("POST /flows", json={"body": {**CHECK_UP_FLOW, "key": "another"}, "form": "check_up"})
_plain("GET /flows/{key}/versions", "/flows/check_up/versions")
_plain("POST /flows/check", json={"body": CHECK_UP_FLOW, "form": "check_up"})
_plain("POST /flow-trials", json={"body": CHECK_UP_FLOW, "form": "check_up", "begins": 1_750_000_000_000})
_plain("POST /flows/bpmn", json={"body": CHECK_UP_FLOW})
_plain("POST /flows/bpmn/draft", json={"bpmn": to_bpmn(CHECK_UP_FLOW)})
_plain("GET /flow-standing")
_plain("GET /flow-standing/{flow}", "/flow-standing/check_up")
_plain("GET /calendars")
_plain("GET /calendars/{key}", "/calendars/office")
_plain("GET /calendars/{key}/changes", "/calendars/office/changes?since=1")
_plain("POST /calendars", json={"body": {**OFFICE, "key": "another"}, "official": "CN"})
_plain("POST /calendars/preview", json={"body": {**OFFICE, "week": {"mon": ["09:00-10:00"]}}})
_plain("POST /calendars/{key}/official", "/calendars/office/official", json={"year": 2025})
_plain("PUT /calendars/default", json={"calendar": "office"})
_plain("GET /sla")
_plain("GET /sla/vocabulary")
_plain("GET /sla/{key}", "/sla/check_up")
_plain("GET /sla/{key}/versions", "/sla/check_up/versions")
_plain("POST /sla", json={"body": {**PROMISES, "key": "another"}, "types": ["check_up"]})
_plain("POST /sla/preview", json={"body": PROMISES})
_TOLD = {"at": 1_750_000_000_000, "record": {"work": {"category": "new"}}}
_TRIED = {"body": PROMISES, "facts": [_TOLD], "until": 1_750_100_000_000}
_plain("POST /sla/try", json=_TRIED)
_plain("POST /sla/try/{clock}", "/sla/try/first_response", json=_TRIED)
_plain("GET /ticket-types")
_TYPE = {"label": {"zh": "另一种"}, "form": "check_up", "flow": "check_up", "prefix": "QT"}
_plain("PUT /ticket-types/{key}", "/ticket-types/another", json=_TYPE)
_plain("GET /channels")
_plain("PUT /channels/{key}", "/channels/another", json={"label": {"zh": "另一条"}})

# --- automations -------------------------------------------------------------------------------------------------

_RULE = {"key": "another", "label": {"zh": "另一条"}, "when": "archived", "then": [{"do": "add_tag", "tag": "归档"}]}


def _rule(world: World) -> str:
    key = f"r{world.number()}"
    world.send(automations.PublishRule({**_RULE, "key": key}))
    return f"/automations/rules/{key}"


_plain("GET /automations/rules")
_plain("POST /automations/rules", json={"body": _RULE})
_made("GET /automations/rules/{key}", lambda w, _: (_rule(w), None))
_made("DELETE /automations/rules/{key}", lambda w, _: (_rule(w), None))
_made("GET /automations/rules/{key}/versions", lambda w, _: (f"{_rule(w)}/versions", None))
_made("GET /automations/rules/{key}/runs", lambda w, _: (f"{_rule(w)}/runs", None))
_made("POST /automations/rules/{key}/switch", lambda w, _: (f"{_rule(w)}/switch", {"active": False}))
_made("POST /automations/rules/{key}/move", lambda w, _: (f"{_rule(w)}/move", {"position": 7}))
_made("POST /automations/rules/{key}/restore", lambda w, _: (f"{_rule(w)}/restore", None))
_plain("GET /automations/templates")
_plain("POST /automations/templates/{key}", "/automations/templates/urgent_told_at_once", json={"values": {}})
_plain("GET /automations/vocabulary")
_plain("POST /automations/dry-run", json={"body": _RULE, "last": 10})
_plain("GET /automations/endpoints")
_ENDPOINT = {"label": {"zh": "ERP"}, "url": "https://erp.example.com/hook"}
_plain("PUT /automations/endpoints/{key}", "/automations/endpoints/erp", json=_ENDPOINT)
_plain("GET /tickets/{key}/automations", lambda w: f"/tickets/{w.ticket}/automations")
_plain("POST /tickets/{key}/automations/{no}/retry", lambda w: f"/tickets/{w.ticket}/automations/1/retry")

# --- engineers, roster, dispatch -------------------------------------------------------------------------------

_DAYS = "from=2026-03-02&to=2026-03-08"
_NOTICE = {"year": 2026, "days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": True}]}


def _engineer(world: World, user: str | None = None) -> str:
    user = user or _employee(world)
    world.send(dispatch.SaveEngineer(user=user))
    return user


def _on_roster(world: World) -> str:
    world.send(dispatch.PublishRoster({"shifts": [], "patterns": []}))
    return f"/roster/people/{_employee(world)}"


def _on_leave(world: World) -> str:
    person = _employee(world)
    leave = world.send(dispatch.EnterLeave(person, 4_000_000_000_000, 4_000_000_001_000))
    return f"/roster/people/{person}/leaves/{leave}"


def _filling(world: World, _who: str) -> tuple[str, Any]:
    _on_roster(world)
    return "/roster/special-days", _NOTICE


def _planning(world: World, _who: str) -> tuple[str, Any]:
    person = _on_roster(world).rpartition("/")[2]
    return "/roster/plans", {"days": [{"person": person, "day": "2026-03-02", "shifts": []}], "bases": {person: 0}}


def _decision(kind: str) -> Callable[[World, str], tuple[str, Any]]:
    return lambda world, _who: (f"/dispatch/tasks/{world.task_of(world.report())}/{kind}", None)


_plain("GET /engineers")
_made("GET /engineers/{user_id}", lambda w, _: (f"/engineers/{_engineer(w, 'engineer')}", None))
_made("PUT /engineers/{user_id}", lambda w, _: (f"/engineers/{_employee(w)}", {"capacity": 3}))
_made(
    "POST /engineers/{user_id}/pause", lambda w, _: (f"/engineers/{_engineer(w, 'engineer')}/pause", {"paused": False})
)
_made("DELETE /engineers/{user_id}", lambda w, _: (f"/engineers/{_engineer(w)}", None))
_plain("GET /roster")
_plain("PUT /roster", json={"body": {"shifts": [], "patterns": []}})
_made("POST /roster/special-days", _filling)
_plain("GET /roster/on-duty")
for _name in ("duty", "gaps", "short-rests"):
    _plain(f"GET /roster/{_name}", f"/roster/{_name}?{_DAYS}")
_made("GET /roster/proposal", lambda w, _: (_on_roster(w) and f"/roster/proposal?{_DAYS}", None))
_made("POST /roster/plans", _planning)
_plain("GET /roster/people/{user_id}", "/roster/people/engineer")
_made("PUT /roster/people/{user_id}", lambda w, _: (_on_roster(w), []))
_made("PUT /roster/people/{user_id}/days/{day}", lambda w, _: (f"{_on_roster(w)}/days/2026-03-02", {"shifts": []}))
_made(
    "POST /roster/people/{user_id}/leaves",
    lambda w, _: (f"{_on_roster(w)}/leaves", {"start": 4_000_000_000_000, "end": 4_000_000_001_000}),
)
_made("DELETE /roster/people/{user_id}/leaves/{leave}", lambda w, _: (_on_leave(w), None))
_plain("GET /dispatch/policies")
_plain("PUT /dispatch/policies", json={"body": {"policies": []}})
_plain("GET /dispatch/policies/ready")
_plain("GET /dispatch/policies/versions")
_plain("GET /dispatch/policies/vocabulary")
_made("POST /dispatch/policies/try", lambda w, _: ("/dispatch/policies/try", {"task": w.task_of(w.report())}))
_plain("GET /dispatch/waiting")
for _name in ("decide", "recommend"):
    _made(f"POST /dispatch/tasks/{{task}}/{_name}", _decision(_name))

# --- notices ---------------------------------------------------------------------------------------------------

_CHANNEL: dict[str, Any] = {
    "kind": "smtp",
    "label": {"zh": "邮件"},
    "settings": {"host": "mail.bihuan.test", "sender": "bihuan@bihuan.test"},
    "secrets": {"password": "s"},
}
_WORDS = {"texts": {"zh": {"title": "{{title}}", "text": "{{number}}"}}}


def _channel(world: World) -> str:
    key = f"mail{world.number()}"
    world.send(notices.SaveNoticeChannel(key, "smtp", {"zh": "邮件"}, _CHANNEL["settings"], enabled=False))
    return key


def _a_notice(world: World) -> str:
    """One to the engineer."""
    key = str(world.number())
    to = ({"person": "engineer"},)
    world.submit(notices.SendNotice(key=key, kind="message", to=to, cause="test", at=0, values={"text": "好"}))
    return derived_id("notice", key, "engineer")


def _dead_delivery(world: World) -> str:
    """A delivery that gave up: to a group whose robot lives inside the company, where nothing is sent to."""
    key = f"crew{world.number()}"
    sealed = seal_secrets(world.keys, {"url": "https://127.0.0.1/robot"})
    world.send(notices.SaveNoticeChannel(key, "wecom", {"zh": "班组"}, {}, sealed))
    told = notices.SendNotice(key=key, kind="message", to=({"group": key},), cause="test", at=0, values={"text": "好"})
    asked = next(event for event in world.submit(told).events if isinstance(event.event, notices.DeliveryAsked))
    delivery = derived_id(asked.ref, notices.DELIVER)
    worker, tenant = world.install.threads.worker, world.install.tenants.get(SLUG)
    while tenant.read(lambda tx: tx.get(outbox, id=delivery))["state"] == "waiting":
        worker.run_outbox(tenant, world.install.clock.now())
    return delivery


for _route in ("GET /notices", "GET /notices/unread", "POST /notices/read", "GET /notices/preferences"):
    _plain(_route)
_plain("PUT /notices/preferences", json={"digest": {"*": "daily"}})
_made("POST /notices/{notice_id}/read", lambda w, _: (f"/notices/{_a_notice(w)}/read", None))
for _route in ("GET /notices/channels", "GET /notices/templates", "GET /notices/deliveries"):
    _plain(_route)
_made("PUT /notices/channels/{key}", lambda w, _: (f"/notices/channels/{_channel(w)}", _CHANNEL))
_made("DELETE /notices/channels/{key}", lambda w, _: (f"/notices/channels/{_channel(w)}", None))
_made(
    "POST /notices/channels/{key}/test",
    lambda w, _: (f"/notices/channels/{_channel(w)}/test", {"address": "a@bihuan.test"}),
)
_plain("PUT /notices/templates/{kind}", "/notices/templates/archived", json={**_WORDS, "enabled": False})
_made(
    "POST /notices/templates/{kind}/preview",
    lambda w, _: ("/notices/templates/urgent/preview", {"ticket": w.ticket, "person": "engineer"}),
)
_made(
    "POST /notices/deliveries/{delivery_id}/retry",
    lambda w, _: (f"/notices/deliveries/{_dead_delivery(w)}/retry", None),
)
_plain("GET /tickets/{key}/notices", lambda w: f"/tickets/{w.ticket}/notices")

# --- saved views -------------------------------------------------------------------------------------------------


def _view_of_lead(world: World) -> str:
    """Shared with dispatchers: they know of it, and may not change it."""
    command = views.SaveView(name="苏州", roles=("dispatcher",))
    return f"/ticket-views/{world.submit(command, 'lead').ref.partition(':')[2]}"


_REPLY = {"title": "到场", "text": "工程师今天到场"}


def _reply_of_lead(world: World, **more: Any) -> str:
    command = replies.SaveReply(**{**_REPLY, **more})
    return world.submit(command, "admin" if more else "lead").ref.partition(":")[2]


_plain("GET /replies")
_plain("POST /replies", json=_REPLY)
_plain("POST /replies [shared]", "/replies", json={**_REPLY, "scope": "everybody"})
_made("PUT /replies/{reply}", lambda w, _: (f"/replies/{_reply_of_lead(w)}", _REPLY))
_made("PUT /replies/{reply} [shared]", lambda w, _: (f"/replies/{_reply_of_lead(w, scope='everybody')}", _REPLY))
_made("DELETE /replies/{reply}", lambda w, _: (f"/replies/{_reply_of_lead(w)}", None))
_made("POST /replies/{reply}/restore", lambda w, _: (f"/replies/{_reply_of_lead(w)}/restore", None))
_plain(
    "GET /replies/{reply}/text",
    lambda w: f"/replies/{_reply_of_lead(w, scope='everybody')}/text?ticket={w.under_way()}",
)
_plain("GET /ticket-views")
_plain("POST /ticket-views", json={"name": "我的", "query": {}})
_plain("POST /ticket-views [shared]", "/ticket-views", json={"name": "大家的", "query": {}, "roles": ["engineer"]})
_plain("PUT /ticket-views/default", json={"view": None})
_made("PUT /ticket-views/{view}", lambda w, _: (_view_of_lead(w), {"name": "改", "query": {}}))
_made("DELETE /ticket-views/{view}", lambda w, _: (_view_of_lead(w), None))

# --- colleagues --------------------------------------------------------------------------------------------------

_plain("GET /colleagues")
_plain("PUT /colleagues/{person}/star", "/colleagues/engineer2/star")
_plain("DELETE /colleagues/{person}/star", "/colleagues/engineer2/star")

# --- tickets ---------------------------------------------------------------------------------------------------

_REPORT = {"type": "check_up", "title": "异响", "source": {"channel": "web"}}
_plain("GET /tickets")
for _path in ("marks", "open-by-type", "fields", "sentence", "export"):
    _plain(f"GET /tickets/{_path}")
_plain("POST /tickets", json=_REPORT)
_made("POST /tickets [for another]", lambda _w, _: ("/tickets", {**_REPORT, "submitter": "requester"}))
_plain("GET /tickets/{key}", lambda w: f"/tickets/{w.ticket}")
_plain("GET /tickets/{key}/dispatch", lambda w: f"/tickets/{w.ticket}/dispatch")
_plain("GET /welcome")
_plain("GET /upkeep")
_plain("POST /recovery/phrase")
_plain("POST /recovery/confirm", json={"phrase": "AAAA-BBBB"})
_plain("POST /companies", json={"name": "海天", "admin_name": "王", "login": "wang", "password": PASSWORD})
_plain("GET /bundles")
_plain("POST /bundles/{key}/apply", "/bundles/unknown/apply")
_plain("POST /bundles/{key}/switch-off", "/bundles/unknown/switch-off")
_ZIPPED = packed({"bundle.yaml": "key: small\nlabel: {zh: 小包}\nversion: '1'\nformat: 2\n"})
_BUNDLE: dict[str, Any] = {"content": _ZIPPED, "headers": {"content-type": "application/octet-stream"}}
_plain("GET /configuration/export")
_plain("POST /configuration/plan", **_BUNDLE)
_plain("POST /configuration/apply", f"/configuration/apply?base={'0' * 64}", **_BUNDLE)
_plain("GET /configuration/history")
_plain("GET /configuration/history/{application}/roll-back", "/configuration/history/unknown/roll-back")
_plain(
    "POST /configuration/history/{application}/roll-back", f"/configuration/history/unknown/roll-back?base={'0' * 64}"
)
_plain("POST /demo/clear", json={"name": "海天"})
_plain(
    "POST /tickets/{key}/presence",
    lambda w: f"/tickets/{w.ticket}/presence",
    json={"tab": "tab-0001", "state": "viewing"},
)
_plain("GET /tickets/{key}/clocks", lambda w: f"/tickets/{w.ticket}/clocks")
_plain("GET /tickets/{key}/clocks/{clock}", lambda w: f"/tickets/{w.ticket}/clocks/resolve")
_plain("GET /trace", params={"q": "李工 本月 XX-8892", "as": "text::李工"})
_plain("GET /reports/measures")
_plain("GET /reports/query", params={"measures": "created,resolution_p90", "by": "month,assignee"})
_plain("GET /reports/export", params={"measures": "created", "by": "type", "format": "xlsx"})
_FILE, _SAID, _DONE = {"file": "none"}, {"text": "期限过短"}, {"resolved": True}
_plain("GET /tickets/{key}/files", lambda w: f"/tickets/{w.ticket}/files")
_plain("GET /tickets/{key}/files/{file}/comparison", lambda w: f"/tickets/{w.ticket}/files/none/comparison?with=no")
_plain("POST /tickets/{key}/files/{file}/versions", lambda w: f"/tickets/{w.ticket}/files/none/versions", json=_FILE)
_plain("POST /tickets/{key}/files/{file}/comments", lambda w: f"/tickets/{w.ticket}/files/none/comments", json=_SAID)
_plain("PUT /tickets/{key}/files/comments/{comment}", lambda w: f"/tickets/{w.ticket}/files/comments/none", json=_DONE)
_plain("GET /tickets/{key}/trace", lambda w: f"/tickets/{w.ticket}/trace")
_plain("GET /tickets/{key}/proof", lambda w: f"/tickets/{w.ticket}/proof")
_PAPER = "GET /tickets/{key}/print/{paper}.pdf"
_plain(_PAPER, lambda w: f"/tickets/{w.ticket}/print/receipt.pdf")
_plain(f"{_PAPER} [evidence]", lambda w: f"/tickets/{w.ticket}/print/evidence.pdf")
_plain("POST /tickets/duplicates", json={"title": "主轴异响"})
_plain("GET /tickets/{key}/duplicates", lambda w: f"/tickets/{w.ticket}/duplicates")
_plain("GET /tickets/{key}/links", lambda w: f"/tickets/{w.ticket}/links")
for _method in ("PUT", "DELETE"):
    _made(
        f"{_method} /tickets/{{key}}/links/{{link}}/{{other}}",
        lambda w, _: (f"/tickets/{w.ticket}/links/relates/{w.under_way()}", None),
    )


def _slot(world: World, **more: Any) -> dict[str, Any]:
    start = world.install.clock.now() - 3_600_000
    return {"start": start, "end": start + 60_000, "people": ["engineer"], "despite": True, **more}


def _span(world: World) -> str:
    slot = _slot(world)
    return f"start={slot['start']}&end={slot['end']}"


def _of_session(route: str, tail: str, body: Callable[[World], Any]) -> None:
    def make(world: World, _who: str) -> tuple[str, Any]:
        ticket, slot = world.under_way(), _slot(world, people=("engineer",))
        done = world.submit(joint.PlanSession(ticket=ticket, **slot))
        planned = next(one.event for one in done.events if isinstance(one.event, joint.JointSessionPlanned))
        base = f"/tickets/{ticket}/sessions" if "{key}" in route else "/joint-sessions"
        return f"{base}/{planned.session}{tail}", body(world)

    _made(route, make)


_plain("GET /tickets/{key}/sessions", lambda w: f"/tickets/{w.ticket}/sessions")
_made("POST /tickets/{key}/sessions", lambda w, _: (f"/tickets/{w.under_way()}/sessions", _slot(w)))
_of_session("PUT /tickets/{key}/sessions/{session}", "", lambda w: _slot(w, subject="换个题目"))
_of_session("POST /tickets/{key}/sessions/{session}/cancel", "/cancel", lambda _: {"reason": "改天"})
_of_session("POST /tickets/{key}/sessions/{session}/minutes", "/minutes", lambda _: {"conclusion": "换阀"})
_plain("GET /joint-sessions", "/joint-sessions?start=0&end=1")
_plain("GET /joint-sessions/availability", lambda w: f"/joint-sessions/availability?{_span(w)}&person=engineer")
_plain("GET /joint-sessions/rules")
_plain("PUT /joint-sessions/rules", json={"double_booking": "warn"})
_of_session("GET /joint-sessions/{session}/calendar", "/calendar", lambda _: None)
_plain("GET /tickets/{key}/crews", lambda w: f"/tickets/{w.ticket}/crews")
_plain("GET /tasks/helping")
_made("PUT /tasks/{task}/helpers", lambda w, _: (f"/tasks/{w.task_of(w.under_way())}/helpers", {"people": ["lead"]}))
_made("POST /tasks/{task}/helping/{move}", lambda w, _: (f"/tasks/{w.task_of(w.under_way())}/helping/depart", {}))
_plain("GET /tickets/{key}/children", lambda w: f"/tickets/{w.ticket}/children")
_plain("GET /tickets/{key}/children/offer", lambda w: f"/tickets/{w.ticket}/children/offer?type=check_up")
_made(
    "POST /tickets/{key}/children",
    lambda w, _: (f"/tickets/{w.under_way()}/children", {"type": "check_up", "title": "查网络"}),
)
_made("POST /tickets/{key}/merge", lambda w, _: (f"/tickets/{w.under_way()}/merge", {"into": w.under_way()}))
_made(
    "POST /tickets/{key}/merge/preview",
    lambda w, _: (f"/tickets/{w.under_way()}/merge/preview", {"into": w.under_way()}),
)
_made("POST /tickets/{key}/unmerge", lambda w, _: (f"/tickets/{w.merged()}/unmerge", {"reason": "不是同一台"}))
_made("POST /tickets/{key}/split", lambda w, _: (f"/tickets/{w.under_way()}/split", {"title": "另有漏油"}))
_made("PATCH /tickets/{key}", lambda w, _: (f"/tickets/{w.under_way()}", {"changes": {"priority": "P0"}}))
_CALL = {"direction": "out", "outcome": "reached", "text": "已告知下午到"}
_made("POST /tickets/{key}/calls", lambda w, _: (f"/tickets/{w.under_way()}/calls", _CALL))
_made("POST /tickets/{key}/claimed-times/{no}", lambda w, _: (f"/tickets/{w.under_way()}/claimed-times/1", {}))
_plain("GET /claimed-times")
_plain("GET /tickets/{key}/mentionable", lambda w: f"/tickets/{w.under_way()}/mentionable")
_made("POST /tickets/{key}/notes", lambda w, _: (f"/tickets/{w.under_way()}/notes", {"text": "已联系"}))
_RUN_ACTIONS: dict[str, Callable[[World], str]] = {
    "withdraw": lambda w: w.report(),
    "reopen": lambda w: w.resolved(),
    "terminate": lambda w: w.under_way(),
    "force_close": lambda w: w.under_way(),
    "archive": lambda w: w.resolved(),
    "erase": lambda w: w.resolved(),
}


def _add_run_action(action: str, ticket: Callable[[World], str]) -> None:
    body = {"reason": "客户要求"}
    _made(
        f"POST /tickets/{{key}}/actions/{{action}} [{action}]",
        lambda w, _: (f"/tickets/{ticket(w)}/actions/{action}", body),
    )


for _action, _ticket in _RUN_ACTIONS.items():
    _add_run_action(_action, _ticket)
_made("POST /tickets/{key}/waits/{instance}/end", lambda w, _: (f"/tickets/{w.waiting()}/waits/2/end", {"reason": "x"}))
_made(
    "POST /tickets/{key}/incidents/{instance}/{how}",
    lambda w, _: (f"/tickets/{w.failed()}/incidents/2/skip", {"reason": "x"}),
)
_plain("GET /incidents")
_plain("GET /hand-over")
_plain("GET /hand-over/{person}", "/hand-over/me")
_made("POST /tickets/{key}/read", lambda w, _: (f"/tickets/{w.ticket}/read", None))
_made("POST /tickets/{key}/signals", lambda w, _: (f"/tickets/{w.waiting()}/signals", {"key": "parts"}))
_plain("GET /tasks")


def _task_action(world: World, ticket: str, action: str, **more: Any) -> tuple[str, Any]:
    return f"/tasks/{world.task_of(ticket)}/actions/{action}", more


def _offered(world: World, _who: str) -> tuple[str, Any]:
    ticket = world.report()
    world.submit(tickets.AssignTask(task=world.task_of(ticket), person="engineer"), "dispatcher")
    return _task_action(world, ticket, "accept")


_ON_TASK = "POST /tasks/{task}/actions/{action}"
_made(f"{_ON_TASK} [assign]", lambda w, _: _task_action(w, w.report(), "assign", person="engineer"))
_made(f"{_ON_TASK} [accept]", _offered)
_made(f"{_ON_TASK} [finish]", lambda w, _: _task_action(w, w.under_way(), "finish"))
_made(f"{_ON_TASK} [agree]", lambda w, _: _task_action(w, w.to_approve(), "agree"))
_made("POST /tasks/{task}/urge", lambda w, _: (f"/tasks/{w.task_of(w.report())}/urge", {"comment": "请尽快"}))
