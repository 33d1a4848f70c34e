"""What every request meets before any route: tenant, caller, versions, errors in one form (API-1, AUD-6, TEN-1)."""

import json

import pytest
from starlette.testclient import TestClient

from bihuan.core.access import SYSTEM
from bihuan.entry.http.gate import claim_of, parse_if_match
from bihuan.entry.wiring import Install
from bihuan.kernel.command import Caller
from bihuan.settings import Settings
from tests.http.conftest import ALICE

PROBLEM = "application/problem+json"


def open_box(client: TestClient, box: str = "b1", **headers: str):
    return client.post("/api/v1/boxes", json={"box": box, "label": "电机"}, headers={**ALICE, **headers})


def assert_problem(response, status: int, code: str) -> dict:
    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM), response.text
    body = response.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:bihuan:{code}")
    assert body["title"]
    return body


# --- errors in one form -------------------------------------------------------------------------------------


@pytest.mark.req("API-1")
def test_every_kind_of_failure_is_a_problem_document(toy: TestClient) -> None:
    assert_problem(toy.get("/nowhere"), 404, "route.not_found")
    assert_problem(toy.get("/api/v1/nowhere", headers=ALICE), 404, "route.not_found")
    assert_problem(toy.put("/api/v1/boxes/b1", headers=ALICE), 405, "route.method")
    open_box(toy)
    assert assert_problem(open_box(toy), 409, "box.exists")
    assert_problem(toy.get("/api/v1/boxes/none", headers=ALICE), 404, "box.not_found")


@pytest.mark.req("API-1")
def test_every_fault_of_a_body_is_named_with_its_path_and_in_the_callers_language(toy: TestClient) -> None:
    body = {"box": "", "label": 7, "colour": "red"}
    response = toy.post("/api/v1/boxes", json=body, headers={**ALICE, "Accept-Language": "en-GB,zh;q=0.3"})
    problems = assert_problem(response, 422, "request.invalid")["problems"]
    assert {item["path"]: item["code"] for item in problems} == {
        "box": "request.too_short",
        "label": "request.wrong_type",
        "colour": "request.unknown_field",
    }
    assert "Unknown field" in json.dumps(problems)
    assert response.headers["content-language"] == "en"
    chinese = toy.post("/api/v1/boxes", json=body, headers=ALICE)
    assert "未知字段" in chinese.text


@pytest.mark.req("AUD-6")
def test_a_mistake_of_ours_tells_its_number_and_nothing_else(toy: TestClient, capfd: pytest.CaptureFixture) -> None:
    response = toy.get("/api/v1/boxes", headers=ALICE)
    body = assert_problem(response, 500, "server.fault")
    assert body["data"] == {"request": response.headers["x-request-id"]}
    assert "secret" not in response.text
    logged = capfd.readouterr().err
    assert response.headers["x-request-id"] in logged
    assert "ZeroDivisionError" in logged
    assert "token-alice" not in logged


@pytest.mark.req("AUD-6")
def test_answers_carry_the_headers_that_keep_browsers_in_check(toy: TestClient) -> None:
    for response in (toy.get("/healthz"), toy.get("/api/v1/boxes/b1"), toy.get("/nowhere")):
        headers = response.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert len(headers["x-request-id"]) == 36
        assert "server" not in headers
        assert "strict-transport-security" not in headers


# --- repeats and versions -----------------------------------------------------------------------------------


@pytest.mark.req("API-1", "INT-7.api")
def test_the_same_idempotency_key_has_one_effect(toy: TestClient) -> None:
    open_box(toy)
    answers = [
        toy.post("/api/v1/boxes/b1/amounts", json={"amount": 5}, headers={**ALICE, "Idempotency-Key": "erp-4711"})
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json() == answers[2].json()
    other = toy.post("/api/v1/boxes/b1/amounts", json={"amount": 6}, headers={**ALICE, "Idempotency-Key": "erp-4711"})
    assert_problem(other, 422, "command.key_reused")
    bob = {"Authorization": "Bearer token-bob", "Idempotency-Key": "erp-4711"}
    assert toy.post("/api/v1/boxes/b1/amounts", json={"amount": 6}, headers=bob).json()["total"] == 11


@pytest.mark.req("API-1")
def test_if_match_refuses_to_overwrite_what_somebody_else_changed(toy: TestClient) -> None:
    open_box(toy)
    first = toy.post("/api/v1/boxes/b1/amounts", json={"amount": 5}, headers={**ALICE, "If-Match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    again = toy.post("/api/v1/boxes/b1/amounts", json={"amount": 5}, headers={**ALICE, "If-Match": '"1"'})
    assert_problem(again, 412, "command.stale")
    free = toy.post("/api/v1/boxes/b1/amounts", json={"amount": 5}, headers={**ALICE, "If-Match": "*"})
    assert free.json()["total"] == 10
    for bad in ("abc", '"1", "2"', "-1", '""', "9" * 30):
        headers = {**ALICE, "If-Match": bad}
        assert_problem(
            toy.post("/api/v1/boxes/b1/amounts", json={"amount": 5}, headers=headers), 400, "request.if_match"
        )


def test_a_version_may_be_written_in_several_ways() -> None:
    assert [parse_if_match(text) for text in ('"7"', 'W/"7"', "7", "*", None)] == [7, 7, 7, None, None]


# --- work done offline --------------------------------------------------------------------------------------


@pytest.mark.req("SLA-3.server")
def test_a_phone_says_when_it_was_done_and_what_its_clock_reads_now() -> None:
    user, token, link = (Caller(kind, "p", SYSTEM) for kind in ("user", "token", "link"))
    both = {"bihuan-claimed-at": "1000", "bihuan-device-time": "9000"}
    assert claim_of(both, user, 9500) == (1000, 500)
    assert claim_of({"bihuan-claimed-at": "-1000"}, user, 9500) == (-1000, None)
    assert claim_of({"bihuan-device-time": "9000"}, user, 9500) == (None, None)
    # A program has no pocket in which work waits for a signal, and nobody knows who holds a link.
    assert claim_of(both, token, 9500) == claim_of(both, link, 9500) == (None, None)


@pytest.mark.req("SLA-3.server")
@pytest.mark.parametrize("bad", ["", "now", "1.5", "--1", "9" * 15, "٣"])
def test_an_app_that_sends_no_time_at_all_is_told_so(toy: TestClient, bad: str) -> None:
    open_box(toy)
    for name in ("Bihuan-Claimed-At", "Bihuan-Device-Time"):
        headers = {**ALICE, name: bad.encode()}
        answer = toy.post("/api/v1/boxes/b1/amounts", json={"amount": 5}, headers=headers)
        assert_problem(answer, 400, "request.claimed")


# --- who calls ----------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-6")
@pytest.mark.parametrize(
    "value", ["Bearer nonsense", "Bearer ", "Basic dG9rZW46", "token-alice", "Bearer " + "x" * 5000]
)
def test_a_credential_that_is_no_good_is_told_apart_from_none(toy: TestClient, value: str) -> None:
    response = toy.get("/api/v1/boxes/b1", headers={"Authorization": value})
    assert_problem(response, 401, "access.credential_invalid")
    assert response.headers["www-authenticate"] == "Bearer"
    assert_problem(toy.get("/api/v1/boxes/b1"), 401, "access.sign_in")


@pytest.mark.req("AUD-6")
def test_a_write_by_cookie_counts_only_from_our_own_pages(toy: TestClient) -> None:
    """Another site can make a browser send the cookie along, but neither our Origin nor the token of the page."""
    from bihuan.modules.identity.interface import csrf_token

    def post(box: str, **headers: str) -> int:
        cookie = {"Cookie": "other=1; bihuan_session=token-alice"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return toy.post("/api/v1/boxes", json={"box": box, "label": ""}, headers={**cookie, **named}).status_code

    assert post("c1") == 403
    assert post("c2", Origin="https://evil.example") == 403
    assert post("c3", Origin="null") == 403
    assert post("c4", Origin="http://testserver") == 201
    assert post("c5", X_CSRF_Token=csrf_token("token-alice")) == 201
    assert post("c6", X_CSRF_Token=csrf_token("token-bob")) == 403
    assert toy.get("/api/v1/boxes/c4", headers={"Cookie": "bihuan_session=token-alice"}).status_code == 200


@pytest.mark.req("AUD-6")
def test_an_ended_cookie_is_nobody_and_may_sign_in_again(toy: TestClient) -> None:
    headers = {"Cookie": "bihuan_session=over", "Origin": "http://testserver"}
    assert_problem(toy.get("/api/v1/boxes/b1", headers=headers), 401, "access.sign_in")


# --- tenants ------------------------------------------------------------------------------------------------


@pytest.fixture
def two_tenants(toy: TestClient, toy_install: Install) -> TestClient:
    toy_install.tenants.create("globex", "环球液压")
    toy.app.directory.forget()  # type: ignore[attr-defined]
    return toy


@pytest.mark.req("TEN-1")
def test_a_path_prefix_names_the_tenant(two_tenants: TestClient) -> None:
    made = two_tenants.post("/t/globex/api/v1/boxes", json={"box": "g1", "label": "x"}, headers=ALICE)
    assert made.status_code == 201
    assert two_tenants.get("/t/globex/api/v1/boxes/g1", headers=ALICE).status_code == 200
    assert_problem(two_tenants.get("/t/acme/api/v1/boxes/g1", headers=ALICE), 404, "box.not_found")
    assert_problem(two_tenants.get("/t/nobody/api/v1/boxes/g1", headers=ALICE), 404, "tenant.unknown")


@pytest.mark.req("TEN-1")
def test_without_a_name_there_must_be_one_tenant_only(toy: TestClient, toy_install: Install) -> None:
    assert open_box(toy).status_code == 201
    toy_install.tenants.create("globex", "环球液压")
    toy.app.directory.forget()  # type: ignore[attr-defined]
    assert_problem(open_box(toy), 404, "tenant.unknown")


@pytest.mark.req("TEN-1")
def test_a_token_that_names_another_tenant_finds_nothing(two_tenants: TestClient) -> None:
    own = {"Authorization": "Bearer bh_t_acme.token-alice"}
    assert two_tenants.post("/t/acme/api/v1/boxes", json={"box": "x1", "label": ""}, headers=own).status_code == 201
    assert_problem(two_tenants.get("/t/globex/api/v1/boxes/x1", headers=own), 404, "tenant.unknown")


@pytest.mark.req("TEN-1")
def test_a_token_names_its_tenant_where_the_address_names_none(two_tenants: TestClient) -> None:
    for slug in ("acme", "globex"):
        own = {"Authorization": f"Bearer bh_t_{slug}.token-alice"}
        assert two_tenants.post("/api/v1/boxes", json={"box": slug, "label": ""}, headers=own).status_code == 201
        assert two_tenants.get(f"/t/{slug}/api/v1/boxes/{slug}", headers=own).status_code == 200
    nowhere = {"Authorization": "Bearer bh_t_nobody.token-alice"}
    assert_problem(two_tenants.get("/api/v1/boxes/acme", headers=nowhere), 404, "tenant.unknown")


@pytest.mark.req("TEN-1")
def test_a_suspended_tenant_says_so_and_serves_nobody(toy: TestClient, toy_install: Install) -> None:
    toy_install.tenants.suspend("acme")
    toy.app.directory.forget()  # type: ignore[attr-defined]
    assert_problem(toy.get("/t/acme/api/v1/boxes/b1", headers=ALICE), 403, "tenant.suspended")


class TestByHostName:
    """acme.bihuan.example is acme, whatever the path says."""

    @pytest.fixture
    def toy_settings(self, toy_settings: Settings) -> Settings:
        return Settings(
            data=toy_settings.data,
            key_file=toy_settings.key_file,
            rate_per_minute=0,
            public_url="https://bihuan.example",
            trusted_proxies="testclient",
        )

    @pytest.mark.req("TEN-1")
    def test_the_host_name_names_the_tenant(self, two_tenants: TestClient) -> None:
        def status(host: str, path: str = "/api/v1/boxes/none") -> str:
            return two_tenants.get(path, headers={**ALICE, "Host": host}).json()["code"]

        assert status("acme.bihuan.example") == "box.not_found"
        assert status("ACME.bihuan.example:8443") == "box.not_found"
        assert status("nobody.bihuan.example") == "tenant.unknown"
        assert status("bihuan.example") == "tenant.unknown"
        assert status("bihuan.example", "/t/acme/api/v1/boxes/none") == "box.not_found"
        assert status("acme.bihuan.example", "/t/acme/api/v1/boxes/none") == "box.not_found"
        assert status("acme.bihuan.example", "/t/globex/api/v1/boxes/none") == "tenant.unknown"

    @pytest.mark.req("AUD-6")
    def test_a_trusted_proxy_is_believed_about_addresses_and_tls(self, two_tenants: TestClient) -> None:
        forwarded = {"Host": "acme.bihuan.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
        response = two_tenants.get("/api/v1/boxes/none", headers={**ALICE, **forwarded})
        assert response.headers["strict-transport-security"] == "max-age=31536000"
        assert two_tenants.get("/metrics", headers=forwarded).status_code == 404


# --- how often ----------------------------------------------------------------------------------------------


class TestRateLimit:
    """A handful a minute, so that the sixth is too many."""

    @pytest.fixture
    def toy_settings(self, toy_settings: Settings) -> Settings:
        return Settings(data=toy_settings.data, key_file=toy_settings.key_file, rate_per_minute=5)

    @pytest.mark.req("API-1")
    def test_who_asks_too_often_is_told_when_to_come_back(self, toy: TestClient) -> None:
        answers = [toy.get("/api/v1/boxes/none", headers=ALICE) for _ in range(7)]
        assert [answer.status_code for answer in answers[:5]] == [404] * 5
        assert_problem(answers[6], 429, "request.too_many")
        assert 1 <= int(answers[6].headers["retry-after"]) <= 12
        bob = toy.get("/api/v1/boxes/none", headers={"Authorization": "Bearer token-bob"})
        assert bob.status_code == 404

    @pytest.mark.req("AUD-6")
    def test_guessing_tokens_from_one_address_is_slowed_down(self, toy: TestClient) -> None:
        answers = [toy.get("/api/v1/boxes/b", headers={"Authorization": f"Bearer guess-{n}"}) for n in range(7)]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
