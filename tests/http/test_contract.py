"""The promises of the outside contract: repeats, versions, lists, languages, limits, events, proofs, masks."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from bihuan.core import ledger
from bihuan.entry.operations import run_operation
from bihuan.kernel.ids import new_id
from tests.http.world import API, OTHER, PASSWORD, SLUG, World

pytestmark = pytest.mark.req("INT-7.api", "API-1")

REPORT: dict[str, Any] = {"type": "check_up", "title": "异响", "source": {"channel": "web"}}


def report(world: World, who: str = "desk", key: str | None = None, **more: Any) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return world.ask(who, "POST", "/tickets", json={**REPORT, **more}, headers=headers)


def condition(field: str, op: str, right: Any = None) -> str:
    left = {"op": op, "left": {"field": field}}
    return json.dumps(left if right is None else {**left, "right": right}, ensure_ascii=False)


def listed(world: World, who: str = "admin", **query: Any) -> list[str]:
    return [row["id"] for row in world.get(who, "/tickets", **query)["items"]]


# --- repeats ----------------------------------------------------------------------------------------------------


@pytest.mark.req("API-1", "INT-11")
def test_the_same_key_fifty_times_at_once_makes_one_ticket(world: World) -> None:
    body = {**REPORT, "title": "只报一次"}
    answers = world.ask_together("desk", "POST", "/tickets", 50, json=body, headers={"Idempotency-Key": "fifty"})
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert len(listed(world, filter=condition("title", "eq", "只报一次"))) == 1


def test_the_same_key_with_another_body_is_refused_and_by_another_caller_is_another_key(world: World) -> None:
    first = report(world, key="mine", title="一").json()
    assert report(world, key="mine", title="二").json()["code"] == "command.key_reused"
    assert report(world, key="mine", title="二").status_code == 422
    assert report(world, key="mine", title="一").json()["id"] == first["id"]
    assert report(world, "requester", key="mine", title="二").json()["id"] != first["id"]


def test_a_command_named_by_the_clients_own_uuid_is_the_same_on_every_way_it_comes(world: World) -> None:
    key = new_id(world.install.clock.now())
    assert report(world, key=key).json()["id"] == report(world, key=key).json()["id"]


@pytest.mark.req("INT-11")
def test_a_reference_of_another_system_answers_with_the_ticket_it_has(world: World) -> None:
    source = {"channel": "web", "system": "erp", "ref": "4711"}
    first, again = report(world, source=source), report(world, source=source, title="别的")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["title"] == "异响"


def test_a_refused_command_is_decided_anew(world: World) -> None:
    assert report(world, key="anew", device="nobody").status_code == 422
    assert report(world, key="anew", device=world.device).status_code == 201


# --- versions ---------------------------------------------------------------------------------------------------


def test_nobody_overwrites_what_somebody_else_changed_meanwhile(world: World) -> None:
    made = report(world)
    ticket, read = made.json()["id"], made.headers["etag"]
    change = {"changes": {"priority": "P0"}}
    fresh = world.ask("desk", "PATCH", f"/tickets/{ticket}", json=change, headers={"If-Match": read})
    assert fresh.status_code == 200
    assert fresh.headers["etag"] != read
    stale = world.ask("lead", "PATCH", f"/tickets/{ticket}", json=change, headers={"If-Match": read})
    assert (stale.status_code, stale.json()["code"]) == (412, "command.stale")
    assert world.get("desk", f"/tickets/{ticket}")["version"] == fresh.json()["version"]


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/customers/{company}", {"note": "新"}),
        ("/devices/{device}", {"note": "新"}),
        ("/users/desk", {"name": "周周"}),
    ],
)
def test_records_and_people_have_versions_too(world: World, path: str, change: dict[str, str]) -> None:
    path = path.format(company=world.customers["沪光电机"], device=world.device)
    read = world.ask("admin", "GET", path).headers["etag"]
    assert world.ask("admin", "PATCH", path, json=change, headers={"If-Match": read}).status_code == 200
    changed = {name: f"{value}!" for name, value in change.items()}
    assert world.ask("admin", "PATCH", path, json=changed, headers={"If-Match": read}).status_code == 412


# --- lists ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def costly(world: World) -> list[str]:
    """Four tickets of one type with costs and symptoms, by rising cost; one has none."""
    found = []
    for cost, symptom in (("9.50", "noise"), ("88", "leak"), ("1000.00", "leak"), (None, "noise")):
        data = {"symptom": symptom, "sn": f"SN-{cost}"} | ({"cost": cost} if cost else {})
        found.append(report(world, title="费用清单", data=data).json()["id"])
    return found


OURS = {"type": "check_up", "q": "费用清单"}


def test_tickets_of_a_type_are_filtered_and_sorted_by_its_own_fields(world: World, costly: list[str]) -> None:
    assert listed(world, **OURS, sort="cost") == costly
    assert listed(world, **OURS, sort="-cost") == [*reversed(costly[:3]), costly[3]]
    assert listed(world, **OURS, sort="cost", filter=condition("cost", "gt", "10")) == costly[1:3]
    assert listed(world, **OURS, sort="cost", filter=condition("symptom", "eq", "leak")) == costly[1:3]
    assert listed(world, **OURS, filter=condition("cost", "empty")) == costly[3:]
    both = json.dumps(
        {"all": [json.loads(condition("symptom", "eq", "leak")), json.loads(condition("cost", "lt", 100))]}
    )
    assert listed(world, **OURS, filter=both) == costly[1:2]
    unknown = world.ask("admin", "GET", "/tickets", params={"filter": condition("cost", "gt", "10")})
    assert unknown.status_code == 422, "without a type there is no such field"
    assert world.ask("admin", "GET", "/tickets?type=nonsense").json()["code"] == "ticket_type.unknown"


def test_pages_of_a_sorted_list_miss_nothing_and_repeat_nothing(world: World, costly: list[str]) -> None:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = world.get("admin", "/tickets", **OURS, sort="-cost", limit=1, cursor=cursor)
        found += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert found == [*reversed(costly[:3]), costly[3]]


@pytest.mark.parametrize("change", ["sort", "filter", "caller", "type", "text"])
def test_a_cursor_of_another_list_or_caller_is_refused(world: World, costly: list[str], change: str) -> None:
    query: dict[str, Any] = {**OURS, "sort": "cost", "limit": 1}
    query["cursor"] = world.get("admin", "/tickets", **query)["next_cursor"]
    if change == "text":
        query["cursor"] = query["cursor"][:-1] + ("A" if query["cursor"][-1] != "A" else "B")
    elif change != "caller":
        query.update({"sort": {"sort": "-cost"}, "filter": {"filter": condition("cost", "gt", "1")}}.get(change, {}))
        if change == "type":
            del query["type"]
            query["sort"] = "created_at"
    answer = world.ask("lead" if change == "caller" else "admin", "GET", "/tickets", params=query)
    assert (answer.status_code, answer.json()["code"]) == (400, "list.cursor_foreign")


def test_counts_stop_at_a_thousand_unless_asked_for_exactly(
    world: World, monkeypatch: pytest.MonkeyPatch, costly: list[str]
) -> None:
    monkeypatch.setattr("bihuan.kernel.listing.pages.COUNT_CAP", 3)
    assert world.get("admin", "/tickets", **OURS)["count"] == {"value": 3, "exact": False}
    assert world.get("admin", "/tickets", **OURS, count="exact")["count"] == {"value": len(costly), "exact": True}


# --- languages, limits, credentials -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "language"),
    [("en", "en"), ("zh-CN,zh;q=0.9,en;q=0.1", "zh"), ("de,en;q=0.5", "en"), ("de", "zh"), ("en;q=0,zh", "zh")],
)
def test_answers_come_in_the_language_that_was_asked_for(world: World, asked: str, language: str) -> None:
    answer = world.ask("desk", "GET", "/tickets/nobody", headers={"Accept-Language": asked})
    assert answer.headers["content-language"] == language
    assert answer.json()["title"].isascii() is (language == "en")


def test_who_signs_in_with_english_is_answered_in_english(world: World) -> None:
    world.ask("approver", "PATCH", "/me", json={"language": "en"})
    assert world.ask("approver", "GET", "/tickets/nobody").headers["content-language"] == "en"


@pytest.fixture
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("hurried"), rate_per_minute=60) as made:
        yield made


@pytest.mark.req("API-1", "AUD-6")
def test_who_asks_too_often_waits_and_keeps_nobody_else_waiting(hurried: World) -> None:
    answers = [hurried.ask("desk", "GET", "/me") for _ in range(70)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    assert refused[0].json()["code"] == "request.too_many"
    assert hurried.ask("lead", "GET", "/me").status_code == 200


@pytest.mark.parametrize(
    "value",
    [
        "Bearer",
        "Basic ZGVzazpkZXNr",
        "Bearer nonsense",
        f"Bearer bh_s_{SLUG}.x",
        f"Bearer bh_t_{SLUG}.x",
        "Bearer " + "x" * 900,
    ],
)
@pytest.mark.req("AUD-6")
def test_a_credential_that_is_no_good_is_told_so(world: World, value: str) -> None:
    answer = world.ask("nobody", "GET", "/me", headers={"Authorization": value})
    assert (answer.status_code, answer.json()["code"]) == (401, "access.credential_invalid")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.req("AUD-6")
def test_a_browser_must_prove_that_our_own_page_made_it_ask(world: World) -> None:
    body = {"login": "lead2", "password": PASSWORD, "cookie": True}
    signed = world.ask("nobody", "POST", "/sessions", json=body)
    assert signed.json()["token"] is None
    session = signed.headers.get_list("set-cookie")[0]
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    cookie = {"Cookie": session.partition(";")[0]}
    assert world.ask("nobody", "GET", "/me", headers=cookie).json()["id"] == "lead2"
    path, change = "/me", {"language": "zh"}
    alone = world.ask("nobody", "PATCH", path, json=change, headers=cookie)
    assert (alone.status_code, alone.json()["code"]) == (403, "csrf.refused")
    elsewhere = world.ask("nobody", "PATCH", path, json=change, headers={**cookie, "Origin": "http://evil.test"})
    assert elsewhere.status_code == 403
    proven = {**cookie, "X-CSRF-Token": signed.json()["csrf_token"]}
    assert world.ask("nobody", "PATCH", path, json=change, headers=proven).status_code == 200


# --- tenants ----------------------------------------------------------------------------------------------------


OWN_HOST = f"{SLUG}.bihuan.test"


@pytest.mark.req("TEN-1")
def test_a_tenant_is_named_by_host_path_or_token_and_a_mismatch_finds_nothing(world: World) -> None:
    for path, host in ((f"/t/{SLUG}{API}/me", "bihuan.test"), (f"{API}/me", "bihuan.test"), (f"{API}/me", OWN_HOST)):
        assert world.request("desk", "GET", path, headers={"Host": host}).json()["tenant"]["slug"] == SLUG
    assert (
        world.request("nobody", "GET", f"{API}/ledger/public-key", headers={"Host": "bihuan.test"}).status_code == 404
    )
    for path, host in (
        (f"/t/{OTHER}{API}/me", "bihuan.test"),
        (f"{API}/me", f"{OTHER}.bihuan.test"),
        (f"/t/{OTHER}{API}/me", f"{SLUG}.bihuan.test"),
        (f"/t/nobody{API}/me", "bihuan.test"),
    ):
        assert world.request("desk", "GET", path, headers={"Host": host}).status_code == 404, (path, host)


@pytest.mark.req("TEN-1")
def test_what_one_tenant_has_the_other_has_not(world: World) -> None:
    host = {"Host": f"{OTHER}.bihuan.test"}
    for path in (f"/tickets/{world.ticket}", f"/files/{world.photo}", f"/devices/{world.device}", "/users/desk"):
        assert world.ask("outsider", "GET", path, headers=host).status_code == 404, path
    assert world.ask("outsider", "GET", "/tickets", headers=host).json()["items"] == []


# --- events -----------------------------------------------------------------------------------------------------


def told(world: World, who: str, after: int | None = None) -> list[tuple[int, dict[str, Any]]]:
    """The events that a caller is told after a leaf number."""
    run_operation(world.install, "ledger.checkpoint", {"tenant": SLUG})
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    text = world.ask(who, "GET", "/events?follow=false", headers=headers).text
    blocks = [
        dict(line.split(": ", 1) for line in block.split("\n")) for block in text.split("\n\n") if "data: " in block
    ]
    return [(int(block["id"]), json.loads(block["data"])) for block in blocks]


@pytest.mark.req("INT-7.api", "AUD-3")
def test_events_come_in_order_resume_where_they_stopped_and_tell_only_what_may_be_known(world: World) -> None:
    everything = told(world, "admin")
    ids = [number for number, _ in everything]
    assert ids == sorted(set(ids))
    half = ids[len(ids) // 2]
    assert told(world, "admin", half) == [pair for pair in everything if pair[0] > half]
    last = ids[-1]
    ticket = world.under_way()
    for who, sees in (("requester", True), ("engineer", True), ("engineer2", False), ("requester2", False)):
        streams = {data["stream"] for _, data in told(world, who, last)}
        assert (f"ticket:{ticket}" in streams) is sees, who
    types = [data["type"] for _, data in told(world, "requester", last) if data["stream"] == f"ticket:{ticket}"]
    assert types[0] == "TicketCreated"
    assert all(set(data) == {"type", "stream", "no", "at"} for _, data in everything), "no contents, only that it was"
    assert world.ask("desk", "GET", "/events?follow=false", headers={"Last-Event-ID": "-1"}).status_code == 400


# --- the ledger -------------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-1", "AUD-2.api")
def test_a_stranger_checks_an_event_with_the_proof_and_the_public_key_alone(world: World) -> None:
    run_operation(world.install, "ledger.checkpoint", {"tenant": SLUG})
    key = world.get("nobody", "/ledger/public-key")
    entry = world.get("auditor", f"/tickets/{world.ticket}/trace")["events"][2]
    named = quote(f"ticket:{world.ticket}#{entry['no']}", safe="")
    proof = world.get("auditor", f"/ledger/proof/{named}")
    assert (proof["hash"], proof["leaf"]) == (entry["hash"], entry["leaf"])
    assert world.get("auditor", f"/ledger/proof/{proof['leaf']}") == proof
    note = ledger.parse_note(proof["note"])
    checkpoint = ledger.parse_checkpoint_body(note.body)
    path = [bytes.fromhex(step) for step in proof["path"]]
    leaf = ledger.leaf_hash(bytes.fromhex(proof["hash"]))
    assert ledger.verify_inclusion(leaf, proof["leaf"], checkpoint.size, path, checkpoint.root)
    assert not ledger.verify_inclusion(leaf, proof["leaf"], checkpoint.size, path, bytes(32))
    assert key["origin"] == checkpoint.origin
    assert world.get("auditor", "/ledger/checkpoint")["note"] == proof["note"]


# --- masks ------------------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-4")
def test_a_masked_number_is_masked_wherever_it_comes_out(world: World) -> None:
    company = world.customers["恒力液压"]
    for path in (
        f"/customers/{company}/contacts",
        f"/customers/{company}/contacts/{world.contact}",
        f"/customers/{company}/card",
        "/customers/lookup?phone=13812345678",
        "/users?q=engineer",
        "/users/engineer",
    ):
        text = world.ask("engineer2", "GET", path).text
        assert "138****5678" in text, path
        assert "13812345678" not in text, path
    assert "13812345678" in world.ask("desk", "GET", f"/customers/{company}/card").text


@pytest.mark.req("AUD-4", "AUD-6")
def test_a_number_is_revealed_to_who_may_and_the_look_stands_in_the_ledger(world: World) -> None:
    path = f"/customers/{world.customers['恒力液压']}/contacts/{world.contact}/reveal"
    answer = world.ask("engineer", "POST", path, json={"field": "phone"})
    assert answer.json() == {"field": "phone", "value": "13812345678"}
    assert world.ask("approver", "POST", path, json={"field": "phone"}).status_code == 403
    assert world.install.bus.read(SLUG, _looks)[-1] == ("access:engineer", "AccessRecorded")


def _looks(tx: Any) -> list[tuple[str, str]]:
    rows = tx.run("SELECT stream, type FROM event WHERE type = 'AccessRecorded' ORDER BY seq").fetchall()
    return [(row[0], row[1]) for row in rows]


@pytest.mark.req("AUD-4")
def test_a_masked_number_is_found_by_the_whole_number_only_and_that_is_recorded(world: World) -> None:
    company = world.customers["恒力液压"]
    path = f"/customers/{company}/contacts"
    before = len(world.install.bus.read(SLUG, _looks))
    whole = world.get("engineer", path, filter=condition("phone", "eq", "13812345678"))
    assert [row["id"] for row in whole["items"]] == [world.contact]
    assert len(world.install.bus.read(SLUG, _looks)) == before + 1
    part = world.ask("engineer", "GET", path, params={"filter": condition("phone", "starts_with", "1381")})
    assert part.json()["problems"][0]["code"] == "field.masked"
