"""A company that works with every bundle that ships with Bihuan, and its people as HTTP knows them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

from bihuan.entry.bundles import apply_folder, install_ready_roles
from bihuan.entry.http import create_app
from bihuan.entry.operations import operator
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel.clock import SetClock
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import new_id
from bihuan.kernel.masters import SaveRecord
from bihuan.modules.bundles import interface as bundles
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as people
from bihuan.settings import Settings
from tests.http.world import PNG
from tests.tables import create_tables

SLUG, PASSWORD = "acme", "richtig-Pferd-42"
START = 1_780_000_000_000
HOUR, DAY = 3_600_000, 86_400_000
CONTENT = {
    "photo": ("现场.png", PNG),
    "audio": ("通话.wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64)),
    "document": ("文稿.pdf", b"%PDF-1.4\n" + bytes(64)),
}
# Everybody has the ready role of their work and what the bundles add to it.
STAFF: dict[str, tuple[str, tuple[str, ...]]] = {
    "admin": ("孙岚", ("admin",)),
    "desk": ("小周", ("front_desk", "return_visitor")),
    "dispatcher": ("老陈", ("dispatcher",)),
    "engineer": ("张工", ("engineer",)),
    "other_engineer": ("李工", ("engineer",)),
    "lead": ("刘主管", ("lead",)),
    "checker": ("何质检", ("approver", "spot_checker")),
    "handler": ("黄专员", ("approver", "complaint_handler")),
    "supervision": ("郑督导", ("approver", "supervision")),
    "quality": ("吴品控", ("approver", "quality_control")),
    "warehouse": ("姚仓管", ("approver", "warehouse")),
    "finance": ("钱会计", ("approver", "finance")),
    "tech": ("赵总监", ("approver", "tech_reviewer")),
    "manager": ("林总", ("approver", "general_manager")),
    "project": ("马经理", ("approver", "project_manager")),
    "crew": ("鲁师傅", ("engineer", "site_crew")),
    "designer": ("苏设计", ("approver", "designer")),
    "teacher": ("班主任", ("head_teacher",)),
    "teacher2": ("数学班主任", ("head_teacher",)),
    "grade": ("年级主任", ("grade_head",)),
    "academic": ("教务", ("academic_office",)),
    "juror1": ("评委甲", ("scholarship_jury",)),
    "juror2": ("评委乙", ("scholarship_jury",)),
    "juror3": ("评委丙", ("scholarship_jury",)),
    "partner": ("方合伙人", ("law_partner",)),
    "partner2": ("严合伙人", ("law_partner",)),
    "lawyer": ("罗律师", ("lawyer",)),
    "lawyer2": ("沈律师", ("lawyer",)),
    "customer": ("王女士", ("requester",)),
    "auditor": ("沈审计", ("auditor",)),
}


class RefusedError(AssertionError):
    """An answer that was no success."""

    def __init__(self, answer: httpx.Response) -> None:
        body = answer.json()
        self.status, self.code = answer.status_code, str(body.get("code"))
        self.title = str(body.get("title"))
        self.problems = {(problem["path"], problem["code"]) for problem in body.get("problems", ())}
        super().__init__(answer.text)


class Someone:
    """One of the company, signed in."""

    def __init__(self, line: TestClient, login: str, person: str) -> None:
        self._line, self.id = line, person
        answer = line.post("/api/v1/sessions", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        self._headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        self._files = 0

    def do(self, method: str, path: str, **more: Any) -> Any:
        """The answer's body. Raises `RefusedError`."""
        headers = {**self._headers, **more.pop("headers", {})}
        answer = self._line.request(method, f"/api/v1{path}", headers=headers, **more)
        if not answer.is_success:
            raise RefusedError(answer)
        return answer.json() if answer.content else None

    def get(self, path: str, **query: Any) -> Any:
        return self.do("GET", path, params=query)

    def post(self, path: str, **body: Any) -> Any:
        return self.do("POST", path, json=body)

    def upload(self, media: str) -> str:
        """A new photo, recording or document of this person's; its id."""
        name, content = CONTENT[media]
        self._files += 1
        content += str(self._files).encode()
        kind = {"Content-Type": "application/octet-stream"}
        return str(self.do("POST", "/files/content", params={"name": name}, content=content, headers=kind)["id"])

    def report(self, type_: str, *, channel: str = "web", **more: Any) -> str:
        """A new ticket; its number. `more`: the ticket's own fields, `data` those of its form."""
        made = self.post("/tickets", type=type_, source={"channel": channel}, **{"title": "请处理", **more})
        return str(made["number"])

    def steps(self, ticket: str) -> dict[str, list[str]]:
        """The steps that wait, each with what this person may do there."""
        tasks = self.get(f"/tickets/{ticket}")["tasks"]
        return {task["step"]: [offer["key"] for offer in task["actions"]] for task in tasks}

    def act(self, ticket: str, action: str, **body: Any) -> Any:
        """An action of whichever task offers it to this person."""
        tasks = self.get(f"/tickets/{ticket}")["tasks"]
        offered = [task for task in tasks if action in [offer["key"] for offer in task["actions"]]]
        assert offered, f"{action} is not offered: {self.steps(ticket)}"
        return self.post(f"/tasks/{offered[0]['id']}/actions/{action}", **body)


def refusal(do: Any, *args: Any, **more: Any) -> RefusedError:
    """How it is refused; fails when it is not."""
    try:
        do(*args, **more)
    except RefusedError as refused:
        return refused
    raise AssertionError(f"it was not refused: {args}")


class BundleWorld:
    """One install, started; `world["lead"]` is somebody of STAFF."""

    def __init__(self, install: Install, clock: SetClock, line: TestClient, only: tuple[str, ...]) -> None:
        self.install, self.clock, self._line = install, clock, line
        self.own: list[str] = []  # keys of the types that tests publish
        self._known: dict[str, Someone] = {}
        self._found([folder for folder in bundles.shipped_bundles() if not only or folder.name in only])

    def __getitem__(self, who: str) -> Someone:
        if who not in self._known:
            self._known[who] = Someone(self._line, who, self.people[who])
        return self._known[who]

    def send(self, command: Any) -> str:
        """As the platform; the id of what was made."""
        envelope = Envelope(new_id(self.clock.now()), command, operator(), "test")
        return self.install.bus.send(SLUG, envelope).ref.partition(":")[2]

    def _found(self, folders: list[Path]) -> None:
        self.install.tenants.set_up_recovery()
        self.install.tenants.create(SLUG, "百业集团")
        install_ready_roles(self.install, SLUG)
        for folder in folders:
            apply_folder(self.install, SLUG, folder)
        sealed = identity.seal_password(self.install.tenants.get(SLUG).keys, PASSWORD)
        known = self.install.bus.read(SLUG, identity.role_keys)
        house = self.send(people.SaveOrgUnit("department", "百业集团"))
        self.people = {}
        for login, (name, roles) in STAFF.items():
            own = tuple(role for role in roles if role in known)
            hire = people.CreateUser(name, login=login, roles=own, departments=(house,), password=sealed)
            self.people[login] = self.send(hire)
        self.send(people.SaveOrgUnit("department", "百业集团", id=house, head=self.people["lead"]))
        grade = self.send(people.SaveOrgUnit("department", "一年级", parent=house, head=self.people["grade"]))
        heads = {"英语二班": "teacher", "数学一班": "teacher2"}
        self.classes = {
            name: self.send(people.SaveOrgUnit("department", name, parent=grade, head=self.people[head]))
            for name, head in heads.items()
        }
        self.vip = self.send(SaveRecord("customer", {"name": "金卡客户", "level": "A"}))


@contextmanager
def bundle_world(folder: Path, url: str, *only: str) -> Iterator[BundleWorld]:
    """The company for the length of a block, on SQLite or at the address of an empty PostgreSQL database. `only` these
    bundles; nothing named = all."""
    settings = Settings(
        data=folder / "data", key_file=folder / "key", rate_per_minute=0, database_url=url, session_hours=24 * 29
    )
    clock = SetClock(START)
    install = build_install(settings, clock=clock)
    install.tenants._migrate = create_tables  # migrations have tests of their own
    with TestClient(create_app(install)) as line:
        assert install.threads.ready.wait(30)
        yield BundleWorld(install, clock, line, only)
