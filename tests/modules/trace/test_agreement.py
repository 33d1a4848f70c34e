"""The box answers the same on both databases, and what a plain reading of the histories would (AUD-2, TEN-2)."""

import random
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest

from bihuan.core.flow import VisitOffered
from bihuan.core.trace import Choice, LookUps, Token, directory, read_box
from bihuan.kernel.eventlog import EventLog
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets.tables import ticket, ticket_act
from tests.modules.company import PEOPLE
from tests.modules.trace.searches import ZONE, Searches

pytestmark = pytest.mark.req("AUD-2")

REPORTERS = ("front_desk", "dispatcher", "engineer", "requester")
ENGINEERS = ("engineer", "other_engineer")
WRITERS = ("front_desk", "dispatcher", "lead", "admin")
WORDS = ("漏水", "异响", "漏油", "轴承")
PARTS = (
    *("张工", "李工", "周敏", "钱女士", "赵刚", "陈晨"),
    *("1月10日", "1月11日", "1月12日到1月14日", "昨天", "本月", "1月20日"),
    *("XX-8892", "hp2207", "XX-8829", "东吴", "太湖"),
    *WORDS,
)


def fill(searches: Searches, chance: random.Random, count: int = 24) -> None:
    """Tickets of ten days with what people did with them, in the order of time."""
    tickets: list[str] = []
    for step in range(count * 3):
        if step % 3 == 0:
            searches.at(10 + step * 10 // (count * 3), 8)
            searches.later(step)
            who, device = chance.choice(REPORTERS), chance.choice((None, *searches.devices.values()))
            # Customers know their own devices only, and hers are none of these.
            more = {"device": device} if device and who != "requester" else {}
            tickets.append(searches.report(who, title=f"{chance.choice(WORDS)} {step}", **more))
            continue
        key = chance.choice(tickets[-6:])
        if chance.random() < 0.5:
            searches.note(chance.choice(WRITERS), key, public=chance.random() < 0.3)
        elif searches.view("admin", key)["assignee"] is None:
            searches.later()
            searches.assign(key, chance.choice(ENGINEERS))


@dataclass(frozen=True)
class Known:
    """A ticket as its history tells it."""

    row: dict[str, Any]
    acts: tuple[tuple[int, str], ...]


def histories(searches: Searches) -> list[Known]:
    """Every ticket with who did something when, read from the events alone, newest first."""
    company = searches.company

    def read(tx: Any) -> list[Known]:
        log = EventLog(company.hooks)
        found = []
        for stream in log.all_streams(tx, "ticket"):
            acts = set()
            for stored in log.read(tx, stream):
                if stored.caller_kind == "user":
                    acts.add((stored.at, stored.caller_id or ""))
                if isinstance(stored.event, VisitOffered):
                    acts.add((stored.at, stored.event.person))
            found.append(Known(tx.get(ticket, id=stream[7:]), tuple(sorted(acts))))
        return sorted(found, key=lambda known: -known.row["pos"])

    return company.read(read)


def fits(known: Known, tokens: tuple[Token, ...]) -> bool:
    """What the box promises, said once more in the plainest way."""
    row, of = known.row, {kind: [t for t in tokens if t.kind == kind] for kind in {t.kind for t in tokens}}
    ids = {kind: {choice.id for token in of[kind] for choice in token.choices} for kind in of}
    spans = [token.span for token in of.get("days", ()) if token.span is not None]

    def then(at: int) -> bool:
        return not spans or any(span.first <= at < span.until for span in spans)

    checks = [
        *(row[kind] in ids[kind] for kind in ("device", "customer") if kind in of),
        *(
            any(person in {c.id for c in token.choices} and then(at) for at, person in known.acts)
            or (row["submitter"] in {c.id for c in token.choices} and then(row["created_at"]))
            for token in of.get("person", ())
        ),
        *(token.value in row["title"] for token in of.get("text", ())),
    ]
    if spans and "person" not in of:
        checks.append(then(row["created_at"]) or any(then(at) for at, _ in known.acts))
    return bool(tokens) and all(checks)


def look_ups(searches: Searches) -> LookUps:
    people = [Choice(key, name) for key, name in _names(searches).items()]
    devices = {sn.replace("-", ""): (Choice(key, sn),) for sn, key in searches.devices.items()}
    customers = {"东吴": (Choice(searches.customers["苏州东吴精密制造有限公司"], ""),),
                 "太湖": (Choice(searches.customers["无锡太湖注塑科技"], ""),)}  # fmt: skip
    return LookUps(directory(people), lambda keys: {k: devices[k] for k in keys if k in devices}, lambda _: customers)


def _names(searches: Searches) -> dict[str, str]:
    return {searches.company.people[key]: member.name for key, member in PEOPLE.items()}


def boxes(chance: random.Random, count: int) -> list[str]:
    return [chance.choice(("", " ")).join(chance.sample(PARTS, chance.randint(1, 3))) for _ in range(count)]


def check_against_histories(searches: Searches, seed: int, count: int) -> dict[str, list[str]]:
    """Fill, ask, compare; the answers by what was typed."""
    fill(searches, random.Random(seed))
    known, look = histories(searches), look_ups(searches)
    answers = {}
    for text in boxes(random.Random(seed + 1), count):
        tokens = read_box(text, searches.company.clock.now(), ZONE, look)
        expected = [one.row["title"] for one in known if fits(one, tokens)]
        answers[text] = searches.titles("admin", text)
        assert answers[text] == expected, text
    assert sum(map(bool, answers.values())) > count // 4, "hardly anything was found: that proves little"
    return answers


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in (1, 2))])
def test_the_box_answers_what_the_histories_tell(searches: Searches, seed: int) -> None:
    check_against_histories(searches, seed, 120)


@pytest.mark.postgres
@pytest.mark.req("TEN-2")
def test_both_databases_give_the_same_answers(searches: Searches, searches_on_postgres: Searches) -> None:
    assert check_against_histories(searches, 7, 80) == check_against_histories(searches_on_postgres, 7, 80)


def fill_anew(searches: Searches) -> tuple[list[Any], list[Any]]:
    """What stands in the table, and what an update from an older release would write there."""
    fill(searches, random.Random(5), 9)
    migration = import_module("bihuan.entry.migrations.versions.0012_acts_of_people")

    def work(tx: Any) -> tuple[list[Any], list[Any]]:
        live = tx.all(ticket_act, ("ticket", "at", "person", "inner"))
        tx.delete(ticket_act)
        tx.connection.exec_driver_sql(migration.FILL[tx.kind])
        return live, tx.all(ticket_act, ("ticket", "at", "person", "inner"))

    return searches.company.tenant.writer.call(work)


def test_an_update_fills_the_trace_with_what_happened_before(searches: Searches) -> None:
    live, filled = fill_anew(searches)
    assert len(live) > 20
    assert {row["inner"] for row in live} == {True, False}
    assert filled == live


@pytest.mark.postgres
def test_so_it_does_on_postgresql(searches_on_postgres: Searches) -> None:
    live, filled = fill_anew(searches_on_postgres)
    assert filled == live


def test_an_offline_time_is_filled_in_too(searches: Searches) -> None:
    searches.at(20)
    ticket = searches.report("front_desk")
    searches.later(60)
    done = searches.company.clock.now() - 1_800_000
    searches.company.send("lead", m.AddNote(ticket=ticket, text="路上记的"), claimed=done)
    live, filled = fill_anew(searches)
    assert done in {row["at"] for row in live}
    assert filled == live
