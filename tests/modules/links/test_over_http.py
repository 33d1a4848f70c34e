"""Files of a merged ticket over HTTP: whoever works on the leader opens them, until the merging is undone."""

import base64

import pytest

from bihuan.modules.tickets.messages import AddNote
from tests.modules.links.cases import Cases

pytestmark = pytest.mark.req("INT-12", "AUD-3")

# One red pixel.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")


def test_files_follow_the_case_and_split_off_tickets_keep_those_that_were_chosen(cases: Cases) -> None:
    with cases.company.http() as line:
        kind = {"Content-Type": "image/png"}
        stored = line("requester", "POST", "/files/content?name=现场.png", content=PNG, headers=kind)
        file = stored.json()["id"]
        leader, ticket = cases.report("front_desk"), cases.report("requester")
        cases.company.send("requester", AddNote(ticket=ticket, text="照片", public=True, files=(file,)))
        cases.assign(leader)

        def opens() -> int:
            return int(line("engineer", "GET", f"/files/{file}").status_code)

        assert opens() == 404
        answer = line("front_desk", "POST", f"/tickets/{ticket}/merge", json={"into": leader})
        assert answer.json()["leader"]["ticket"]["id"] == leader
        assert opens() == 200
        seen = line("engineer", "GET", f"/tickets/{leader}/links").json()["merged"][0]
        assert [each["name"] for each in seen["files"]] == ["现场.png"]
        line("front_desk", "POST", f"/tickets/{ticket}/unmerge", json={})
        assert opens() == 404
        made = line("front_desk", "POST", f"/tickets/{ticket}/split", json={"title": "另一处", "files": [file]}).json()
        cases.assign(made["id"])
        assert opens() == 200
        shown = line("engineer", "GET", f"/tickets/{made['number']}/links").json()["pieces"]
        assert [each["name"] for each in shown["files"]] == ["现场.png"]


def test_files_of_internal_notes_are_listed_for_those_alone_who_read_these(cases: Cases) -> None:
    with cases.company.http() as line:
        kind = {"Content-Type": "image/png"}
        stored = line("front_desk", "POST", "/files/content?name=报价底线.png", content=PNG, headers=kind)
        file = stored.json()["id"]
        ticket = cases.report("requester")
        cases.company.send("front_desk", AddNote(ticket=ticket, text="内部", public=False, files=(file,)))

        def listed(who: str) -> list[str]:
            return [each["name"] for each in line(who, "GET", f"/tickets/{ticket}/links").json()["files"]]

        assert listed("front_desk") == ["报价底线.png"]
        assert listed("requester") == []
