"""Two companies that differ only in what a caller may not see answer this caller byte by byte alike (semantics §8).

A hidden field does not exist: not for lists, filters, sorting, search, detail, history, errors, counts, files, events.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import pytest

from bihuan.entry.operations import run_operation
from bihuan.kernel.clock import SetClock
from bihuan.kernel.masters import SaveRecord
from bihuan.kernel.worker import Worker
from bihuan.modules.identity import messages as people
from bihuan.modules.tickets import messages as tickets
from tests.http.world import SLUG, World

pytestmark = pytest.mark.req("AUD-3", "AUD-4", "INT-7.api")

NOW = 1_790_000_000_000
ROOT = bytes(range(32))
# Sees every ticket, but of its words, its cost and its sender nothing, of its phone number the mask only.
WATCHER = {
    "action": "read",
    "kind": "ticket",
    "rows": "all",
    "fields": {
        "named": {
            "description": "hidden",
            "cost": "hidden",
            "remark": "hidden",
            "priority": "hidden",
            "internal_notes": "hidden",
            "origin": "hidden",
            "phone": "masked",
        },
        "others": "read",
    },
}


@dataclass(frozen=True)
class Secrets:
    """What differs between the two: hidden from the caller of each question below."""

    amount: str
    cost: str
    words: str
    note: str
    priority: str
    phone: str
    address: str


ONE = Secrets("660000.00", "150", "主轴断裂 冷却液泄漏", "这个客户难缠", "P0", "13811115678", "192.0.2.7")
TWO = Secrets("1.50", "99999.99", "没什么大事", "给他打八折", "P3", "13822225678", "198.51.100.99")


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, World]]:
    made = [World(tmp_path_factory.mktemp("twin"), clock=SetClock(NOW), root=ROOT) for _ in range(2)]
    for world in made:
        # What follows is done when both have been told all, not whenever the worker comes by.
        world.install.threads.look_after_open = lambda now: None  # type: ignore[method-assign]
    with made[0] as one, made[1] as two:
        for world, secrets in ((one, ONE), (two, TWO)):
            _tell(world, secrets)
        yield one, two


def _tell(world: World, secrets: Secrets) -> None:
    world.send(people.SaveRole("watcher", {"zh": "旁观"}, (WATCHER,)))
    world.send(people.CreateUser("旁观者", roles=("watcher",), user="watcher", password=world.sealed))
    world.headers["watcher"] = world.token_of("watcher", "*")
    world.send(SaveRecord("contract", {"amount": secrets.amount}, world.contract))
    world.send(SaveRecord("contact", {"phone": secrets.phone}, world.contact))
    for title in ("液压站漏油", "电机异响"):
        ticket = world.under_way(
            title=title,
            device=None,
            description=secrets.words,
            priority=secrets.priority,
            data={"cost": secrets.cost, "remark": secrets.words, "phone": secrets.phone, "symptom": "leak"},
        )
    quiet = world.under_way(title="油温偏高")
    writer = replace(world.caller("dispatcher"), ip=secrets.address)
    for each in (ticket, quiet):
        world.submit(tickets.AddNote(ticket=each, text=secrets.note), writer)
    world.ticket, world.quiet = ticket, quiet
    follower = Worker(world.install.bus, world.install.ports)
    while follower.step(world.install.tenants.get(SLUG)):
        pass
    run_operation(world.install, "ledger.checkpoint", {"tenant": SLUG})


def _filter(field: str, op: str, right: Any = None) -> str:
    left = {"field": field}
    return quote(json.dumps({"op": op, "left": left} if right is None else {"op": op, "left": left, "right": right}))


HIDDEN = ("description", "priority", "cost", "remark", "internal_notes", "origin")
# What the watcher, who may not see the fields of a ticket named above, can ask.
OF_TICKETS = (
    "/tickets",
    "/tickets?type=check_up",
    "/tickets?count=exact&limit=1",
    "/tickets?sort=title",
    "/tickets/marks?type=check_up",
    "/tickets/fields?type=check_up",
    "/reports/measures?type=check_up",
    "/reports/query?measures=created,open,resolution_p50,first_response_kept&by=month,assignee",
    "/reports/query?measures=created&by=remark&type=check_up",
    *(f"/reports/query?measures=created&by={field}&type=check_up" for field in HIDDEN),
    *(f"/reports/query?measures=created&type=check_up&filter={_filter(field, 'eq', '150')}" for field in HIDDEN),
    "/tickets?type=check_up&columns=cost,remark,phone",
    *(f"/tickets/sentence?type=check_up&filter={_filter(field, 'eq', '150')}" for field in HIDDEN),
    *(f"/tickets?type=check_up&sort={field}" for field in (*HIDDEN, "-cost", "phone")),
    *(f"/tickets?type=check_up&filter={_filter(field, 'eq', '150')}" for field in HIDDEN),
    *(f"/tickets?type=check_up&filter={_filter(field, 'not_empty')}" for field in HIDDEN),
    *(
        f"/tickets?q={quote(word)}"
        for word in ("主轴断裂", "冷却", "大事", "难缠", "八折", "漏油", "P0", "13812345678")
    ),
    *(
        f"/trace?q={quote(text)}"
        for text in ("主轴断裂", "今天 冷却", "李工 大事", "本月", "13812345678", "XX-8892 漏油")
    ),
    "/tickets/{ticket}",
    "/tickets/{ticket}/trace",
    "/tickets/{ticket}/print/work_order.pdf",
    "/tickets/{ticket}/print/receipt.pdf",
    "/forms/check_up/schema",
    "/tasks",
    "/events?follow=false",
    "/users",
    "/customers",
)
# What an engineer, who sees no amounts and the masks of contacts only, can ask.
OF_CONTRACTS = (
    "/customers/{company}/contracts",
    "/customers/{company}/contracts/{contract}",
    "/customers/{company}/contracts?sort=amount",
    "/customers/{company}/contracts?q=880000",
    f"/customers/{{company}}/contracts?filter={_filter('amount', 'gt', '1000')}",
    f"/customers/{{company}}/contracts?filter={_filter('nonsense', 'gt', '1000')}",
    "/customers/{company}/contacts",
    "/customers/{company}/contacts?sort=phone",
    "/customers/{company}/contacts?q=1381234",
    f"/customers/{{company}}/contacts?filter={_filter('phone', 'starts_with', '1381')}",
    "/customers/{company}/card",
    "/customers/lookup?phone=5678",
    "/devices/{device}",
    "/events?follow=false",
)
# What the requester, who sees neither internal notes nor where others wrote from, can ask.
OF_NOTES = (
    *("/tickets/{quiet}/trace", "/tickets/{quiet}", "/tickets/{quiet}/print/receipt.pdf"),
    *("/tickets?q=" + quote("难缠"), "/trace?q=" + quote("难缠 今天"), "/events?follow=false"),
)


@pytest.mark.parametrize("path", OF_TICKETS)
def test_hidden_fields_of_tickets_change_no_answer(twins: tuple[World, World], path: str) -> None:
    _assert_alike(twins, "watcher", path)


@pytest.mark.parametrize("path", OF_CONTRACTS)
def test_amounts_and_masked_numbers_change_no_answer(twins: tuple[World, World], path: str) -> None:
    _assert_alike(twins, "engineer", path)


@pytest.mark.parametrize("path", OF_NOTES)
def test_internal_notes_and_origins_change_no_answer(twins: tuple[World, World], path: str) -> None:
    _assert_alike(twins, "requester", path)


@pytest.mark.parametrize("field", HIDDEN)
@pytest.mark.parametrize("use", ["sort={}", "filter={}"])
def test_a_hidden_field_is_refused_word_for_word_like_one_that_does_not_exist(
    twins: tuple[World, World], field: str, use: str
) -> None:
    def asked(name: str) -> tuple[int, str]:
        value = name if use.startswith("sort") else _filter(name, "empty")
        answer = twins[0].ask("watcher", "GET", f"/tickets?type=check_up&{use.format(value)}")
        return answer.status_code, answer.text.replace(name, "…")

    assert asked(field) == asked("nonsense")
    assert asked(field)[0] in (400, 422)


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_errors_of_writing_tell_nothing_either(twins: tuple[World, World], method: str) -> None:
    ticket = twins[0].ticket
    path = f"/tickets/{ticket}" if method == "PATCH" else f"/tasks/{ticket}-1/actions/finish"
    body: dict[str, Any] = {"data": {"cost": "1", "nonsense": 1}}
    answers = [world.ask("watcher", method, path, json=body) for world in twins]
    assert answers[0].content == answers[1].content
    assert answers[0].status_code == 403


def test_the_twins_do_differ_for_those_who_may_see(twins: tuple[World, World]) -> None:
    for who, path in (("lead", "/tickets/{ticket}"), ("desk", "/customers/{company}/contracts/{contract}")):
        one, two = (world.ask(who, "GET", path.format_map(_names(world))).json() for world in twins)
        assert one != two
        assert one["id"] == two["id"]
    assert [len(world.get("lead", "/tickets", q="主轴断裂")["items"]) for world in twins] == [2, 0]
    assert [len(world.get("watcher", "/tickets", q="液压站")["items"]) for world in twins] == [2, 2]


def _names(world: World) -> dict[str, Any]:
    return {**vars(world), "company": world.customers["恒力液压"]}


def _assert_alike(twins: tuple[World, World], who: str, path: str) -> None:
    answers = [world.ask(who, "GET", path.format_map(_names(world))) for world in twins]
    one, two = answers
    assert one.status_code == two.status_code
    assert {name: one.headers.get(name) for name in ("etag", "content-length")} == {
        name: two.headers.get(name) for name in ("etag", "content-length")
    }
    assert _without_commitments(one) == _without_commitments(two)


def _without_commitments(answer: Any) -> bytes:
    """The body. A hash commits to a whole event, but to what is personal only with a random key beside it: it differs
    between any two companies, however alike, and tells nothing."""
    content: bytes = answer.content
    if answer.headers["content-type"] == "application/json" and isinstance(answer.json(), dict):
        for entry in answer.json().get("events", ()):
            content = content.replace(entry["hash"].encode(), b"")
    return content
