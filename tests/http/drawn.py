"""Flows drawn for one case each, published and walked over HTTP by people of a company without any bundle."""

import contextlib
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from bihuan.modules.identity import interface as identity
from tests.http.bundle_world import SLUG, BundleWorld, Someone, bundle_world
from tests.http.test_bundles import fresh_database

Step = dict[str, Any]
# Who asks, unless it is said otherwise. The head of everybody's department is `lead`.
SUBMITTER = "engineer"
STAGES = [
    {"key": "asked", "label": {"zh": "待处理"}, "category": "new"},
    {"key": "work", "label": {"zh": "处理中"}, "category": "active"},
    {"key": "pause", "label": {"zh": "等待中"}, "category": "waiting"},
    {"key": "solved", "label": {"zh": "已解决"}, "category": "resolved"},
    {"key": "done", "label": {"zh": "已完成"}, "category": "closed"},
    {"key": "gone", "label": {"zh": "已取消"}, "category": "cancelled"},
]
FIELDS = [
    {"key": "what", "kind": "text", "label": {"zh": "事项"}},
    {"key": "amount", "kind": "amount", "label": {"zh": "金额"}},
    {"key": "who", "kind": "person", "label": {"zh": "人员"}},
    {"key": "unit", "kind": "department", "label": {"zh": "部门"}},
    {"key": "day", "kind": "date_time", "label": {"zh": "时间"}},
    {"key": "lines", "kind": "sub_table", "label": {"zh": "明细"}, "columns": [
        {"key": "what", "kind": "text", "label": {"zh": "事项"}},
    ]},
]  # fmt: skip
_numbers = count(1)


def start(**more: Any) -> Step:
    return {"id": "start", "kind": "start", "label": {"zh": "提交"}, "stage": "asked", **more}


def end(**more: Any) -> Step:
    return {"id": "end", "kind": "end", "label": {"zh": "完成"}, "stage": "done", **more}


def handle(step: str, owner: Any, **more: Any) -> Step:
    return {"id": step, "kind": "handle", "label": {"zh": step}, "stage": "work", "owner": owner, **more}


def approve(step: str, approvers: Any, **more: Any) -> Step:
    return {"id": step, "kind": "approve", "label": {"zh": step}, "stage": "work", "approvers": approvers, **more}


def step_of(kind: str, step: str, **more: Any) -> Step:
    return {"id": step, "kind": kind, "label": {"zh": step}, "stage": "work", **more}


def lanes(*items: list[Step], join: Any = "all") -> Step:
    written = [{"key": f"l{number}", "items": list(lane)} for number, lane in enumerate(items, 1)]
    return {"id": "fork", "kind": "parallel", "join": join, "lanes": written}


def branch(step: str, when: Any, *items: Step) -> Step:
    """These items where the condition holds, else nothing."""
    ways = [{"key": "some", "when": when, "items": list(items)}, {"key": "rest", "items": []}]
    return {"id": step, "kind": "branch", "ways": ways}


def left_as(step: str, result: str) -> Step:
    """The condition that a step was left so."""
    return {"op": "eq", "left": {"field": f"flow.{step}"}, "right": result}


class Drawn:
    """The company; each case draws a flow of its own."""

    def __init__(self, world: BundleWorld) -> None:
        self.world = world
        units = world.install.bus.read(SLUG, lambda tx: identity.organisation(tx).units)
        self.units: dict[str, str] = {}  # departments that a test adds, by name
        self.house = next(key for key, unit in units.items() if unit["kind"] == "department")

    def __getitem__(self, who: str) -> Someone:
        return self.world[who]

    def people(self, *names: str) -> Step:
        """A source that names people."""
        return {"people": [self.world.people[name] for name in names]}

    def publish(self, *items: Step, **flow: Any) -> str:
        """A form, a flow and a ticket type of one new key: start, these, end."""
        number, admin = next(_numbers), self["admin"]
        key, prefix = f"case{number}", "L" + chr(65 + number // 26) + chr(65 + number % 26)
        begin = flow.pop("start", start())
        drawn = {"key": key, "label": {"zh": key}, "stages": STAGES, "root": [begin, *items, flow.pop("end", end())]}
        admin.post("/forms", body={"form": key, "label": {"zh": key}, "fields": FIELDS})
        admin.post("/flows", body={**drawn, **flow}, form=key, confirmed=True)
        kind = {"label": {"zh": key}, "form": key, "flow": key, "prefix": prefix, "department": self.house}
        admin.do("PUT", f"/ticket-types/{key}", json=kind)
        return key

    def ask(self, type_: str, by: str = SUBMITTER, **data: Any) -> str:
        """A ticket of this type; its number."""
        return self[by].report(type_, channel="case", data=data)

    def run(self, *items: Step, **flow: Any) -> str:
        """A ticket in a new flow of these items."""
        return self.ask(self.publish(*items, **flow))

    def view(self, ticket: str) -> Any:
        """The ticket as the administrator sees it."""
        return self["admin"].get(f"/tickets/{ticket}")

    def stage(self, ticket: str) -> str:
        return str(self.view(ticket)["stage"])

    def steps(self, ticket: str) -> list[str]:
        """Where it stands, each step once."""
        return list(dict.fromkeys(task["step"] for task in self.view(ticket)["tasks"]))

    def owners(self, ticket: str) -> list[str]:
        """Who has its open tasks."""
        names = {person: name for name, person in self.world.people.items()}
        return [names.get(task["assignee"], "") for task in self.view(ticket)["tasks"]]

    def told(self, ticket: str, kind: str) -> list[Any]:
        """The events of one kind in the ticket's history: each with `what`, `at` and `origin`."""
        events = self["auditor"].get(f"/tickets/{ticket}/trace")["events"]
        return [event for event in events if event["type"] == kind]

    def later(self, milliseconds: int) -> None:
        self.world.clock.instant += milliseconds


@contextlib.contextmanager
def drawn_world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Drawn]:
    """The company on the database that the request names."""
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else fresh_database(request, stack)
        world = stack.enter_context(bundle_world(tmp_path_factory.mktemp("drawn"), url, "none"))
        world["admin"].do("PUT", "/channels/case", json={"label": {"zh": "内部"}})
        yield Drawn(world)
