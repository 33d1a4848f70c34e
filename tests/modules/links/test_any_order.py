"""Whatever people tie, merge, split and undo: no circles, nothing lost, each history complete by itself (Company.send
replays every stream that a command touched)."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.core.links import KINDS, MAX_LEVELS, descends
from bihuan.core.values import Refusal
from bihuan.kernel.tx import Tx
from bihuan.modules.links import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ActOnTicket
from tests.modules.company import Company, hooks_of
from tests.modules.links.cases import Cases
from tests.modules.links.conftest import MODULES

pytestmark = pytest.mark.req("INT-12")

PLACES = st.integers(0, 4)
DEEDS = st.one_of(
    st.tuples(st.just("merge"), PLACES, PLACES),
    st.tuples(st.just("unmerge"), PLACES, PLACES),
    st.tuples(st.sampled_from(["link", "unlink"]), PLACES, PLACES, st.sampled_from(KINDS)),
    st.tuples(st.sampled_from(["split", "withdraw", "force_close"]), PLACES, PLACES),
)


def do(cases: Cases, known: list[str], deed: tuple[object, ...]) -> None:
    name, ticket, other = str(deed[0]), known[int(str(deed[1]))], known[int(str(deed[2]))]
    if name == "merge":
        cases.merge(ticket, other)
    elif name == "unmerge":
        cases.unmerge(ticket)
    elif name in ("link", "unlink"):
        getattr(cases, name)(ticket, str(deed[3]), other)
    elif name == "split":
        known.append(cases.split(ticket))
    else:
        who = "requester" if name == "withdraw" else "admin"
        cases.company.send(who, ActOnTicket(ticket=ticket, action=name, reason="x"))


def check_whole(tx: Tx, cases: Cases, known: list[str]) -> None:
    for ticket in known:
        leaders, run = queries.leaders_of(tx, ticket), tickets.run_of(tx, ticket)
        assert (run.state == "merged") == bool(leaders)
        assert len(set(leaders)) == len(leaders)
        assert ticket not in leaders
        if leaders:
            assert ticket in [row["ticket"] for row in queries.case_of(tx, leaders[-1])]
        assert len(queries.neighbours(tx, "child", ticket)) <= 1
        for kind in ("causes", "blocks", "parent"):
            below = queries.neighbours(tx, kind, ticket)
            assert not any(descends(kind, each, ticket, lambda k, t: queries.neighbours(tx, k, t)) for each in below)
        assert _height(tx, ticket) <= MAX_LEVELS
        for each in cases.of(ticket)["links"]:
            assert ticket in {tie["ticket"]["id"] for tie in cases.of(each["ticket"]["id"])["links"]}


def _height(tx: Tx, ticket: str) -> int:
    return 1 + max((_height(tx, each) for each in queries.neighbours(tx, "parent", ticket)), default=0)


@settings(
    max_examples=max(4, settings().max_examples // 20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(DEEDS, min_size=3, max_size=12))
def test_whatever_people_do_the_tickets_stay_whole_and_replay_as_they_are(
    tying_company: Company, tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[object, ...]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("any")
    company = Company(folder, hooks_of(*MODULES), like=tying_company)
    cases = Cases(company)
    known = [cases.report() for _ in range(5)]
    for deed in deeds:
        company.clock.instant += 1_000
        try:
            do(cases, known, deed)
        except Refusal as refusal:
            assert refusal.code.partition(".")[0] in ("merge", "link", "split", "run", "ticket"), refusal
    company.read(lambda tx: check_whole(tx, cases, known))
    company.close()
