"""文件版本: a draft goes through its rounds, nothing is overwritten, and a decision is bound to what it saw (COL-6)."""

import pytest

from bihuan.modules.revisions import messages as m
from bihuan.modules.tickets import messages as t
from tests.modules.revisions.contracts import Contracts

pytestmark = pytest.mark.req("COL-6")


def numbers(contracts: Contracts, ticket: str, who: str = "lead") -> list[tuple[int, str | None]]:
    [document] = contracts.documents(who, ticket)
    return [(one["number"], one["by_name"]) for one in document["versions"]]


def test_a_new_version_takes_the_place_of_the_old_which_stays(contracts: Contracts) -> None:
    ticket, first = contracts.drafted()
    second = contracts.bring("lead", "付款期限为六十日", "合同（修改）.txt")
    contracts.add("lead", ticket, first, second, "付款期限改为六十日")
    [document] = contracts.documents("engineer", ticket)
    assert (document["id"], document["current"], document["number"]) == (first, second, 2)
    one, two = document["versions"]
    assert (one["name"], one["by_name"], two["name"], two["by_name"]) == (
        "合同.txt",
        "张工",
        "合同（修改）.txt",
        "赵刚",
    )
    assert two["remark"] == "付款期限改为六十日" and len(two["sha256"]) == 64 and one["sha256"] != two["sha256"]
    assert contracts.view("engineer", ticket)["data"]["drafts"] == [second], "the field holds what is in force"
    with contracts.company.http() as line:
        for file in (first, second):
            assert line("engineer", "GET", f"/files/{file}").status_code == 200
            assert line("other_engineer", "GET", f"/files/{file}").status_code == 404


def test_of_two_who_upload_at_once_the_second_is_told_who_was_quicker_and_nothing_is_lost(contracts: Contracts) -> None:
    ticket, first = contracts.drafted()
    mine, his = contracts.bring("admin", "x"), contracts.bring("lead", "y")
    contracts.add("lead", ticket, first, his)
    late = contracts.company.refusal("admin", m.AddFileVersion(ticket=ticket, base=first, file=mine))
    assert (late.code, late.data["number"], late.data["name"], late.data["file"]) == (
        "file_version.moved",
        2,
        "赵刚",
        his,
    )
    assert numbers(contracts, ticket) == [(1, "张工"), (2, "赵刚")]
    contracts.add("admin", ticket, his, mine)
    assert numbers(contracts, ticket) == [(1, "张工"), (2, "赵刚"), (3, "王敏")]


def test_what_is_no_new_version_is_refused(contracts: Contracts) -> None:
    ticket, first = contracts.drafted(contracts.bring("engineer", "第一稿"))

    def refused(who: str, base: str, file: str, **more: str) -> str:
        return contracts.company.refusal(who, m.AddFileVersion(ticket=ticket, base=base, file=file, **more)).code

    same, own = contracts.bring("lead", "第一稿"), contracts.bring("lead", "第二稿")
    assert refused("lead", first, same) == "file_version.same_content"
    assert refused("lead", first, contracts.bring("engineer")) == "file.unknown", "what somebody else uploaded"
    assert refused("lead", first, "nothing") == "file.unknown"
    assert refused("lead", own, own) == "file.not_found", "no file of this ticket"
    assert refused("lead", first, own, remark="x" * 2001) == "file_version.too_long"
    film = contracts.bring("lead", b"\x1aE\xdf\xa3" + bytes(64), "a.webm")
    assert refused("lead", first, film) == "form.rejected", "the field takes documents and photos"
    contracts.add("lead", ticket, first, own)
    assert refused("lead", own, first) == "file.unknown"
    contracts.company.send("lead", t.AmendTicket(ticket=ticket, data={"drafts": None}))
    assert refused("lead", own, contracts.bring("lead")) == "file_version.removed"
    [document] = contracts.documents("lead", ticket)
    assert document["current"] is None and len(document["versions"]) == 2, "the versions stay to be seen"


def test_whoever_may_not_write_the_field_adds_no_version_and_strangers_find_no_file(contracts: Contracts) -> None:
    ticket, first = contracts.drafted()
    command = m.AddFileVersion(ticket=ticket, base=first, file=contracts.bring("engineer", "neu"))
    assert contracts.company.refusal("engineer", command).data["reason"] == "file_version.not_writable"
    assert contracts.company.refusal("other_engineer", command).code in ("ticket.not_found", "access.denied")
    contracts.act("lead", ticket, "return", comment="期限要改", to="draft")
    contracts.company.send("engineer", command)
    assert numbers(contracts, ticket) == [(1, "张工"), (2, "张工")], "his own step lets him write the field"


def test_a_file_of_an_internal_note_has_versions_for_colleagues_only(contracts: Contracts) -> None:
    ticket, _ = contracts.drafted()
    file, next_ = contracts.bring("lead", "旧图"), contracts.bring("lead", "新图")
    contracts.company.send("lead", t.AddNote(ticket=ticket, text="图纸", files=(file,)))
    contracts.add("lead", ticket, file, next_)
    assert [one["number"] for one in contracts.documents("lead", ticket)] == [1, 2]
    added = [one for one in contracts.trace("front_desk", ticket)["events"] if one["type"] == "FileVersionAdded"]
    assert added and added[0]["what"]["number"] == 2


def test_comments_are_bound_to_a_version_and_dealt_with(contracts: Contracts) -> None:
    ticket, first = contracts.drafted()
    contracts.say("lead", ticket, first, "违约金过高", "第 3 页第 5 条")
    second = contracts.bring("admin", "neu")
    contracts.add("admin", ticket, first, second)
    contracts.say("admin", ticket, second, "已改")
    [document] = contracts.documents("engineer", ticket)
    [[said], [answer]] = [one["comments"] for one in document["versions"]]
    assert (said["text"], said["place"], said["by_name"], said["resolved_at"]) == (
        "违约金过高",
        "第 3 页第 5 条",
        "赵刚",
        None,
    )
    assert answer["text"] == "已改"
    settle = m.SettleFileComment(ticket=ticket, comment=said["id"], resolved=True)
    contracts.company.send("engineer", settle)
    assert contracts.company.send("engineer", settle).events == ()
    assert contracts.documents("lead", ticket)[0]["versions"][0]["comments"][0]["resolved_at"] is not None
    contracts.company.send("lead", m.SettleFileComment(ticket=ticket, comment=said["id"], resolved=False))
    assert contracts.documents("lead", ticket)[0]["versions"][0]["comments"][0]["resolved_at"] is None
    empty = contracts.company.refusal("lead", m.CommentOnFile(ticket=ticket, file=first, text=" ", place="x" * 201))
    assert [fault.path for fault in empty.problems] == ["text", "place"]
    strange = m.SettleFileComment(ticket=ticket, comment="none", resolved=True)
    assert contracts.company.refusal("lead", strange).code == "file_version.comment_unknown"


def test_a_decision_is_made_on_the_version_that_was_seen_or_not_at_all(contracts: Contracts) -> None:
    ticket, first = contracts.drafted()
    seen = contracts.view("lead", ticket)["version"]
    second = contracts.bring("admin", "neu")
    contracts.add("admin", ticket, first, second)
    command = t.ActOnTask(task=contracts.task(ticket, "lead"), action="agree", seen=seen)
    late = contracts.company.refusal("lead", command)
    [fault] = late.problems
    assert (late.code, fault.path, fault.data["base"], fault.data["theirs"]) == (
        "ticket.inputs_changed",
        "data.drafts",
        [first],
        [second],
    )
    assert fault.data["by"] == contracts.company.people["admin"], "told by name, not as the platform's"
    contracts.act("lead", ticket, "agree", seen=contracts.view("lead", ticket)["version"])
    [decision] = contracts.documents("lead", ticket)[0]["decisions"]
    assert (decision["name"], decision["verdict"], decision["number"], decision["outdated"]) == (
        "赵刚",
        "agree",
        2,
        False,
    )


def test_later_readers_see_that_another_version_is_in_force_than_was_decided_on(contracts: Contracts) -> None:
    ticket, first = contracts.drafted()
    contracts.act("lead", ticket, "agree")
    contracts.act("approver", ticket, "agree")
    second = contracts.bring("admin", "neu")
    contracts.add("admin", ticket, first, second)
    [document] = contracts.documents("auditor", ticket)
    assert [(one["number"], one["outdated"]) for one in document["decisions"]] == [(1, True), (1, True)]
    assert document["number"] == 2
    assert contracts.trace("auditor", ticket)["sections"]["files"][0]["decisions"] == document["decisions"]


def test_a_new_version_is_asked_about_again_and_the_same_is_not(contracts: Contracts) -> None:
    ticket, first = contracts.drafted()
    contracts.act("lead", ticket, "agree")
    contracts.act("approver", ticket, "return", comment="看一下", to="draft", resume="straight")
    contracts.draft(ticket, [first])
    assert [task["step"] for task in contracts.view("admin", ticket)["tasks"]] == ["last"], "nothing new for the lead"
    contracts.act("approver", ticket, "return", comment="期限", to="draft", resume="straight")
    second = contracts.bring("engineer", "neu")
    contracts.add("engineer", ticket, first, second)
    contracts.draft(ticket, [second])
    [task] = contracts.view("admin", ticket)["tasks"]
    assert (task["step"], task["asked_again"]["fields"]) == (
        "first",
        [{"key": "drafts", "before": [first], "now": [second]}],
    )
    verdicts = [(one["verdict"], one["number"]) for one in contracts.documents("admin", ticket)[0]["decisions"]]
    assert verdicts == [("agree", 1), ("return", 1), ("return", 1)]


def test_words_go_with_the_ticket_and_the_files_leave_their_numbers(contracts: Contracts) -> None:
    ticket, first = contracts.drafted()
    second = contracts.bring("lead", "neu")
    contracts.add("lead", ticket, first, second, "王女士要求改期限")
    contracts.say("lead", ticket, second, "王女士电话 138")
    contracts.company.send("admin", t.EraseTicket(ticket=ticket, reason="到期"))
    told = str(contracts.trace("lead", ticket)) + str(contracts.documents("lead", ticket))
    assert "王女士" not in told


@pytest.mark.postgres
def test_the_same_on_postgres(contracts_on_postgres: Contracts) -> None:
    test_later_readers_see_that_another_version_is_in_force_than_was_decided_on(contracts_on_postgres)
