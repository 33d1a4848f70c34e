"""The demo: a company in the users' own world, made through the bus, once."""

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.values import Refusal
from bihuan.entry.sample import _Teller
from bihuan.entry.seed import DEMO_TENANT, seed_demo
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel.clock import Clock, SetClock, SystemClock
from bihuan.kernel.command import Caller
from bihuan.kernel.replay import difference_after_replay
from bihuan.kernel.tables import event, timer
from bihuan.kernel.tx import Tx
from bihuan.modules.assets.interface import DEVICES
from bihuan.modules.dispatch.queries import dispatch_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity.tables import credential
from bihuan.modules.records.tables import data_table, table_record
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.tables import ticket
from bihuan.settings import Settings

STAGES = {"in_work", "to_accept", "resolved", "archived", "cancelled", "in_review"}
LIMIT_S = 3.0


# Midnight of a Friday in the demo's time zone: a working day and a free one follow each other.
FRIDAY = 1_795_104_000_000
HALF_HOUR = 1_800_000


def fresh(folder: Path, clock: Clock | None = None) -> Install:
    folder.mkdir(exist_ok=True)
    settings = Settings(data=folder / "data", key_file=folder / "master.key")
    return build_install(settings, clock=clock or SystemClock())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory):
    install = fresh(tmp_path_factory.mktemp("demo"))
    begun = time.process_time()
    made = seed_demo(install)
    yield install, made, time.process_time() - begun
    install.tenants.close_all()


def rows(install: Install, table) -> list[dict[str, object]]:
    found: list[dict[str, object]] = install.bus.read(DEMO_TENANT, lambda tx: tx.all(table))
    return found


def test_it_is_made_fast_and_tells_its_accounts(demo):
    _, made, seconds = demo
    assert made["made"] and made["phrase"]
    assert seconds < LIMIT_S * 2, "of processor time; about two seconds on a machine that is idle"
    accounts = {account["login"]: account for account in made["accounts"]}
    assert {"admin", "xiaozhou", "laochen", "zhanggong", "ligong", "wanggong", "wangqiang"} <= accounts.keys()
    assert accounts["zhanggong"]["name"] == "张工" and accounts["zhanggong"]["role"] == "工程师"


@pytest.mark.req("FRM-9")
def test_the_office_keeps_tables_that_say_something(demo):
    install, _, _ = demo
    counts = Counter(row["of_table"] for row in rows(install, table_record))
    assert set(counts) == {table["key"] for table in rows(install, data_table)} and min(counts.values()) >= 5
    bookings = [row for row in rows(install, table_record) if row["of_table"] == "office_room_bookings"]
    assert all(row["resource"] and row["ends_at"] for row in bookings)
    due = [row for row in rows(install, timer) if str(row["stream"]).startswith("table_record:")]
    assert due and min(int(str(row["due"])) for row in due) > install.clock.now(), "nobody is reminded on the first day"


def test_every_account_signs_in_with_the_password_that_is_printed(demo):
    install, made, _ = demo
    keys = install.tenants.get(DEMO_TENANT).keys
    sealed = {row["user"]: row["password"] for row in rows(install, credential)}
    (password,) = {account["password"] for account in made["accounts"]}
    for account in made["accounts"]:
        user = install.bus.read(DEMO_TENANT, lambda tx, login=account["login"]: identity.user_by_login(tx, login))
        assert sealed[user] is not None
    assert identity.verify_password(keys, password, str(sealed[user]))


def test_there_are_tickets_in_every_stage_and_of_every_type(demo):
    install, _, _ = demo
    found = rows(install, ticket)
    assert {row["stage"] for row in found} == STAGES
    assert len({row["type"] for row in found}) == 6
    assert len(rows(install, DEVICES.table)) >= 12


@pytest.mark.req("INT-11")
def test_each_names_its_channel_its_priority_and_whether_a_contract_covers_it(demo):
    install, _, _ = demo
    found = rows(install, ticket)
    assert all(row["channel"] and row["priority"] in ("P0", "P1", "P2", "P3") for row in found)
    sources = Counter(row["contract_source"] for row in found)
    assert sources["resolved"] and sources["stated_none"] and sources["none"], sources


@pytest.mark.req("AUD-2.api")
def test_the_trace_of_the_repaired_motor_shows_who_did_what(demo):
    install, _, _ = demo
    (row,) = [row for row in rows(install, ticket) if row["title"] == "主轴电机异响，振动明显"]
    auditor = install.bus.read(DEMO_TENANT, lambda tx: identity.user_by_login(tx, "shenji"))
    subject = install.bus.read(DEMO_TENANT, lambda tx: identity.subject_of(tx, auditor))
    trace = install.bus.read(
        DEMO_TENANT,
        lambda tx: queries.ticket_trace(tx, install.hooks, Caller("user", auditor, subject), str(row["number"])),
    )
    names = [item["type"] for item in trace["events"]]
    assert names[0] == "TicketCreated"
    assert {"张工", "老陈", "王强"} <= set(trace["people"].values())
    assert sum(name.startswith("Visit") for name in names) >= 4, names


@pytest.mark.req("DSP-1.server", "DSP-4.server")
def test_what_was_just_reported_carries_a_recommendation_for_the_dispatcher(demo):
    install, _, _ = demo
    (row,) = [row for row in rows(install, ticket) if row["title"] == "注塑机液压站压力上不去"]

    def read(tx: Tx) -> Any:
        laochen = str(identity.user_by_login(tx, "laochen"))
        caller = Caller("user", laochen, identity.subject_of(tx, laochen))
        return dispatch_of(tx, install.hooks, caller, str(row["id"]), install.tenants.get(DEMO_TENANT).info)

    told = install.bus.read(DEMO_TENANT, read)
    (only,) = told["rounds"]
    assert (only["policy"], only["move"], row["assignee"]) == ("repair_urgent", "recommend", None)
    names = told["names"]
    assert names[only["people"][0]] == "李工", "液压 5, of 无锡"
    removed = {names[line["person"]]: line["removed"][0]["rule"] for line in only["candidates"] if "removed" in line}
    assert removed == {"张工": "skills"}


def test_replaying_any_of_its_tickets_gives_the_rows_that_stand(demo):
    install, _, _ = demo
    writer = install.tenants.get(DEMO_TENANT).writer
    for row in rows(install, ticket):
        stream = f"ticket:{row['id']}"
        assert writer.call(lambda tx, s=stream: difference_after_replay(tx, install.hooks, s), dry=True) == {}


def test_made_again_it_stays_as_it_is(demo):
    install, made, _ = demo
    before = len(rows(install, event))
    again = seed_demo(install)
    assert (again["made"], again["phrase"], again["accounts"]) == (False, None, made["accounts"])
    assert len(rows(install, event)) == before


@pytest.mark.full
def test_cut_short_it_is_finished_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    install = fresh(tmp_path / "install")
    told, real = [], _Teller._deed

    def failing(self, *args):
        told.append(args)
        if len(told) == 12:
            raise Refusal("storage.unavailable")
        return real(self, *args)

    monkeypatch.setattr(_Teller, "_deed", failing)
    with pytest.raises(Refusal):
        seed_demo(install)
    monkeypatch.setattr(_Teller, "_deed", real)
    assert seed_demo(install)["made"]
    found = rows(install, ticket)
    assert len(found) == 18 and {row["stage"] for row in found} == STAGES
    install.tenants.close_all()


def test_somebodys_own_tenant_named_demo_is_left_alone(tmp_path: Path):
    install = fresh(tmp_path / "install")
    install.tenants.set_up_recovery()
    install.tenants.create(DEMO_TENANT, "别人的公司")
    assert seed_demo(install) == {"slug": DEMO_TENANT, "made": False, "phrase": None, "accounts": []}
    assert rows(install, ticket) == []
    install.tenants.close_all()


@pytest.mark.full
@pytest.mark.parametrize("half_hours", (3, 17, 24, 36, 45, 51, 65, 72, 81, 93))
def test_it_can_be_made_at_any_hour(tmp_path: Path, half_hours: int):
    install = fresh(tmp_path / "hour", SetClock(FRIDAY + half_hours * HALF_HOUR))
    try:
        assert seed_demo(install)["made"]
    finally:
        install.tenants.close_all()
