"""The same notices on PostgreSQL: lists, marks, digests, deliveries."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.kernel.ports import RefusedForGoodError
from bihuan.modules.notifications import bookkeeping, queries
from tests.modules.company import Company, hooks_of
from tests.modules.notifications.conftest import WITH_NOTICES
from tests.modules.notifications.house import HOUR, House
from tests.modules.tickets.conftest import found

pytestmark = pytest.mark.req("COL-2.server", "TEN-2")


@pytest.fixture
def house(tmp_path: Path, postgres_url: str) -> Iterator[House]:
    company = Company(tmp_path, hooks_of(*WITH_NOTICES), url=postgres_url)
    found(company)
    yield House(company)
    company.close()


def test_the_story_of_notices(house: House) -> None:
    house.open_channels()
    house.prefer("engineer", digest={"note_added": "hourly"})
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    assert [letter.address for letter in house.sms.letters] == ["13812345678"]
    person, write = house.person("engineer"), house.company.tenant.writer.call
    first = house.listed("engineer")[0]
    write(lambda tx: bookkeeping.mark_read(tx, first["id"], house.company.clock.now()))
    assert house.unread("engineer") == 0
    house.company.clock.instant += 1
    for number in range(2):
        house.notify(key=f"k{number}", to=[{"person": person}], text="x")
    page = house.company.read(
        lambda tx: queries.list_notices(tx, person, house.company.clock.now(), False, None, limit=2)
    )
    rest = house.listed("engineer", cursor=page.cursor)
    assert [row["id"] for row in rest] == [first["id"]] and house.unread("engineer") == 2
    write(lambda tx: bookkeeping.mark_all_read(tx, person, house.company.clock.now()))
    assert house.unread("engineer") == 0
    house.sms.mood = RefusedForGoodError("delivery.number_invalid")
    house.notify(key="dead", to=[{"person": person}], by=["sms"], text="x")
    [failed] = house.company.read(lambda tx: queries.failed_deliveries(tx, 10))
    assert failed["attempts"][0]["code"] == "delivery.number_invalid"
    house.wait(2 * HOUR)
    assert house.mail.letters == []
