"""How sign-in attempts are counted: before they are checked, per login and per place, stored, and never for ever."""

import pytest
from argon2 import PasswordHasher

from bihuan.core.values import Refusal
from bihuan.modules.identity.api import proving
from bihuan.modules.identity.bookkeeping import LONGEST_WAIT_MS, Throttle, forget_failures, reserve_attempt
from tests.modules.company import MINUTE, Company

THROTTLE = Throttle("zhang.gong", 5)


def attempt(company: Company, *throttles: Throttle) -> str:
    try:
        company.tenant.writer.call(lambda tx: reserve_attempt(tx, throttles or (THROTTLE,), company.clock.now()))
    except Refusal as refusal:
        assert refusal.code == "sign_in.throttled"
        return "slowed"
    return "checked"


@pytest.mark.req("AUD-6")
def test_many_guesses_at_once_gain_nothing(company: Company) -> None:
    assert [attempt(company) for _ in range(10)] == ["checked"] * 6 + ["slowed"] * 4


@pytest.mark.req("AUD-6")
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(company: Company) -> None:
    assert [THROTTLE.wait_ms(failures) for failures in (5, 6, 7, 8)] == [0, 1_000, 2_000, 4_000]
    assert THROTTLE.wait_ms(1_000_000) == LONGEST_WAIT_MS == 15 * MINUTE


@pytest.mark.req("AUD-6")
def test_failures_are_forgotten_after_a_day(company: Company) -> None:
    for _ in range(6):
        attempt(company)
    company.clock.instant += 1440 * MINUTE
    assert [attempt(company) for _ in range(6)] == ["checked"] * 6


@pytest.mark.req("AUD-6")
def test_one_address_trying_many_logins_is_slowed_too(company: Company) -> None:
    address = Throttle("192.0.2.7", 30)
    results = [attempt(company, Throttle(f"login-{number}", 5), address) for number in range(33)]
    assert results == ["checked"] * 31 + ["slowed"] * 2


@pytest.mark.req("AUD-6")
def test_a_sign_in_from_a_known_place_does_not_pardon_strangers(company: Company) -> None:
    place = Throttle("zhang.gong at home", 5)
    for _ in range(6):
        attempt(company)
    company.tenant.writer.call(lambda tx: forget_failures(tx, place, place.key, company.clock.now()))
    assert attempt(company) == "slowed"
    assert attempt(company, place) == "checked"


@pytest.mark.req("AUD-6")
@pytest.mark.parametrize(
    ("ip", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("local", "local"),
        (None, None),
    ],
)
def test_a_household_counts_as_one_address(ip: str | None, counted: str | None) -> None:
    assert proving.counted_address(ip) == counted


@pytest.mark.req("AUD-6")
def test_a_guess_costs_what_owasp_asks_for_at_least(costly_hasher: PasswordHasher) -> None:
    hashed = costly_hasher.hash("richtig-Pferd-42")
    assert hashed.startswith("$argon2id$") and "m=19456,t=2,p=1" in hashed
