"""派工单, 回单 and 证据 as PDF: what stands on them, for whom, and that the evidence can be verified elsewhere."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image

from bihuan.core import ledger
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.ports import PRESS
from bihuan.modules.identity import messages as people
from bihuan.modules.tickets import messages as tickets
from tests.http.world import PNG, SLUG, World

pytestmark = pytest.mark.req("ADM-8", "AUD-4")
VERIFIER = Path(__file__).parents[2] / "verifier" / "bihuan_verify.py"
OCTETS = {"Content-Type": "application/octet-stream"}
SIGNATURE = json.dumps({"width": 200, "height": 80, "strokes": [[10, 10, 60, 50, 120, 20]]})


@pytest.fixture(scope="module")
def done(world: World) -> str:
    """A ticket of the desk's that was worked on, accepted and signed."""
    ticket = world.under_way(
        by="desk",
        title='漏油 #read("/etc/passwd") *急*',
        description="地面有油。\n" + "油" * 4_000,
        contact=world.contact,
        site=world.site,
        customer=world.customers["恒力液压"],
        data={"phone": "13911112222", "symptom": "leak", "cost": "150.00"},
    )
    world.ask("dispatcher", "POST", f"/tickets/{ticket}/notes", json={"text": "客户很难缠"})
    photo = {"photos": [world.a_file()]}
    finish = {"action": "finish", "comment": "更换密封圈，试运行正常", "data": photo}
    agree = {"action": "agree", "comment": "不再渗漏", "signature": SIGNATURE}
    for who, act in (("engineer", finish), ("approver", agree)):
        world.submit(tickets.ActOnTask(task=world.task_of(ticket), **act), who)
    return ticket


def printed(world: World, who: str, ticket: str, paper: str, **headers: str) -> pypdf.PdfReader:
    answer = world.ask(who, "GET", f"/tickets/{ticket}/print/{paper}.pdf", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.content))


def words(pdf: pypdf.PdfReader) -> str:
    return "".join("".join(page.extract_text() for page in pdf.pages).split())


# --- what stands on them ------------------------------------------------------------------------------------------


def test_a_work_order_says_where_to_go_and_what_is_wrong_in_the_companys_head(world: World, done: str) -> None:
    pdf = printed(world, "engineer", done, "work_order")
    said = words(pdf)
    number = world.get("admin", f"/tickets/{done}")["number"]
    for part in (
        "恒锐机电",
        "派工单",
        number,
        "恒力液压",
        "王建国",
        "一号厂房",
        "液压站",
        "YY-2023-0456",
        "地面有油",
        "张工",
    ):
        assert part in said, part
    for part in (
        "现象漏油",
        "费用150.00（人民币壹佰伍拾元整）",
        "服务人员签字",
        "客户签字",
        f"第1页，共{len(pdf.pages)}页",
        "张工打印于",
    ):
        assert part in said, part
    assert '漏油#read("/etc/passwd")*急*' in said
    assert "root:" not in said
    assert len(pdf.pages) > 1, "a long description runs over pages"
    assert any(page.images for page in pdf.pages), "the photo"


def test_a_receipt_says_what_was_done_and_who_accepted_it(world: World, done: str) -> None:
    said = words(printed(world, "desk", done, "receipt"))
    for part in ("服务回单", "更换密封圈，试运行正常", "完成", "审批人", "同意", "不再渗漏", "签字", "接单", "张工"):
        assert part in said, part
    assert "客户签字/日期" not in said, "it is signed: there is nothing left to sign"


def test_a_receipt_of_work_under_way_has_places_to_sign(world: World) -> None:
    said = words(printed(world, "engineer", world.ticket, "receipt"))
    assert "服务人员签字/日期" in said and "客户签字/日期" in said


@pytest.mark.req("AUD-2", "FLD-3")
def test_a_signature_that_is_a_picture_belongs_to_the_ticket_and_stands_on_its_receipt(world: World) -> None:
    ticket = world.to_approve()
    picture = str(
        world.ask("approver", "POST", "/files/content?name=签字.png", content=PNG, headers=OCTETS).json()["id"]
    )
    strange = world.a_file()
    agree = tickets.ActOnTask(task=world.task_of(ticket), action="agree", signature=picture)
    world.submit(agree, "approver")
    assert world.ask("desk", "GET", f"/files/{picture}").status_code == 200, "who reads the ticket reads its signature"
    pdf = printed(world, "desk", ticket, "receipt")
    assert "客户签字/日期" not in words(pdf)
    assert sum(len(page.images) for page in pdf.pages) == 1
    other = world.to_approve()
    world.submit(tickets.ActOnTask(task=world.task_of(other), action="agree", signature=strange), "approver")
    assert world.ask("desk", "GET", f"/files/{strange}").status_code == 404, (
        "what somebody else uploaded is not shown by it"
    )
    assert "已签字（图片暂缺）" in words(printed(world, "desk", other, "receipt"))


def test_papers_are_in_the_readers_language(world: World, done: str) -> None:
    pdf = printed(world, "engineer", done, "receipt", **{"Accept-Language": "en"})
    said = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for part in ("Service report", "Customer", "Serial number", "Work and acceptance", "Agree ", "Page 1 of", "Leak"):
        assert part in said, part
    assert "派工" not in said and "签字" not in said


@pytest.fixture
def own_head(world: World) -> Iterator[tuple[int, int]]:
    """The company has described itself and set a logo; afterwards it is as it was."""
    out = io.BytesIO()
    Image.new("RGB", (90, 30), (180, 20, 20)).save(out, "PNG")
    said = {
        "name": "恒锐",
        "full_name": "苏州恒锐机电设备有限公司",
        "phone": "0512-6688 1234",
        "address": "星湖街 328 号",
    }
    assert world.ask("admin", "PUT", "/company", json=said).status_code == 200
    assert world.ask("admin", "PUT", "/company/logo", content=out.getvalue(), headers=OCTETS).status_code == 200
    yield (90, 30)
    world.ask("admin", "DELETE", "/company/logo")
    world.ask("admin", "PUT", "/company", json={})


def pictures(pdf: pypdf.PdfReader) -> list[tuple[int, int]]:
    return [image.image.size for page in pdf.pages for image in page.images if image.image is not None]


@pytest.mark.parametrize("paper", ["work_order", "receipt", "evidence"])
def test_every_paper_has_the_head_that_the_company_gave_itself(
    world: World, done: str, own_head: tuple[int, int], paper: str
) -> None:
    pdf = printed(world, "admin", done, paper)
    said = words(pdf)
    assert "苏州恒锐机电设备有限公司" in said and "星湖街328号·电话0512-66881234" in said
    assert own_head in pictures(pdf)
    assert pdf.metadata is not None and pdf.metadata.author == "苏州恒锐机电设备有限公司"


def test_a_company_that_has_said_nothing_has_its_name_alone_in_the_head(world: World, done: str) -> None:
    pdf = printed(world, "admin", done, "receipt")
    assert words(pdf).startswith("恒锐机电服务回单")
    assert (90, 30) not in pictures(pdf)


@pytest.mark.req("INT-3.server")
def test_labels_carry_its_short_name_and_logo(world: World, own_head: tuple[int, int]) -> None:
    labels = world.get("admin", "/devices/labels", ids=world.device)
    assert labels[0]["company"] == "恒锐"
    drawn = world.ask("nobody", "GET", labels[0]["logo"])
    assert Image.open(io.BytesIO(drawn.content)).size == own_head


# --- for whom -----------------------------------------------------------------------------------------------------


def test_masked_numbers_stay_masked_on_paper(world: World, done: str) -> None:
    engineer, desk = (words(printed(world, who, done, "work_order")) for who in ("engineer", "desk"))
    assert "13812345678" in desk
    assert "13812345678" not in engineer and "138****5678" in engineer


def test_what_is_hidden_from_somebody_is_not_on_his_paper(world: World, done: str) -> None:
    fields = {
        "named": {"cost": "hidden", "phone": "masked", "signature": "hidden", "assignee": "hidden"},
        "others": "read",
    }
    grants = ({"action": "read", "kind": "ticket", "rows": "all", "fields": fields},)
    world.send(people.SaveRole("looker", {"zh": "看客"}, grants))
    world.send(people.CreateUser("看客", roles=("looker",), user="looker", password=world.sealed))
    world.headers["looker"] = world.token_of("looker", "*")
    said = words(printed(world, "looker", done, "receipt"))
    assert "地面有油" in said
    for part in ("150.00", "费用", "13911112222", "恒力液压", "王建国", "派工与到场", "接单"):
        assert part not in said, part
    assert "139****2222" in said
    assert "客户签字/日期" in said, "the signature is hidden: the paper looks unsigned to him"


def test_notes_among_colleagues_are_on_no_receipt(world: World, done: str) -> None:
    assert "难缠" not in words(printed(world, "admin", done, "receipt"))


@pytest.mark.parametrize("paper", ["work_order", "receipt", "evidence"])
def test_for_strangers_there_is_no_paper(world: World, done: str, paper: str) -> None:
    answer = world.ask("engineer2", "GET", f"/tickets/{done}/print/{paper}.pdf")
    assert (answer.status_code, answer.json()["code"]) == (404, "ticket.not_found")


def test_a_link_for_a_customer_opens_the_portal_and_no_papers(world: World) -> None:
    own = world.report()
    made = world.ask("desk", "POST", f"/tickets/{own}/access-links", json={}).json()
    world.headers["link"] = {"Authorization": f"Bearer {made['address'].partition('#')[2]}"}
    assert world.ask("link", "GET", "/portal/ticket").status_code == 200
    for path in ("proof", "print/receipt.pdf", "print/evidence.pdf"):
        assert world.ask("link", "GET", f"/tickets/{own}/{path}").json()["code"] == "request.not_here"


def test_there_are_three_papers(world: World, done: str) -> None:
    assert world.ask("admin", "GET", f"/tickets/{done}/print/../../etc/passwd.pdf").status_code == 404
    assert world.ask("admin", "GET", f"/tickets/{done}/print/poster.pdf").status_code == 422


def test_who_took_a_paper_away_is_recorded(world: World, done: str) -> None:
    def facts() -> list[Any]:
        return [
            json.loads(row["body"])["data"]
            for row in world.install.bus.read(SLUG, lambda tx: _events_of(tx, "access:lead"))
        ]

    printed(world, "lead", done, "receipt")
    newest = facts()[-1]
    assert (newest["what"], newest["kind"], newest["object"]) == ("export", "ticket", done)
    assert newest["detail"] == {"paper": "receipt"}


def _events_of(tx: Any, stream: str) -> list[Any]:
    from bihuan.kernel.tables import event

    rows: list[Any] = tx.all(event, order=("no",), stream=stream)
    return rows


# --- when it cannot be printed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["print.not_installed", "print.no_font", "print.failed", "print.busy", "print.too_slow"]
)
def test_a_press_that_cannot_is_said_in_words_and_no_fault_of_the_server(
    world: World, done: str, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    class Broken:
        async def print(self, _sheet: Any) -> bytes:
            raise Refusal(code, Kind.UNAVAILABLE, font="Noto Sans SC", seconds=20)

    monkeypatch.setitem(world.install.hooks.provided, PRESS, Broken())
    answer = world.ask("engineer", "GET", f"/tickets/{done}/print/receipt.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert answer.json()["title"] != code


# --- evidence -----------------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-1", "AUD-2")
def test_evidence_carries_the_whole_record_and_is_verified_without_the_server(
    world: World, done: str, tmp_path: Path
) -> None:
    pdf = printed(world, "auditor", done, "evidence")
    said = words(pdf)
    trace = world.get("auditor", f"/tickets/{done}/trace")
    assert trace["events"] and all(entry["hash"][:32] in said for entry in trace["events"])
    for part in (
        "工单证据",
        "创建了工单",
        "张工接单",
        "审批人作出决定",
        "难缠",
        "现场.png",
        "树根",
        "bihuan_verify.py",
    ):
        assert part in said, part
    for part in ("现象:–→漏油", "费用:–→150.00", "依据：现场.png第1版", "时效", "首次响应4小时0分", "已达成"):
        assert part in said, part
    names = {name: contents[0] for name, contents in pdf.attachments.items()}
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    [archive] = [name for name in names if name.endswith(".ledger.zip")]
    verdict = verify(tmp_path / archive, tmp_path / "checkpoint.note")
    assert verdict["verdict"] == "proven"
    assert verdict["covered"] == len(trace["events"]), "nothing that happened is left out, however new"


def decided(world: World) -> str:
    """A ticket that was refused by the approver's deputy, then agreed to, closed and looked back at."""
    ticket = world.to_approve()
    now = world.install.clock.now()
    deputy = {"deputy": "lead", "from": now - 1000, "until": now + 86_400_000}
    world.send(people.AppointDeputies("approver", (deputy,)))
    refuse = tickets.ActOnTask(task=world.task_of(ticket), action="refuse", comment="螺栓没有拧紧")
    world.submit(refuse, "lead")
    world.send(people.AppointDeputies("approver", ()))
    for action, who in (("accept", "engineer"), ("finish", "engineer"), ("agree", "approver")):
        world.act(ticket, action, who)
    measure = {"text": "扭矩扳手列入工具清单", "person": "engineer", "due": now + 7 * 86_400_000}
    review = {"cause": "未按力矩拧紧", "lesson": "交付前复检", "measures": [measure]}
    answer = world.ask("admin", "PUT", f"/tickets/{ticket}/review", json=review)
    assert answer.status_code == 200, answer.text
    return ticket


@pytest.mark.req("AUD-2", "FLW-12")
def test_evidence_tells_of_each_decision_when_from_which_address_and_device_and_that_it_was_signed(
    world: World,
) -> None:
    ticket = world.to_approve()
    path, headers = f"/tasks/{world.task_of(ticket)}/actions/agree", {"User-Agent": "Tablet 7"}
    answer = world.ask("approver", "POST", path, json={"signature": world.a_file_of("approver")}, headers=headers)
    assert answer.status_code == 200, answer.text
    events = world.get("auditor", f"/tickets/{ticket}/trace")["events"]
    (vote,) = [event for event in events if event["type"] == "VoteCast"]
    assert vote["origin"] == {"ip": "127.0.0.1", "device": "Tablet 7"}
    said = words(printed(world, "auditor", ticket, "evidence"))
    assert "签名与来源" in said and "127.0.0.1Tablet7" in said.split("签名与来源")[1]


@pytest.mark.req("AUD-2")
def test_evidence_tells_which_way_each_decision_went_in_whose_place_and_what_was_learned(
    world: World, tmp_path: Path
) -> None:
    ticket = decided(world)
    pdf = printed(world, "auditor", ticket, "evidence")
    said = words(pdf)
    lead, approver = ("".join(world.get("admin", f"/users/{who}")["name"].split()) for who in ("lead", "approver"))
    assert f"拒绝{approver}{lead}螺栓没有拧紧" in said
    assert f"{lead}代{approver}" in said
    assert f"同意{approver}{approver}" in said
    for part in ("复盘", "未按力矩拧紧", "交付前复检", "扭矩扳手列入工具清单", "张工", "未完成"):
        assert part in said, part
    for name, contents in pdf.attachments.items():
        (tmp_path / name).write_bytes(contents[0])
    assert verify(next(tmp_path.glob("*.ledger.zip")), tmp_path / "checkpoint.note")["verdict"] == "proven"


def verify(archive: Path, note: Path) -> Any:
    command = [sys.executable, str(VERIFIER), str(archive), "--checkpoint", str(note), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


@pytest.mark.req("AUD-2")
def test_the_export_is_kept_from_who_may_not_see_all_of_the_ticket(world: World, done: str) -> None:
    fields = {"named": {"cost": "masked"}, "others": "read"}
    grants = (
        {"action": "read", "kind": "ticket", "rows": "all", "fields": fields},
        {"action": "read", "kind": "ledger", "rows": "all"},
        {"action": "export", "kind": "ledger", "rows": "all"},
    )
    world.send(people.SaveRole("half", {"zh": "半个审计"}, grants))
    world.send(people.CreateUser("半个审计", roles=("half",), user="half", password=world.sealed))
    world.headers["half"] = world.token_of("half", "*")
    pdf = printed(world, "half", done, "evidence")
    assert list(pdf.attachments) == ["checkpoint.note"]
    assert "150.00" not in words(pdf)
    assert "不附账本导出" in words(pdf)


@pytest.mark.req("AUD-2")
def test_evidence_is_for_who_may_read_the_ledger_and_others_are_told_so(world: World, done: str) -> None:
    answer = world.ask("lead", "GET", f"/tickets/{done}/print/evidence.pdf")
    assert (answer.status_code, answer.json()["code"]) == (403, "access.denied")


# --- the proof that a browser checks -------------------------------------------------------------------------------


@pytest.mark.req("AUD-1")
def test_a_tickets_proof_leads_from_its_newest_event_to_the_checkpoint(world: World, done: str) -> None:
    printed(world, "auditor", done, "evidence")
    proof = world.get("engineer", f"/tickets/{done}/proof", kept=5)
    covered, checkpoint = proof["covered"], proof["checkpoint"]
    assert (proof["chain"], covered["no"]) == ("whole", proof["newest"])
    root = bytes.fromhex(checkpoint["root"])
    leaf = ledger.leaf_hash(bytes.fromhex(covered["hash"]))
    path = [bytes.fromhex(step) for step in covered["path"]]
    assert ledger.verify_inclusion(leaf, covered["leaf"], checkpoint["size"], path, root)
    grown = [bytes.fromhex(step) for step in proof["grown"]["path"]]
    assert proof["grown"]["since"] == 5 and grown
    stated = ledger.parse_checkpoint_body(ledger.parse_note(checkpoint["note"]).body)
    assert (stated.size, stated.root, stated.origin) == (checkpoint["size"], root, proof["origin"])


@pytest.mark.req("AUD-1")
def test_of_a_checkpoint_larger_than_the_log_no_growth_is_shown(world: World, done: str) -> None:
    proof = world.get("engineer", f"/tickets/{done}/proof", kept=10**12)
    assert proof["grown"] is None and proof["checkpoint"]


@pytest.mark.req("AUD-1", "AUD-4")
def test_a_proof_tells_the_customer_nothing_of_notes_among_colleagues(world: World) -> None:
    ticket = world.under_way()
    before = world.get("requester", f"/tickets/{ticket}/proof")
    world.ask("dispatcher", "POST", f"/tickets/{ticket}/notes", json={"text": "内部"})
    after = world.get("requester", f"/tickets/{ticket}/proof")
    assert (after["events"], after["newest"]) == (before["events"], before["newest"])
    assert world.get("dispatcher", f"/tickets/{ticket}/proof")["events"] == before["events"] + 1
