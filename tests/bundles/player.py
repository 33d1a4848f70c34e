"""People who do what they are offered: a ticket is played through any flow and form without knowing either.

What an action needs is learned as a person would learn it: from the refusal that names every missing field.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PIL import Image

from bihuan.core.values import Refusal
from bihuan.kernel.command import Accepted
from bihuan.kernel.ids import derived_id
from bihuan.modules.files import interface as files
from bihuan.modules.files.messages import StoreFile
from bihuan.modules.forms.tables import form_version
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.tables import ticket as ticket_table
from tests.modules.company import SLUG, Company

# Sooner moves first: whoever can end his step does, whoever has the work moves on, and only then somebody assigns.
FORWARD = ("agree", "finish", "begin", "arrive", "depart", "accept", "claim")
BACKWARD = frozenset({"refuse", "return", "assign", "transfer", "consult", "recall"})
ASIDE = frozenset({"skip", "sign_before", "sign_after", "sign_parallel"})
TRIES = 12
MINUTE = 60_000
VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)


@dataclass(frozen=True)
class Move:
    """What somebody did, and where the ticket stood afterwards."""

    who: str
    step: str
    action: str
    stage: str


@dataclass
class Player:
    """Plays tickets of one company. `people`: keys of those who may act; `worker`: who is sent by hand."""

    company: Company
    people: tuple[str, ...]
    worker: str
    customer: str
    _files: dict[tuple[str, str], str] = field(default_factory=dict)

    # --- reporting ------------------------------------------------------------------------------------------------

    def report(self, type_: str, channel: str, **more: Any) -> str:
        """The customer reports; returns the ticket's id."""

        def send(data: dict[str, Any]) -> Accepted:
            source = m.Source(channel)
            return self.company.send(
                self.customer, m.CreateTicket(type=type_, title="设备故障", source=source, data=data, **more)
            )

        accepted = self.filled(self.customer, self._fields(type_), send)
        return accepted.ref.removeprefix("ticket:")

    # --- playing --------------------------------------------------------------------------------------------------

    def play(self, ticket: str, until: str | None = None) -> list[Move]:
        """Everybody does what he is offered, until nobody is offered anything, or `until` is a step's turn."""
        moves: list[Move] = []
        while (turn := self._next_turn(ticket)) is not None and turn[1]["step"] != until:
            who, task, offer = turn
            self.act(who, task, offer)
            moves.append(Move(who, task["step"], offer["key"], self.row(ticket)["stage"]))
            assert len(moves) < 60, moves
        return moves

    def _next_turn(self, ticket: str) -> tuple[str, dict[str, Any], dict[str, Any]] | None:
        offered = [
            (who, task, offer)
            for who in self.people
            for task in self.view(who, ticket)["tasks"]
            for offer in task["actions"]
        ]
        forward = [turn for turn in offered if turn[2]["key"] not in BACKWARD | ASIDE]
        if forward:
            return min(forward, key=lambda turn: FORWARD.index(turn[2]["key"]) if turn[2]["key"] in FORWARD else 0)
        return next((turn for turn in offered if turn[2]["key"] == "assign" and turn[1]["assignee"] is None), None)

    def act(self, who: str, task: Mapping[str, Any], offer: Mapping[str, Any]) -> Accepted:
        """Do one offered action with all that it asks for."""
        if offer["needs_person"]:
            return self.company.send(who, m.AssignTask(task=task["id"], person=self.company.people[self.worker]))
        given: dict[str, Any] = {"comment": "请再检查一次"} if offer["comment"] == "required" else {}
        if offer["signature"] == "required":
            given["signature"] = self.attach(who, "photo")
        media = [kind for kind, least in offer["evidence"].items() for _ in range(least)]
        given["files"] = tuple(self.attach(who, "photo" if kind == "any" else kind, n) for n, kind in enumerate(media))

        def send(data: dict[str, Any]) -> Accepted:
            return self.company.send(who, m.ActOnTask(task=task["id"], action=offer["key"], data=data, **given))

        return self.filled(who, self._fields_of(m.ticket_of_task(task["id"])), send)

    def open_task(self, who: str, ticket: str) -> dict[str, Any]:
        """The one open task, as this person sees it."""
        (task,) = self.view(who, ticket)["tasks"]
        return dict(task)

    def offer(self, who: str, ticket: str, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The open task and one of the actions this person is offered on it."""
        task = self.open_task(who, ticket)
        return task, next(offer for offer in task["actions"] if offer["key"] == key)

    # --- forms ----------------------------------------------------------------------------------------------------

    def filled(self, who: str, fields: Mapping[str, Any], send: Any) -> Accepted:
        """Send with ever more fields filled, as the refusals ask for them."""
        data: dict[str, Any] = {}
        for attempt in range(TRIES):
            self.company.clock.instant += MINUTE
            try:
                accepted: Accepted = send(data)
                return accepted
            except Refusal as refusal:
                if refusal.code != "form.rejected":
                    raise
                for problem in refusal.problems:
                    key = problem.path.partition(".")[0]
                    data[key] = self._value(who, fields[key], attempt)
        raise AssertionError(f"never accepted: {data}")

    def _value(self, who: str, spec: Mapping[str, Any], attempt: int) -> Any:
        kind = spec["kind"]
        options = [option["value"] for option in spec.get("options", ())]
        if kind == "choice":
            return options[attempt % len(options)]
        if kind == "multi_choice":
            return options[: max(int(spec.get("min_items") or 1), 1)]
        if kind in ("number", "amount", "reading"):
            return str(spec.get("min") or 0)
        if kind == "checklist":
            return [{"id": item["key"], "answer": "ok"} for item in spec["items"]]
        if kind == "sub_table":
            typed = (column for column in spec["columns"] if "compute" not in column)
            cells = {column["key"]: self._value(who, column, attempt) for column in typed}
            return [{"id": str(UUID(int=attempt + 1)), **cells}]
        if kind == "files":
            wanted = spec.get("evidence") or {(spec.get("accept") or ["photo"])[0]: 1}
            return [self.attach(who, media, n) for media, least in wanted.items() for n in range(least)]
        ids = {"person": self.company.people[self.worker], "department": self.company.units["苏州组"]}
        ids |= {"region": self.company.units["苏州"]}
        if kind == "signature":
            return self.attach(who, "photo")
        return self.company.clock.now() + attempt if kind == "date_time" else ids.get(kind, "已按规程处理，运行正常")

    def _fields(self, type_: str) -> dict[str, Any]:
        rows = self.company.read(lambda tx: tx.all(form_version, order=("-version",), form=type_))
        return _fields_in(rows[0]["body"])

    def _fields_of(self, ticket: str) -> dict[str, Any]:
        row = self.row(ticket)
        found = self.company.read(lambda tx: tx.all(form_version, form=row["form"], version=row["form_version"]))
        return _fields_in(found[0]["body"])

    # --- what stands ----------------------------------------------------------------------------------------------

    def row(self, ticket: str) -> dict[str, Any]:
        """The ticket's row, whoever asks."""
        found: dict[str, Any] = self.company.read(lambda tx: tx.get(ticket_table, id=ticket))
        return found

    def view(self, who: str, ticket: str) -> dict[str, Any]:
        """The ticket as this person sees it; nothing of it for those who may not."""
        caller = self.company.caller(who)

        def read(tx: Any) -> Any:
            return queries.ticket_view(tx, caller, ticket, identity.env_of(tx, self.company.tenant.info, 0))

        try:
            found: dict[str, Any] = self.company.read(read)
            return found
        except Refusal as refusal:
            assert refusal.kind.value in (403, 404), refusal
            return {"tasks": [], "actions": []}

    def attach(self, who: str, media: str, number: int = 0) -> str:
        """A file of this person's of the medium, uploaded when first asked for."""
        key = (who, f"{media}{number}")
        if key not in self._files:
            file = derived_id("player", *key)
            row = {"id": file, "by": self.company.people[who], "name": "f.mp4" if media == "video" else "f.png"}
            content = VIDEO if media == "video" else picture(number)
            files.take_in(self.company.tenants.get(SLUG), row, content, self.company.clock.now())
            self.company.send(who, StoreFile(file))
            self._files[key] = file
        return self._files[key]


def picture(number: int) -> bytes:
    """A small picture; each number another."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (number * 20 % 256, 80, 120)).save(out, "PNG")
    return out.getvalue()


def _fields_in(body: Mapping[str, Any]) -> dict[str, Any]:
    return {item["key"]: item for section in body["sections"] for item in section["fields"]}
