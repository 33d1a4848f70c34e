"""Traces leave this machine by OTLP, one tree per request, and nothing personal with them (TEN-3)."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bihuan.core.values import Refusal
from bihuan.entry.wiring import build_install
from bihuan.settings import Settings
from tests.http.world import SLUG, World

pytestmark = pytest.mark.req("TEN-3")

NAME, PHONE = "欧阳锦鹏", "13777770042"
TRACE, AROUND = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


class Collector:
    """What an OpenTelemetry collector does with what is posted to it, as far as we see it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        heard = self.bodies

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                heard.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self) -> list[Any]:
        read = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            span for sent in read for part in sent.resource_spans for scope in part.scope_spans for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.server.shutdown()
    made.server.server_close()


def followers_are_through(world: World) -> None:
    """What the threads have not taken yet is done here; what they took they end before they stop."""
    install = world.install
    install.threads.worker.run_outbox(install.tenants.get(SLUG), install.clock.now())


def test_a_request_and_its_command_are_one_trace_without_personal_data(tmp_path: Path, collector: Collector) -> None:
    with World(tmp_path, traces=collector.address) as world:
        around = {"traceparent": f"00-{TRACE}-{AROUND}-01"}
        made = world.ask("admin", "POST", "/customers", json={"name": NAME, "category": "person"}, headers=around)
        world.ask("admin", "GET", f"/customers/lookup?phone={PHONE}")
        refused = world.ask("admin", "POST", "/customers", json={"name": "", "category": "person"}, headers=around)
        followers_are_through(world)
    assert refused.status_code == 422
    spans = {span.name: span for span in collector.spans()}
    request, command = spans["POST /api/v1/customers"], spans["SaveRecord"]
    assert made.status_code == 201 and {request.trace_id.hex(), command.trace_id.hex()} == {TRACE}
    posted = [span for span in collector.spans() if span.name == "POST /api/v1/customers"]
    assert command.parent_span_id in {span.span_id for span in posted}
    assert {span.parent_span_id.hex() for span in posted} == {AROUND}
    assert "GET /api/v1/customers/lookup" in spans
    assert any(name.startswith("follower ") for name in spans)
    everything = b"".join(collector.bodies)
    assert NAME.encode() not in everything and PHONE.encode() not in everything


@pytest.mark.full
def test_a_collector_that_is_gone_costs_spans_and_nothing_else(tmp_path: Path, collector: Collector) -> None:
    collector.server.shutdown()
    collector.server.server_close()
    with World(tmp_path, traces=collector.address) as world:
        made = world.ask("admin", "POST", "/customers", json={"name": NAME, "category": "person"})
    assert made.status_code == 201


def test_where_the_extra_is_missing_the_start_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(Refusal, match=r"settings\.traces_missing"):
        build_install(Settings(data=tmp_path / "data", traces="http://127.0.0.1:4318"))
