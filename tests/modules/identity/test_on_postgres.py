"""The same stories on PostgreSQL, and what only several writers at once can get wrong."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from bihuan.core.values import Refusal
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import derived_id
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as m
from tests.modules.company import OPERATOR, SLUG, Company, hooks_of


@pytest.fixture
def company(postgres_url: str, tmp_path: Path) -> Iterator[Company]:
    company = Company(tmp_path, hooks_of("audit", "identity"), url=postgres_url)
    yield company
    company.close()


@pytest.mark.req("TEN-2", "AUD-3", "AUD-6")
def test_people_sign_in_are_listed_and_are_erased(company: Company) -> None:
    engineer = company.people["engineer"]
    with company.http() as line:
        assert line("engineer", "GET", "/me").json()["name"] == "张工"
        names = [each["name"] for each in line("dispatcher", "GET", "/users").json()["items"]]
        assert names[:3] == ["陈晨", "李工", "钱女士"]
        found = line("front_desk", "GET", "/users", params={"q": "zhang"}).json()["items"]
        assert [each["phone"] for each in found] == ["138****5678"]
        assert line("admin", "POST", f"/users/{engineer}/erase", json={"reason": "本人要求"}).status_code == 200
        assert line("engineer", "GET", "/me").status_code == 401
    for stream in (f"user:{engineer}", f"access:{engineer}"):
        company.check_replay(stream)


@pytest.mark.req("TEN-2")
def test_two_moves_at_once_never_close_a_circle(company: Company) -> None:
    first, second = company.units["苏州组"], company.units["无锡组"]
    caller = company.caller("admin")
    for turn in range(5):
        barrier = Barrier(2)

        def move(unit: str, below: str, name: str, turn: int = turn, barrier: Barrier = barrier) -> bool:
            command = m.SaveOrgUnit("department", name, unit, below)
            barrier.wait()
            try:
                company.bus.send(SLUG, Envelope(derived_id("move", name, str(turn)), command, caller))
            except Refusal as refusal:
                assert [problem.code for problem in refusal.problems] == ["org.cycle"]
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            moved = [pool.submit(move, first, second, "苏州组"), pool.submit(move, second, first, "无锡组")]
            assert sorted(each.result() for each in moved) == [False, True]
        for unit, name in ((first, "苏州组"), (second, "无锡组")):
            company.send(OPERATOR, m.SaveOrgUnit("department", name, unit, company.units["售后部"]))


@pytest.mark.req("TEN-2")
def test_one_login_goes_to_one_of_two_who_ask_at_once(company: Company) -> None:
    caller, barrier = company.caller("admin"), Barrier(2)

    def create(number: int) -> bool:
        barrier.wait()
        try:
            command = m.CreateUser(f"新人{number}", login="new")
            company.bus.send(SLUG, Envelope(derived_id("new", str(number)), command, caller))
        except Refusal as refusal:
            assert [problem.code for problem in refusal.problems] == ["user.login_taken"]
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(create, range(2))) == [False, True]
    assert company.read(lambda tx: identity.user_by_login(tx, "NEW")) is not None
