"""What load balancers and Prometheus are told (TEN-3)."""

from dataclasses import replace
from unittest import mock

import pytest
from starlette.testclient import TestClient

from bihuan.entry.http import health
from bihuan.entry.wiring import Install
from bihuan.settings import Settings
from tests.http.conftest import ALICE

pytestmark = pytest.mark.req("TEN-2")


def faults(client: TestClient) -> list[str]:
    response = client.get("/readyz")
    assert response.status_code == (503 if response.json().get("faults") else 200)
    return response.json().get("faults", [])


def test_a_started_server_is_ready(toy: TestClient) -> None:
    assert toy.get("/healthz").json() == {"status": "ok"}
    assert faults(toy) == []


def test_a_server_that_has_not_opened_its_tenants_is_not_ready(toy_install: Install) -> None:
    assert health.readiness_faults(toy_install) == ["starting"]
    toy_install.tenants.close_all()


def test_a_full_disk_is_told_before_it_hurts(toy: TestClient) -> None:
    with mock.patch.object(health, "MIN_FREE_BYTES", 1 << 60):
        assert faults(toy) == ["disk"]


def test_a_dead_writer_is_told_and_refuses_rather_than_hangs(
    toy: TestClient, toy_install: Install, capfd: pytest.CaptureFixture
) -> None:
    tenant = toy_install.tenants.get("acme")

    def die(_batch: object) -> None:
        raise SystemError("the stack is corrupt")

    with mock.patch.object(tenant.writer, "_group", die):
        tenant.writer.enqueue(lambda tx: None)
        toy_install.threads._writers[tenant].join(10)
    assert faults(toy) == ["thread:bihuan-writer-acme"]
    assert "thread died" in capfd.readouterr().err
    refused = toy.post("/api/v1/boxes", json={"box": "b", "label": ""}, headers=ALICE)
    assert (refused.status_code, refused.json()["code"]) == (503, "storage.unavailable")
    assert refused.headers["retry-after"]
    assert toy.get("/api/v1/boxes/b", headers=ALICE).status_code == 404


def test_a_tenant_that_cannot_be_opened_is_told_and_the_others_serve(toy_install: Install, tmp_path) -> None:
    from tests.http.conftest import started

    toy_install.tenants.create("broken", "x")
    toy_install.tenants.close("broken")
    (toy_install.settings.data / "tenants" / "broken" / "tenant.db").write_bytes(b"no database" * 1000)
    for client in started(toy_install):
        assert faults(client) == ["tenant:broken"]
        assert client.post("/t/acme/api/v1/boxes", json={"box": "b", "label": ""}, headers=ALICE).status_code == 201
        assert client.get("/t/broken/api/v1/boxes/b", headers=ALICE).status_code >= 500


# --- metrics ------------------------------------------------------------------------------------------------


def figures(page: str) -> dict[str, float]:
    lines = [line.rsplit(" ", 1) for line in page.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, value in lines}


@pytest.fixture
def toy_settings(toy_settings: Settings) -> Settings:
    return replace(toy_settings, trusted_proxies="testclient", metrics_token="s3cret")


def scrape(client: TestClient, **headers: str):
    return client.get("/metrics", headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_metrics_count_by_route_and_tell_the_backlog(toy: TestClient) -> None:
    for n in range(3):
        toy.post("/api/v1/boxes", json={"box": f"b{n}", "label": ""}, headers=ALICE)
        toy.get(f"/api/v1/boxes/b{n}", headers=ALICE)
    toy.request("BREW", "/api/v1/boxes/x")
    page = figures(scrape(toy, Authorization="Bearer s3cret").text)
    assert page['bihuan_requests_total{method="POST",route="/api/v1/boxes",status="201"}'] == 3
    assert page['bihuan_request_seconds_count{method="GET",route="/api/v1/boxes/{box}"}'] == 3
    assert not any("BREW" in name or "b1" in name for name in page)
    for name in ("queue_depth", "outbox_lag_seconds", "outbox_dead", "leaf_lag"):
        assert f'bihuan_{name}{{tenant="acme"}}' in page
    assert (page["bihuan_open_tenants"], page["bihuan_dead_threads"]) == (1, 0)


def test_metrics_do_not_exist_for_strangers(toy: TestClient) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"X_Forwarded_For": "127.0.0.1"}, ALICE):
        assert scrape(toy, **headers).status_code == 404
