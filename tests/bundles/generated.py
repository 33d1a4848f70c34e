"""Bundles drawn at random: other types, fields, steps and roles around the same loop, written as the text files they
would be. A name that works only because it is that of 维修服务 fails here."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SYLLABLES = ("ba", "ke", "mi", "to", "lu", "xi", "zha", "pen", "dor", "gal", "fu", "ney")
HAN = "云水山木星河松竹梅兰春夏秋冬东南西北"
KINDS = (
    "text", "long_text", "number", "amount", "choice", "multi_choice", "date_time", "person", "department", "region",
    "files", "signature",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A bundle that was written: its types, channel, roles for dispatching and working, and the step of the work."""

    folder: Path
    types: tuple[str, ...]
    channel: str
    dispatcher: str
    worker: str
    checker: str
    work: str


class Draughtsman:
    """Draws one bundle from a seed."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self._used: set[str] = set()

    def draw(self) -> Drawn:
        dispatcher, worker, checker, channel, core = (self.name() for _ in range(5))
        work = self.name()
        bundle = {"key": self.name(), "label": self.label(), "version": "0.1"}
        self.write("bundle.yaml", {**bundle, "channels": [{"key": channel, "label": self.label()}]})
        for role, actions in ((dispatcher, ["read", "assign", "note"]), (worker, []), (checker, [])):
            self.write(f"roles/{role}.yaml", {"key": role, "label": self.label(), "grants": grants(actions)})
        core_fields = [self.field() for _ in range(self.chance.randint(2, 5))]
        self.write(f"forms/{core}.yaml", {"form": core, "label": self.label(), "fields": core_fields})
        drawn = Drawn(self.folder, (), channel, dispatcher, worker, checker, work)
        types = tuple(self.type(drawn, core, core_fields) for _ in range(self.chance.randint(1, 3)))
        return Drawn(self.folder, types, channel, dispatcher, worker, checker, work)

    def type(self, drawn: Drawn, core: str, core_fields: list[Any]) -> str:
        """A form that extends the core, a flow, and the type that joins them."""
        key = self.name()
        at_report, at_work, at_rating = ([self.field() for _ in range(self.chance.randint(1, 4))] for _ in range(3))
        asked = {item["key"]: self.chance.random() < 0.5 for item in at_report}
        sections = [
            {"key": self.name(), "fields": [{**item, "require": asked[item["key"]]} for item in at_report]},
            {"key": self.name(), "fields": at_work},
            {"key": self.name(), "fields": at_rating},
        ]
        self.write(f"forms/{key}.yaml", {"form": key, "label": self.label(), "extends": core, "sections": sections})
        fields = {"core": core_fields, "report": at_report, "work": at_work, "rating": at_rating}
        self.write(f"flows/{key}.yaml", {"key": key, "form": key, **self.flow(drawn, fields)})
        prefix = "".join(self.chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=4))
        self.write(f"types/{key}.yaml", {"key": key, "label": self.label(), "form": key, "flow": key, "prefix": prefix})
        return key

    def flow(self, drawn: Drawn, fields: dict[str, list[Any]]) -> dict[str, Any]:
        names = {part: [item["key"] for item in items] for part, items in fields.items()}
        stages = {category: self.name() for category in ("new", "active", "waiting", "resolved", "closed", "cancelled")}
        later = dict.fromkeys((*names["work"], *names["rating"]), "hidden")
        root = [
            {"id": self.name(), "kind": "start", "stage": stages["new"], "fields": {"*": "edit", **later}},
            *self.before_work(drawn, stages["active"], names["report"]),
            {
                "id": drawn.work,
                "kind": "handle",
                "stage": stages["active"],
                "owner": "by_hand",
                "mode": "dispatch",
                "visit": "full",
                "dispatchers": [drawn.dispatcher],
                "fields": {"*": "edit", **self.demanded(names["work"]), **dict.fromkeys(names["rating"], "hidden")},
                "actions": [{"key": "finish", "label": self.label(), "evidence": {"any": self.chance.randint(1, 3)}}],
            },
            {
                "id": self.name(),
                "kind": "approve",
                "stage": stages["waiting"],
                "approvers": {"submitter": True},
                "fields": {"*": "read"},
                "returns": [],
                "actions": [{"key": "agree", "signature": "required"}, {"key": "refuse", "comment": "required"}],
                "refused": {"return_to": drawn.work},
            },
            {
                "id": self.name(),
                "kind": "handle",
                "stage": stages["resolved"],
                "owner": {"submitter": True},
                "visit": "simple",
                "fields": {"*": "read", **self.demanded(names["rating"])},
            },
            {"id": self.name(), "kind": "end", "stage": stages["closed"]},
        ]
        return {
            "label": self.label(),
            "stages": [{"key": key, "label": self.label(), "category": kind} for kind, key in stages.items()],
            "leads": ["lead"],
            "admins": ["admin"],
            "withdraw": {"until": "first_act", "then": "cancel", "stage": stages["cancelled"]},
            "reopen": {"to": drawn.work, "days": 7},
            "root": root,
        }

    def before_work(self, drawn: Drawn, stage: str, fields: list[str]) -> list[dict[str, Any]]:
        """Up to three further steps: a check, work that is claimed or direct, a branch with one of them inside."""
        found = []
        for _ in range(self.chance.randint(0, 3)):
            step = self.chance.choice((self.check, self.claimed, self.direct))(drawn, stage)
            if self.chance.random() < 0.4:
                asked = {"op": "empty", "left": {"field": self.chance.choice(fields)}}
                ways = [
                    {"key": self.name(), "label": self.label(), "when": asked, "items": [step]},
                    {"key": self.name(), "label": self.label(), "items": []},
                ]
                step = {"id": self.name(), "kind": "branch", "ways": ways}
            found.append(step)
        return found

    def check(self, drawn: Drawn, stage: str) -> dict[str, Any]:
        mode = self.chance.choice(("all", "any"))
        people = {"approvers": {"role": drawn.checker}, "mode": mode, "if_empty": "flow_admin"}
        return {"id": self.name(), "kind": "approve", "stage": stage, **people, "fields": {"*": "read"}}

    def claimed(self, drawn: Drawn, stage: str) -> dict[str, Any]:
        phases = self.chance.sample(("depart", "arrive", "begin"), k=self.chance.randint(0, 3))
        visit = [phase for phase in ("depart", "arrive", "begin") if phase in phases]
        work = {"owner": {"role": drawn.worker}, "mode": "claim", "visit": visit or "simple"}
        step = {"id": self.name(), "kind": "handle", "stage": stage, "dispatchers": [drawn.dispatcher]}
        return {**step, **work, "fields": {"*": "read"}}

    def direct(self, drawn: Drawn, stage: str) -> dict[str, Any]:
        work = {"owner": {"role": drawn.checker}, "mode": "direct", "dispatchers": [drawn.dispatcher]}
        ask = self.chance.choice(("none", "optional", "required"))
        actions = [{"key": "finish", "comment": ask}]
        return {
            "id": self.name(),
            "kind": "handle",
            "stage": stage,
            **work,
            "fields": {"*": "read"},
            "actions": actions,
        }

    def demanded(self, names: list[str]) -> dict[str, str]:
        return {name: self.chance.choice(("required", "edit")) for name in names}

    def field(self) -> dict[str, Any]:
        kind = self.chance.choice(KINDS)
        spec: dict[str, Any] = {"key": self.name(), "kind": kind, "label": self.label()}
        if kind in ("choice", "multi_choice"):
            spec["options"] = [{"value": self.name(), "label": self.label()} for _ in range(self.chance.randint(2, 5))]
        if kind in ("text", "number", "choice") and self.chance.random() < 0.5:
            spec["filterable"] = True
        if kind == "number":
            spec |= {"min": self.chance.randint(0, 9), "max": 99}
        if kind == "files" and self.chance.random() < 0.5:
            spec |= {"accept": ["photo", "video"], "evidence": {"video": 1, "photo": 1}, "require": False}
        return spec

    def name(self) -> str:
        while True:
            name = "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4)))
            if name not in self._used:
                self._used.add(name)
                return name

    def label(self) -> dict[str, str]:
        return {"zh": "".join(self.chance.choices(HAN, k=3)), "en": self.name()}

    def write(self, file: str, body: dict[str, Any]) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), encoding="utf-8")


def grants(actions: list[str]) -> list[dict[str, str]]:
    """Their own tickets for everybody, `actions` on all of them for dispatchers."""
    own = [
        {"action": action, "kind": "ticket", "rows": rows}
        for action in ("read", "act", "note")
        for rows in ("assigned", "participant")
    ]
    everywhere = [{"action": action, "kind": "ticket", "rows": "all"} for action in actions]
    files = [{"action": action, "kind": "file", "rows": "own_created"} for action in ("create", "read")]
    return [*own, *everywhere, *files]
