"""From the demo to a company of one's own: beside each other, then the demo is cleared away as one thing (TEN-1)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bihuan.entry import sample
from bihuan.entry.http import create_app
from bihuan.entry.operations import run_operation
from bihuan.entry.seed import seed_demo
from bihuan.entry.wiring import Install, build_install
from bihuan.settings import Settings
from tests.http.conftest import BOTH

pytestmark = pytest.mark.req("TEN-1", "ADM-3", "ADM-7")
API = "/api/v1"
DEMO_NAME, OWN = "苏州恒锐机电", "海天泵业"
FOUNDER = {"name": OWN, "admin_name": "王海", "login": "wanghai", "password": "sea-horse-2026"}
COMPANY = {**FOUNDER, "bundles": ["repair_service"]}


@pytest.fixture(params=BOTH)
def install(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Install:
    """What `make run` begins with, but for the demo's tickets, which take longest to tell."""

    def tell(self: sample.Sample, install: Install, slug: str) -> None:
        teller = sample._Teller(install, slug, self)
        teller.organise()
        teller.sell()
        teller.hire()

    monkeypatch.setattr(sample.Sample, "tell", tell)
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    settings = Settings(data=tmp_path / "data", key_file=tmp_path / "master.key", rate_per_minute=0, database_url=url)
    made = build_install(settings)
    seed_demo(made)
    return made


@pytest.fixture
def line(install: Install) -> Iterator[TestClient]:
    with TestClient(create_app(install), raise_server_exceptions=False) as client:
        assert install.threads.ready.wait(30)
        yield client


def session(line: TestClient, login: str, password: str = "hengrui-2026", base: str = "") -> dict[str, str]:
    answer = line.post(f"{base}{API}/sessions", json={"login": login, "password": password})
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def test_the_demo_gives_way_to_a_company_and_goes_as_one_thing(install: Install, line: TestClient):
    told = line.get(f"{API}/welcome").json()
    assert (told["demo"], told["company"][:6], told["reachable"]) == (True, DEMO_NAME, False)
    assert {"admin", "laochen", "zhanggong"} <= {one["login"] for one in told["accounts"]}
    assert told["portal"]["path"] == "/portal/r/repair" and told["portal"]["qr"].startswith("<svg")
    admin = session(line, "admin")
    assert line.get(f"{API}/upkeep", headers=admin).json()["own_company"] is None

    refused = line.post(f"{API}/demo/clear", headers=admin, json={"name": told["company"]})
    assert refused.json()["code"] == "demo.company_first"
    weak = line.post(f"{API}/companies", headers=admin, json={**COMPANY, "password": "1234"})
    nothing = line.post(f"{API}/companies", headers=admin, json={**COMPANY, "bundles": ["nothing"]})
    assert nothing.json()["code"] == "bundle.unknown"
    assert weak.status_code == 422 and [row.slug for row in install.tenants.rows()] == ["demo"]
    assert line.post(f"{API}/companies", headers=admin, json=COMPANY).status_code == 201
    again = line.post(f"{API}/companies", headers=admin, json=COMPANY)
    assert again.json()["code"] == "company.exists"

    reminded(install, line, session(line, "wanghai", "sea-horse-2026"))
    # Side by side: the company at the root, the demo below its own path.
    own = session(line, "wanghai", "sea-horse-2026")
    assert line.get(f"{API}/me", headers=own).json()["tenant"]["name"] == OWN
    assert line.get(f"{API}/welcome").json()["accounts"] == []
    assert line.get(f"/t/demo{API}/welcome").json()["demo"] is True
    assert line.get(f"{API}/tickets", headers=own).json()["items"] == []
    assert {kind["heading"]["zh"] for kind in line.get(f"{API}/ticket-types", headers=own).json()} == {"维修服务"}

    assert line.post(f"{API}/demo/clear", headers=own, json={"name": told["company"]}).json()["code"] == "demo.not_here"
    wrong = line.post(f"{API}/demo/clear", headers=admin, json={"name": "恒锐"})
    assert wrong.json()["code"] == "demo.name_differs"
    assert line.post(f"{API}/demo/clear", headers=admin, json={"name": told["company"]}).status_code == 204
    assert [row.slug for row in install.tenants.rows()] == ["main"]
    assert not (install.settings.data / "tenants" / "demo").exists()
    # Its sessions are worth nothing, the company's go on, and its ledger verifies as before.
    assert line.get(f"{API}/me", headers=admin).status_code == 404
    left_over = {"Cookie": f"bihuan_session={admin['Authorization'].removeprefix('Bearer ')}"}
    assert line.get(f"{API}/me", headers=left_over).status_code == 401
    assert line.get(f"{API}/me", headers=own).status_code == 200
    assert run_operation(install, "ledger.verify", {"tenant": "main"})["faults"] == []


@pytest.mark.full
def test_what_was_cleared_comes_back_only_when_asked_for(install: Install):
    install.tenants.control.set_setting("demo.state", "clearing")
    assert seed_demo(install)["accounts"] == []
    assert not seed_demo(install)["made"] and install.tenants.rows() == []
    assert run_operation(install, "seed.demo", {})["made"]
    install.tenants.close_all()


def reminded(install: Install, line: TestClient, own: dict[str, str]) -> None:
    """An administrator hears of the phrase until it is confirmed, and of the backup."""
    found = line.get(f"{API}/upkeep", headers=own).json()
    assert (found["recovery_confirmed"], found["backed_up_at"], found["backup_due"]) == (False, None, False)
    assert found["demo_beside"] is True
    path = install.settings.data.parent / "main.bak"
    run_operation(install, "tenant.backup", {"slug": "main", "path": str(path)})
    assert line.get(f"{API}/upkeep", headers=own).json()["backed_up_at"] > 0
    phrase = line.post(f"{API}/recovery/phrase", headers=own).json()["phrase"]
    assert (
        line.post(f"{API}/recovery/confirm", json={"phrase": "-".join(["AAAA"] * 8)}, headers=own).json()["code"]
        == "key.wrong"
    )
    assert line.post(f"{API}/recovery/confirm", json={"phrase": phrase}, headers=own).status_code == 204
    assert line.get(f"{API}/upkeep", headers=own).json()["recovery_confirmed"]
    assert line.post(f"{API}/recovery/phrase", headers=own).json()["code"] == "recovery.confirmed", "shown once"
