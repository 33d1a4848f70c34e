"""One repair from the first word to the archive, over HTTP on a server that was started a moment ago; then proven.

报修 → 派单 → 接单 → 出发 → 到场 → 处理 → 验收签字 → 评价 → 归档
"""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pypdf
import pytest

from tests.http.conftest import BOTH
from tests.http.process import BIHUAN, ROOT, ServerProcess, running

SAMPLE = ROOT / "bundles" / "repair_service" / "sample"
PASSWORD = "hengrui-2026"
PARTS = [{"id": "6a1b2c3d-0000-4000-8000-000000000001", "part": "6309-2RS", "count": 1, "price": "325.5"}]
VERIFIER = ROOT / "verifier" / "bihuan_verify.py"
CLI = BIHUAN[:-1]

pytestmark = pytest.mark.req("INT-7.api", "INT-11", "FRM-7", "API-1", "AUD-2.api", "AUD-1", "TEN-2")


@pytest.fixture(params=BOTH)
def demo(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ServerProcess]:
    """`bihuan serve --demo` with nothing before it, on each database."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with running(tmp_path / "data", "--demo", command=BIHUAN, url=url) as server:
        yield server


class Person:
    """Somebody who signed in with the password that the server printed."""

    def __init__(self, server: ServerProcess, login: str) -> None:
        self._client = httpx.Client(base_url=f"{server.base_url}/api/v1", timeout=30)
        session = self._do("POST", "/sessions", json={"login": login, "password": PASSWORD})
        self._client.headers["Authorization"] = f"Bearer {session['token']}"
        self.id: str = session["user"]["id"]

    def _do(self, method: str, path: str, **more: Any) -> Any:
        answer = self._client.request(method, path, **more)
        assert answer.is_success, answer.text
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        return self._do("GET", path, params=query)

    def post(self, path: str, **body: Any) -> Any:
        return self._do("POST", path, json=body)

    def paper(self, ticket: str, kind: str) -> pypdf.PdfReader:
        answer = self._client.get(f"/tickets/{ticket}/print/{kind}.pdf")
        assert answer.status_code == 200, answer.text
        return pypdf.PdfReader(io.BytesIO(answer.content))

    def upload(self, name: str) -> str:
        headers = {"Content-Type": "application/octet-stream"}
        content = (SAMPLE / "files" / name).read_bytes()
        stored = self._do("POST", "/files/content", params={"name": name}, content=content, headers=headers)
        assert stored["state"] == "stored"
        return str(stored["id"])

    def act(self, ticket: str, action: str, **body: Any) -> Any:
        """An action that the ticket offers this person at this moment."""
        task = self.get(f"/tickets/{ticket}")["tasks"][0]
        assert action in [offer["key"] for offer in task["actions"]], task
        return self.post(f"/tasks/{task['id']}/actions/{action}", **body)


def _report(customer: Person) -> str:
    device = customer.get("/devices/XX-8892")["device"]
    made = customer.post(
        "/tickets",
        type="equipment_repair",
        title="主轴电机异响,振动明显",
        description="转速上到 1200 以后振动很大,外壳烫手",
        source={"channel": "qr"},
        device=device["id"],
        data={
            "contact_name": "王强",
            "phone": "13812345678",
            "machine_kind": "motor",
            "sn": "XX-8892",
            "fault_kind": "mechanical",
            "symptoms": ["noise", "vibration"],
            "site_photos": [customer.upload("xx8892_site.jpg")],
            "fault_video": [customer.upload("fault.mp4")],
        },
    )
    assert (made["stage"], made["customer"], made["contract_source"]) == ("in_work", device["customer"], "resolved")
    return str(made["number"])


def _work(engineer: Person, ticket: str) -> None:
    for action in ("accept", "depart", "arrive", "begin"):
        engineer.act(ticket, action, position={"latitude": 31.3089, "longitude": 120.7643})
    engineer.post(f"/tickets/{ticket}/notes", text="驱动端轴承滚珠剥落")
    done = engineer.act(
        ticket,
        "finish",
        data={"work_done": "更换轴承 6309-2RS", "parts_used": PARTS, "cause": "润滑不足", "labour": "600"},
        files=[engineer.upload("xx8892_done.jpg")],
    )
    assert done["stage"] == "to_accept"


def _close(customer: Person, ticket: str) -> dict[str, Any]:
    customer.act(ticket, "agree", comment="运行平稳", signature=customer.upload("signature_wang.png"))
    closed: dict[str, Any] = customer.act(ticket, "finish", data={"stars": "5", "rating_text": "讲得清楚"})
    return closed


def _whole_loop(server: ServerProcess) -> str:
    customer, dispatcher, engineer = (Person(server, login) for login in ("wangqiang", "laochen", "zhanggong"))
    ticket = _report(customer)
    assert dispatcher.act(ticket, "assign", person=engineer.id)["tasks"][0]["visit"]["state"] == "offered"
    assert ticket in [task["number"] for task in engineer.get("/tasks")]
    _work(engineer, ticket)
    closed = _close(customer, ticket)
    assert (closed["stage"], closed["category"], closed["tasks"]) == ("archived", "closed", [])
    return ticket


def test_a_repair_goes_from_report_to_archive_and_every_step_of_it_is_proven(
    demo: ServerProcess, tmp_path: Path
) -> None:
    ticket = _whole_loop(demo)
    note = tmp_path / "left-the-machine.note"
    note.write_text(_cli(demo, "ledger", "checkpoint"))
    auditor = Person(demo, "shenji")
    trace = auditor.get(f"/tickets/{ticket}/trace")
    _check_story(trace)
    _check_proof(demo, trace, tmp_path / "ticket.zip", note)
    _check_whole_ledger(demo, tmp_path / "all.zip", note)
    _check_papers(auditor, ticket, tmp_path)


def _check_story(trace: dict[str, Any]) -> None:
    people = trace["people"]
    told = [(entry["type"], people.get(entry["caller"]["id"])) for entry in trace["events"]]
    for step in (
        ("TicketCreated", "王强"),
        ("VisitOffered", "老陈"),
        ("VisitAccepted", "张工"),
        ("VisitDeparted", "张工"),
        ("VisitArrived", "张工"),
        ("WorkBegan", "张工"),
        ("NoteAdded", "张工"),
        ("TaskFinished", "张工"),
        ("VoteCast", "王强"),
        ("RunEnded", "王强"),
    ):
        assert step in told, told
    assert [entry["no"] for entry in trace["events"]] == list(range(1, len(told) + 1))
    assert trace["ticket"]["data"]["total"] == "600.00"


def _check_proof(server: ServerProcess, trace: dict[str, Any], path: Path, note: Path) -> None:
    """The ticket's own export is intact, and is what the trace showed."""
    _cli(server, "ledger", "export", str(path), "--ticket", trace["ticket"]["id"])
    assert _verify(path, note)["faults"] == 0
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("events.jsonl").decode().splitlines()
    exported = {row["hash"]: row for row in map(json.loads, lines)}
    assert {entry["hash"] for entry in trace["events"]} == set(exported)


def _check_papers(auditor: Person, ticket: str, folder: Path) -> None:
    """The receipt is signed and rated; evidence tells why he was sent, and is verified by what is attached to it."""
    receipt = auditor.paper(ticket, "receipt")
    assert sum(len(page.images) for page in receipt.pages) >= 2, "a photo and the signature"
    said = _words(receipt)
    assert "验收通过" in said and "非常满意" in said and "客户签字/日期" not in said
    evidence = auditor.paper(ticket, "evidence")
    said = _words(evidence)
    assert "派单依据" in said and "时效" in said and "已达成" in said
    for name, contents in evidence.attachments.items():
        (folder / name).write_bytes(contents[0])
    assert _verify(folder / f"{ticket}.ledger.zip", folder / "checkpoint.note")["faults"] == 0


def _words(paper: pypdf.PdfReader) -> str:
    return "".join("".join(page.extract_text() for page in paper.pages).split())


def _check_whole_ledger(server: ServerProcess, path: Path, note: Path) -> None:
    _cli(server, "ledger", "export", str(path))
    assert _verify(path, note)["faults"] == 0


def _cli(server: ServerProcess, *arguments: str) -> str:
    database = ("--database-url", server.url) if server.url else ()
    command = [*CLI, *arguments, "--data", str(server.data), *database]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _verify(export: Path, note: Path) -> dict[str, Any]:
    """The stand-alone verifier in a process of its own, as an auditor runs it."""
    command = [sys.executable, str(VERIFIER), str(export), "--checkpoint", str(note), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result
