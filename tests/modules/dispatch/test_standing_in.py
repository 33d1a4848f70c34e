"""What flows ask of the roster: who is on leave, and who is on duty."""

import pytest

from bihuan.core.values import Instant
from bihuan.kernel.tx import Tx
from bihuan.modules.dispatch.messages import EnterLeave
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity.messages import AppointDeputies
from tests.modules.company import MINUTE
from tests.modules.dispatch.crew import Crew

HOUR = 60 * MINUTE


def directory(crew: Crew, tx: Tx, at: Instant) -> identity.TxDirectory:
    env = identity.env_of(tx, crew.company.tenant.info, at)
    return identity.TxDirectory(tx, env)


@pytest.mark.req("FLW-5")
def test_a_deputy_for_days_of_leave_stands_in_on_those_of_the_roster_only(crew: Crew) -> None:
    now, engineer, deputy = crew.company.clock.now(), crew.id("engineer"), crew.id("other_engineer")
    appointed = {"deputy": deputy, "from": now, "until": now + 100 * HOUR, "away": True}
    crew.company.send("engineer", AppointDeputies(engineer, (appointed,)))
    crew.company.send("engineer", EnterLeave(engineer, now + 10 * HOUR, now + 20 * HOUR))

    def standing_in(at: Instant) -> tuple[str, ...]:
        found: tuple[str, ...] = crew.company.read(lambda tx: directory(crew, tx, at).deputies_of(engineer))
        return found

    hours = (9, 10, 19, 20)
    assert [standing_in(now + hour * HOUR) for hour in hours] == [(), (deputy,), (deputy,), ()]


@pytest.mark.req("FLW-3")
def test_whoever_is_on_duty_is_who_the_roster_says(crew: Crew) -> None:
    now = crew.company.clock.now()
    on_duty = crew.company.read(lambda tx: directory(crew, tx, now + 3 * HOUR).on_duty())
    at_night = crew.company.read(lambda tx: directory(crew, tx, now + 17 * HOUR).on_duty())
    assert (crew.id("engineer") in on_duty, crew.id("dispatcher") in on_duty, at_night) == (True, False, frozenset())
