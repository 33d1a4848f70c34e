"""What was erased is gone: from lists, search, files, exports, the index of words and every row of the database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bihuan.kernel.ids import new_id
from bihuan.kernel.tables import timer
from bihuan.kernel.worker import Worker
from bihuan.modules.files.interface import content_at, let_go, take_in
from bihuan.modules.files.messages import BindFiles, StoreFile
from bihuan.modules.files.tables import file as file_table
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.records import messages as m
from bihuan.modules.records import reactions
from tests.modules.company import Company, Line, hooks_of
from tests.modules.records.office import CONTRACT_FORM, DAY, MODULES, ON_BOTH, Office

pytestmark = pytest.mark.req("FRM-9", "AUD-1", "AUD-5")
SECRET, WORDS = "绝密客户陆文澜", "13912345678"


@pytest.fixture
def line(office: Office) -> Iterator[Line]:
    with office.company.http(by_hand=True) as line:
        yield line


def scan(office: Office, name: str = f"{SECRET}.txt") -> str:
    """A file of the administrator's."""
    company = office.company
    now = company.clock.now()
    file = new_id(now)
    take_in(company.tenant, {"id": file, "by": company.people["admin"], "name": name}, WORDS.encode(), now)
    company.send("admin", StoreFile(file))
    let_go(company.tenant, [file])
    return file


def with_scans(office: Office) -> None:
    """Contracts get a field for what was signed."""
    scans = {"key": "scans", "kind": "files", "label": {"zh": "扫描件", "en": "Scans"}}
    (section,) = CONTRACT_FORM["sections"]
    office.company.send(
        "admin", PublishForm({**CONTRACT_FORM, "sections": [{**section, "fields": [*section["fields"], scans]}]})
    )


def traces(office: Office, *words: str) -> list[str]:
    """Tables in which one of the words still stands: every column of every row, those of the index among them."""

    def look(tx: Any) -> list[str]:
        found = set()
        for name in sa.inspect(tx.connection).get_table_names():
            for row in tx.connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall():
                cells = (
                    bytes(cell).decode(errors="replace") if isinstance(cell, bytes | memoryview) else str(cell)
                    for cell in row
                )
                if any(word in cell for cell in cells for word in words):
                    found.add(name)
        return sorted(found)

    return list(office.company.read(look))


def work(office: Office) -> None:
    """What follows after the commit."""
    company = office.company
    worker = Worker(company.bus, {})
    while worker.run_outbox(company.tenant, company.clock.now()):
        pass


def test_nothing_of_an_erased_record_is_left(office: Office, line: Line):
    with_scans(office)
    file = scan(office)
    now = office.company.clock.now()
    contract = office.add("contracts", number=WORDS, customer=SECRET, due=now + 40 * DAY, scans=[file])
    assert line("admin", "GET", f"/files/{file}").content == WORDS.encode()
    assert {"payload", "table_record", "table_value", "file"} <= set(traces(office, SECRET, WORDS))

    office.company.send("admin", m.EraseTableRecord(contract))
    assert line("admin", "GET", f"/files/{file}").status_code == 404, "not until a job comes to it: at once"
    for archived in (False, True):
        for q in ("", SECRET[:4], WORDS):
            query = {"archived": archived, "q": q}
            assert line("admin", "GET", "/tables/contracts/records", params=query).json()["items"] == []
            export = line("admin", "GET", "/tables/contracts/export", params=query)
            assert export.headers["X-Total-Count"] == "0" and SECRET not in export.text
    work(office)
    assert traces(office, SECRET, WORDS) == [], "nor in the words of the search index"
    office.company.check_replay(f"table_record:{contract}")
    office.company.check_replay(f"file:{file}")
    row = office.company.read(lambda tx: tx.get(file_table, id=file))
    assert row["erased_at"] is not None and row["address"] is None
    assert office.company.read(lambda tx: tx.all(timer, stream=f"table_record:{contract}")) == []


@ON_BOTH
def test_a_file_that_hangs_elsewhere_too_stays_there(office: Office):
    with_scans(office)
    file = scan(office)
    gone = office.add("contracts", number="HT-1", scans=[file])
    stays = office.add("contracts", number="HT-2")
    office.company.send("operator", BindFiles((file,), "table_record", stays))
    office.company.send("admin", m.EraseTableRecord(gone))
    work(office)
    row = office.company.read(lambda tx: tx.get(file_table, id=file))
    assert row["erased_at"] is None and content_at(office.company.tenant, row["address"]) == WORDS.encode()


def test_more_files_than_a_unit_has_room_for_go_too(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reactions, "MOST_FILES", 1)
    with_scans(office)
    files = [scan(office), scan(office)]
    contract = office.add("contracts", number="HT-3", scans=files)
    office.company.send("admin", m.EraseTableRecord(contract))
    work(office)
    rows = [office.company.read(lambda tx, file=file: tx.get(file_table, id=file)) for file in files]
    assert all(row["erased_at"] is not None for row in rows)


def test_who_was_reminded_of_it_keeps_the_notice_without_its_name(tmp_path: Path, office_as_built: Company):
    """Also after the reminder was sent: a notice quotes what the record was called."""
    modules = (*MODULES, "flows", "tickets", "intake", "notifications")
    office = Office(Company(tmp_path / "house", hooks_of(*modules), like=office_as_built))
    company = office.company
    due = company.clock.now() + 10 * DAY
    gone, stays = (office.add("contracts", number=n, due=due, keeper=company.people["admin"]) for n in (WORDS, "HT-9"))
    company.clock.instant += 4 * DAY
    worker = Worker(company.bus, {"address": "https://bihuan.example"})
    rounds = 0
    while worker.fire_timers(company.tenant, company.clock.now()):
        rounds += 1
        assert rounds < 3, "a reminder that was sent is done with"
    worker.run_outbox(company.tenant, company.clock.now())
    assert "notice" in traces(office, WORDS)
    company.send("admin", m.EraseTableRecord(gone))
    work(office)
    assert traces(office, WORDS) == []
    assert "notice" in traces(office, "HT-9"), "the other's stands"
    assert office.row(stays)["title"] == "HT-9"
    company.close()
